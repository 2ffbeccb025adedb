/// The pass that gives a layer's source its part of the gradient: straight into its place when it
/// comes first, by way of other memory when it is added to others.
struct DataPass {
    let pass: ConvolutionPass
    /// Where the pass leaves its result.
    let part: TensorView
    private let contribution: Contribution

    init(
        _ geometry: ConvolutionGeometry, _ kind: ConvolutionPass.Kind, title: String,
        contribution: Contribution, time: Int, plan: NetworkPlan
    ) throws(NeuralNetError) {
        pass = try ConvolutionPass(geometry, kind, title: title, time: time, plan: plan)
        self.contribution = contribution
        let shape = contribution.target.shape
        part =
            contribution.accumulates
            ? TensorView(storage: plan.storage(shape.count, at: time), shape: shape)
            : contribution.target
    }

    func run() throws(NeuralNetError) {
        try pass.run()
        if contribution.accumulates { contribution.add(part) } else { contribution.applyMask() }
    }
}
