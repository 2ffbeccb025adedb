import Numerics

/// One network's way down through both stages of a fit, as it is decided between calls of the kernel.
///
/// A stage's passes are judged one by one (``DescentWatch``), and Adam moves the network after each;
/// the calls are cut where a stage may end or rows are weighed anew, so that nothing is done too much.
struct NeuralDescent {
    /// What the passes that were ordered are for.
    private enum Purpose {
        /// To be judged.
        case judged
        /// To have the gradients under new weights.
        case reweighted
        /// To see where the last step has led.
        case final
    }

    /// What is to be done next; nil at the end.
    private(set) var order: SineLayersBatch.Order?
    /// Adam's steps that both stages took.
    private(set) var stepCount = 0
    /// ‖Y − A X‖² of the last pass.
    private(set) var dataLoss = 0.0
    /// θ, z and moments as the first stage left them.
    private(set) var kept: SineNetwork?
    private let configuration: NeuralSensingConfiguration
    private let plan: NeuralFitPlan
    private let floor: Double
    private var isRefining = false
    private var watch: DescentWatch
    private var judgedCount = 0
    private var purpose = Purpose.judged

    init(configuration: NeuralSensingConfiguration, plan: NeuralFitPlan, floor: Double) {
        self.configuration = configuration
        self.plan = plan
        self.floor = floor
        watch = DescentWatch(tolerance: configuration.tolerance)
        begin()
    }

    private var stageIterations: Int {
        isRefining ? plan.refiningIterations : plan.sparseIterations
    }

    /// Takes in what became of the order, and gives the next.
    mutating func take(
        _ passes: [SineLayersBatch.Losses], from batch: inout SineLayersBatch, at place: Int
    ) {
        dataLoss = passes.last?.data ?? dataLoss
        switch purpose {
        case .judged:
            for pass in passes {
                judgedCount += 1
                if watch.hasSettled(pass.sum) || pass.sum < floor {
                    return endStage(after: judgedCount - 1, &batch, at: place)
                }
            }
            let isDue = period.map { (judgedCount - 1).isMultiple(of: $0) } ?? false
            if isDue, judgedCount > 1 {
                batch.weigh(
                    configuration.weights(ofRowPowers: batch.rowPowers(at: place)), at: place)
                watch.restart()
                purpose = .reweighted
                order = SineLayersBatch.Order(passes: 1, beginsWithPass: true)
            } else {
                goOn()
            }
        case .reweighted: goOn()
        case .final: endStage(after: stageIterations, &batch, at: place)
        }
    }

    /// Whether rows are weighed anew in this stage, and after how many passes.
    private var period: Int? {
        isRefining || configuration.sparsity <= 0 ? nil : configuration.reweightingPeriod
    }

    private mutating func begin() {
        judgedCount = 0
        watch.restart()
        purpose = stageIterations > 0 ? .judged : .final
        order = SineLayersBatch.Order(passes: 1, beginsWithPass: true)
    }

    private mutating func goOn() {
        var count = min(stageIterations - judgedCount, watch.remainingCount)
        if let period {
            // The next pass that is a whole number of periods after the first.
            let due = (judgedCount + period - 1) / period * period
            count = min(count, due - judgedCount + 1)
        }
        purpose = count > 0 ? .judged : .final
        order = SineLayersBatch.Order(passes: max(count, 1), beginsWithPass: false)
    }

    private mutating func endStage(
        after steps: Int, _ batch: inout SineLayersBatch, at place: Int
    ) {
        stepCount += steps
        guard !isRefining else {
            order = nil
            return
        }
        kept = batch.network(at: place)
        guard plan.refiningIterations > 0 else {
            order = nil
            return
        }
        isRefining = true
        batch.weigh([Float](repeating: 0, count: batch.layers.rowCount), at: place)
        begin()
    }
}
