import NeuralNet
import Synchronization

/// A network that runs over any number of windows, compiled for a few sizes of a batch.
///
/// Each size is compiled when it is first asked for and then kept. A window's result may differ in
/// its last bits from one size to another; equal calls give equal bits.
public final class BatchedNetwork: Sendable {
    /// The sizes, greatest first: seven windows are four, two and one.
    public static let batchSizes = [8, 4, 2, 1]

    private let graph: NetworkGraph
    private let parameters: ParameterSet
    private let side: Int
    private let threadCount: Int
    private let compiled = Mutex<[Int: CompiledNetwork]>([:])

    /// A network by its graph and weights; nothing is compiled yet.
    ///
    /// - Parameters:
    ///   - graph: layers and joins.
    ///   - parameters: in the graph's layout.
    ///   - side: side of the windows, cells.
    ///   - threadCount: cores to use.
    public init(
        graph: NetworkGraph, parameters: ParameterSet, side: Int = WindowLattice.side,
        threadCount: Int = 1
    ) {
        self.graph = graph
        self.parameters = parameters
        self.side = side
        self.threadCount = threadCount
    }

    /// Runs the network over some windows.
    ///
    /// - Parameters:
    ///   - inputs: planes by input, `[channels, side, side]`, of each window.
    ///   - output: the output that is asked for.
    /// - Returns: the output of each window.
    /// - Throws: `NeuralNetError` where the network cannot be compiled or run.
    public func forward(
        _ inputs: [[String: [Float]]], output: String
    ) throws(NeuralNetError) -> [[Float]] {
        var results: [[Float]] = []
        results.reserveCapacity(inputs.count)
        for size in Self.batchSizes {
            while inputs.count - results.count >= size {
                let part = inputs[results.count..<results.count + size]
                var joined = part[part.startIndex]
                for window in part.dropFirst() {
                    for name in window.keys { joined[name, default: []] += window[name] ?? [] }
                }
                let whole = try network(batch: size).forward(joined)[output] ?? []
                let count = whole.count / size
                for window in 0..<size {
                    results.append(Array(whole[window * count..<(window + 1) * count]))
                }
            }
        }
        return results
    }

    private func network(batch: Int) throws(NeuralNetError) -> CompiledNetwork {
        if let known = compiled.withLock({ $0[batch] }) { return known }
        let made = try CompiledNetwork(
            graph, batch: batch, extent: [side, side], threadCount: threadCount)
        try made.load(parameters)
        compiled.withLock { $0[batch] = made }
        return made
    }
}
