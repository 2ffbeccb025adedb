/// One layer made ready to run.
///
/// Made in the layers' order; then prepared for the backward pass in
/// the reverse order; then memory is arranged; then bound.
protocol NetworkStep: AnyObject {
    /// Plans what computes gradients.
    func prepareBackward(_ plan: NetworkPlan) throws(NeuralNetError)
    /// Ties everything to its place in memory.
    func bind() throws(NeuralNetError)
    /// Takes its parameters from all of them.
    func load(_ parameters: UnsafePointer<Float>) throws(NeuralNetError)
    /// Computes its values.
    func forward() throws(NeuralNetError)
    /// Computes what its sources and parameters get of its gradient.
    func backward(_ gradients: UnsafeMutablePointer<Float>) throws(NeuralNetError)
}

extension NetworkStep {
    func bind() throws(NeuralNetError) {}
    func load(_ parameters: UnsafePointer<Float>) throws(NeuralNetError) {}
}
