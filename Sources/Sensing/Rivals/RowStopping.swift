/// When a method that takes in row after row has taken enough.
public enum RowStopping: Hashable, Sendable {
    /// After so many rows: an oracle.
    case rows(Int)
    /// When the residual is what noise of this power leaves: an oracle.
    case noise(Double)
    /// When the residual is what noise of a power learnt from the frames leaves (``NoiseSubspace``).
    case learntNoise

    /// What it adds to a method's name.
    var suffix: String {
        switch self {
        case .rows: "-k"
        case .noise: "-noise"
        case .learntNoise: ""
        }
    }

    /// The most rows, and the residual's squared norm at which to stop, of frames side by side.
    func limits(_ stack: FrameStack) -> (rowCountMax: Int, residual: Double, noisePower: Double) {
        let pattern = stack.pattern
        // With P rows least squares fits anything, and blows up what noise there is.
        let most = min(max(pattern.cosetCount - 1, 1), pattern.rowCount)
        let entries = Double(pattern.cosetCount * stack.columnCount)
        switch self {
        case .rows(let count): return (min(count, most), 0, .nan)
        case .noise(let power):
            return (most, power * pattern.noiseFolding * entries, power)
        case .learntNoise:
            let power = NoiseSubspace(stack).noisePower
            return (most, power * pattern.noiseFolding * entries, power)
        }
    }
}
