/// Several examples side by side, as a network takes them: arrays [example × …] by name.
public struct TrainingBatch: Hashable, Sendable {
    /// The graph's inputs, [example × channel × cell].
    public private(set) var inputs: [String: [Float]] = [:]
    /// The targets, [example × …].
    public private(set) var targets: [String: [Float]] = [:]
    /// Examples in it.
    public let count: Int

    /// A batch of examples with the same names and lengths.
    public init(_ examples: [TrainingExample]) {
        precondition(!examples.isEmpty, "a batch has an example")
        count = examples.count
        inputs = Self.stacked(examples.map(\.inputs))
        targets = Self.stacked(examples.map(\.targets))
    }

    /// The inputs of as many examples as a network takes, the last repeated.
    func paddedInputs(to size: Int) -> [String: [Float]] {
        precondition(count <= size, "a batch fits the network")
        return inputs.mapValues { values in
            let last = values.suffix(values.count / count)
            return (count..<size).reduce(into: values) { padded, _ in padded += last }
        }
    }

    private static func stacked(_ parts: [[String: [Float]]]) -> [String: [Float]] {
        parts[0].mapValues { _ in [Float]() }.reduce(into: [:]) { stacked, entry in
            let arrays = parts.map { $0[entry.key] ?? [] }
            precondition(
                arrays.allSatisfy { $0.count == arrays[0].count && !$0.isEmpty }
                    && parts.allSatisfy { $0.count == parts[0].count },
                "the examples of a batch have the same names and lengths")
            stacked[entry.key] = Array(arrays.joined())
        }
    }
}
