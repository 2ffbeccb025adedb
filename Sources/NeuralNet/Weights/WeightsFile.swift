/// A network's weights as files hold them: safetensors, with float32 or float16 values.
///
/// The format (github.com/huggingface/safetensors): the header's length as a little-endian u64, the
/// header in JSON, padded with spaces, then the tensors' bytes without gaps.
public struct WeightsFile: Hashable, Sendable {
    /// How values are stored.
    public enum ElementType: String, CaseIterable, Hashable, Sendable {
        /// IEEE 754 binary32.
        case float32 = "F32"
        /// IEEE 754 binary16: half the bytes, three decimal digits.
        case float16 = "F16"

        /// Bytes of one value.
        public var byteCount: Int {
            switch self {
            case .float32: 4
            case .float16: 2
            }
        }
    }

    /// The longest header that is read, bytes.
    public static let headerBytesMax = 16 << 20
    /// The largest file that is read, bytes.
    public static let fileBytesMax = 1 << 30

    /// The tensors, in the order of their bytes.
    public let tensors: [WeightsTensor]
    /// What the file says about itself (`__metadata__`).
    public let metadata: [String: String]
    /// SHA-256 of the file's bytes, 64 hexadecimal digits; empty where they are not from a file.
    public let hash: String
    /// The file that they come from; empty where there is none.
    public let path: String

    /// Weights that are no file yet.
    public init(tensors: [WeightsTensor], metadata: [String: String] = [:]) {
        precondition(
            Set(tensors.map(\.name)).count == tensors.count
                && tensors.allSatisfy { !$0.name.isEmpty && $0.name != WeightsHeader.metadataName },
            "tensors have names of their own")
        self.init(tensors: tensors, metadata: metadata, hash: "", path: "")
    }

    /// The parameters of a network, tensor by tensor.
    public init(_ parameters: ParameterSet, metadata: [String: String] = [:]) {
        self.init(
            tensors: parameters.layout.slots.map { slot in
                WeightsTensor(
                    name: slot.name, shape: slot.shape,
                    values: Array(
                        parameters.values[slot.range]))
            }, metadata: metadata)
    }

    init(tensors: [WeightsTensor], metadata: [String: String], hash: String, path: String) {
        self.tensors = tensors
        self.metadata = metadata
        self.hash = hash
        self.path = path
    }

    /// The tensor of a name; `nil` where there is none.
    public subscript(name: String) -> WeightsTensor? { tensors.first { $0.name == name } }

    /// The parameters of a network whose names and shapes are exactly these.
    public func parameters(for layout: ParameterLayout) throws(NeuralNetError) -> ParameterSet {
        var byName: [String: WeightsTensor] = [:]
        for tensor in tensors { byName[tensor.name] = tensor }
        var values = [Float](repeating: 0, count: layout.count)
        for slot in layout.slots {
            guard let tensor = byName.removeValue(forKey: slot.name) else {
                throw failure("there is no tensor '\(slot.name)', which the network has")
            }
            guard tensor.shape == slot.shape else {
                throw failure(
                    "tensor '\(slot.name)' has the shape \(tensor.shape), not \(slot.shape)")
            }
            guard tensor.values.allSatisfy(\.isFinite) else {
                throw failure("tensor '\(slot.name)' holds a value that is not finite")
            }
            values.replaceSubrange(slot.range, with: tensor.values)
        }
        if let other = byName.keys.min() {
            throw failure("the network has no tensor '\(other.prefix(80))'")
        }
        return ParameterSet(layout: layout, values: values)
    }

    private func failure(_ what: String) -> NeuralNetError {
        NeuralNetError(path.isEmpty ? what : "\(path): \(what)")
    }
}
