import Foundation
import NeuralNet
import Testing

@testable import Training

/// The loop: it learns, it goes on where it was stopped, and it says what is wrong.
struct TrainingLoopTests {
    private let plan = TrainingPlan(epochCount: 6, batchSize: 3, learningRate: 0.1, seed: 4)

    private func loop(
        _ folder: TemporaryFolder, task: LineTask = LineTask(), plan: TrainingPlan? = nil
    ) -> TrainingLoop<LineTask> {
        TrainingLoop(
            task: task, plan: plan ?? self.plan, folder: folder.file("out"),
            command: "ethermap train line")
    }

    /// Runs to the end and gives the weights of the last epoch as single floats.
    private func finish(_ loop: TrainingLoop<LineTask>) throws -> [Float] {
        guard
            case .finished = try loop.run(LineNetwork(), isStopped: { false }, tell: { _ in })
        else {
            Issue.record("it has not finished")
            return []
        }
        return try TrainingCheckpoint.read(loop.files.checkpoint).parameters
    }

    @Test func `a line is learnt, and the files say from what`() throws {
        let folder = TemporaryFolder()
        let plan = TrainingPlan(epochCount: 60, batchSize: 5, learningRate: 0.1, seed: 4)
        let loop = loop(folder, plan: plan)
        var epochs: [TrainingEpochReport] = []
        var batches = 0
        let outcome = try loop.run(
            LineNetwork(),
            tell: { event in
                switch event {
                case .epoch(let report): epochs.append(report)
                case .batch(let report):
                    batches += 1
                    #expect(report.loss.isFinite && report.secondsLeft >= 0)
                    #expect((report.validationRmseDb == nil) == (report.epoch == 1))
                case .resumed: Issue.record("there was nothing to go on from")
                }
            })
        guard case .finished(let result) = outcome else { return #expect(Bool(false)) }
        #expect(batches == 60 * 2)
        #expect(epochs.map(\.epoch) == Array(1...60))
        #expect(epochs[59].loss < epochs[0].loss / 20)
        let best = try #require(epochs.min { $0.validationRmseDb < $1.validationRmseDb })
        #expect(result.bestEpoch == best.epoch)
        #expect(result.bestRmseDb == best.validationRmseDb)
        #expect(result.bestRmseDb < 0.1)
        let weights = try WeightsFile.read(result.bestPath)
        #expect(weights.hash == result.bestHash)
        #expect(weights.metadata["command"] == "ethermap train line")
        #expect(weights.metadata["epoch"] == "\(best.epoch)")
        #expect(weights.metadata["channel"] == "none")
        let learnt = try weights.parameters(for: LineTask().graph.parameterLayout).values
        #expect(abs(learnt[0] - 2) < 0.1 && abs(learnt[1] + 1) < 0.1)
        let lines = try String(contentsOfFile: loop.files.log, encoding: .utf8)
            .split(separator: "\n")
        let logged = try lines.map {
            try JSONDecoder().decode(TrainingEpochReport.self, from: Data($0.utf8))
        }
        #expect(logged == epochs)
    }

    @Test func `the same seed gives the same weights, another seed others`() throws {
        let first = try finish(loop(TemporaryFolder()))
        #expect(try finish(loop(TemporaryFolder())) == first)
        var other = plan
        other.seed = 5
        #expect(try finish(loop(TemporaryFolder(), plan: other)) != first)
    }

    @Test func `stopped anywhere and run again, it ends with the same bytes`() throws {
        let whole = TemporaryFolder()
        let uninterrupted = loop(whole)
        let right = try finish(uninterrupted)
        let rightFile = try WeightsFile.read(uninterrupted.files.best).hash
        // Asked after every batch of training and validation: 6 × (3 + 2).
        for stop in 0..<30 {
            let folder = TemporaryFolder()
            let loop = loop(folder)
            var asked = 0
            let outcome = try loop.run(
                LineNetwork(),
                isStopped: {
                    asked += 1
                    return asked > stop
                }, tell: { _ in })
            guard case .interrupted(let epochs, let batches) = outcome else {
                return #expect(Bool(false), "stop \(stop)")
            }
            #expect(epochs == stop / 5 && batches == min(stop % 5, 3), "stop \(stop)")
            var resumed = false
            _ = try loop.run(
                LineNetwork(),
                tell: { event in
                    if event == .resumed(epochs: epochs, batches: batches) { resumed = true }
                })
            #expect(resumed)
            let state = try TrainingCheckpoint.read(loop.files.checkpoint)
            #expect(state.parameters.map(\.bitPattern) == right.map(\.bitPattern), "stop \(stop)")
            #expect(try WeightsFile.read(loop.files.best).hash == rightFile, "stop \(stop)")
            #expect(state.log.count == 6)
        }
    }

    @Test func `a finished training run again does nothing and says the same`() throws {
        let folder = TemporaryFolder()
        let loop = loop(folder)
        let first = try loop.run(LineNetwork(), isStopped: { false }, tell: { _ in })
        let network = LineNetwork()
        #expect(try loop.run(network, isStopped: { false }, tell: { _ in }) == first)
        #expect(network.forwardCount == 0)
    }

    @Test func `another training's checkpoint is refused`() throws {
        let folder = TemporaryFolder()
        _ = try finish(loop(folder))
        var other = plan
        other.learningRate = 0.2
        let error = #expect(throws: TrainingError.self) {
            try finish(loop(folder, plan: other))
        }
        #expect(error?.description.contains("it is of another training") == true)
        #expect(error?.description.contains("learning rate 0.1") == true)
    }

    @Test func `divergence names the epoch and leaves the last good state`() throws {
        let folder = TemporaryFolder()
        let loop = loop(folder, task: LineTask(breaksInEpoch: 2))
        let error = #expect(throws: TrainingError.self) {
            try loop.run(LineNetwork(), isStopped: { false }, tell: { _ in })
        }
        #expect(
            error?.description.hasPrefix("the loss of line is not finite in epoch 3, batch 1;")
                == true)
        #expect(error?.description.contains(loop.files.checkpoint) == true)
        let state = try TrainingCheckpoint.read(loop.files.checkpoint)
        #expect(state.epoch == 2 && state.batch == 0)
        #expect(state.parameters.allSatisfy { $0.isFinite })
    }

    @Test func `too few maps are told`() {
        #expect(throws: TrainingError.self) {
            try finish(loop(TemporaryFolder(), task: LineTask(mapCount: 2)))
        }
    }
}
