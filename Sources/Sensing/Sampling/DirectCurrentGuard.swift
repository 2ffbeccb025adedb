import Glibc
import Numerics

/// Takes the converters' direct-current offsets off a stream of frames.
///
/// A converter's offset adds the same number to Y[p, 0] of every frame; cosets whose offsets differ
/// put power into bin 0 of all rows, equal ones into row 0 alone: no carrier is there. A signal's
/// Y[p, 0] turns from frame to frame and has no mean. So what is taken off is the mean over frames,
/// with forgetting, once it stands out of its own uncertainty. An unmodulated carrier that comes to the
/// same phase in every frame has a mean, too: it is left where one row other than 0 explains the means;
/// at the band's centre it is taken for an offset.
public struct DirectCurrentGuard: Hashable, Sendable {
    /// What an older frame counts for against the one after it.
    public let forgetting: Double
    /// Frames before anything is taken off.
    public static let frameCountMin = 16
    /// How far a squared mean must stand above its own variance: false once in e¹² by chance.
    static let significance = 12.0
    /// The share of the means' power above which one row explains them.
    static let rowShare = 0.9

    private(set) var pattern: CosetPattern?
    /// exp(2πi d / L) of its rows, real and imaginary parts in turn, `[L, 2]`.
    private var turns: [Double] = []
    /// Frames taken in, as far as they are counted.
    private var frameCount = 0
    private var weight = 0.0
    private var squaredWeight = 0.0
    private var real: [Double] = []
    private var imaginary: [Double] = []
    private var power: [Double] = []

    /// A guard at the beginning of a stream.
    public init(forgetting: Double = 0.99) {
        precondition(forgetting > 0 && forgetting <= 1, "an older frame counts for no more")
        self.forgetting = forgetting
    }

    /// Cosets whose offset stands out now, by place in the pattern.
    public var leakingCosets: [Int] {
        guard frameCount >= Self.frameCountMin else { return [] }
        let standing = real.indices.filter { coset in
            let (mean, variance) = moments(coset)
            return mean * weight * weight > Self.significance * variance * squaredWeight
        }
        return standing.isEmpty || isCarrier ? [] : standing
    }

    /// Whether the means are those of one row other than 0: |a_lᴴ m|² near ‖m‖² for some l.
    private var isCarrier: Bool {
        guard let pattern else { return false }
        let whole = real.indices.reduce(0) { $0 + moments($1).mean }
        let limit = Self.rowShare * whole * weight * weight * Double(pattern.cosetCount)
        return (1..<pattern.rowCount).contains { row in
            var (x, y) = (0.0, 0.0)
            for (coset, offset) in pattern.offsets.enumerated() {
                let turn = 2 * (offset * row % pattern.rowCount)
                let (a, b) = (turns[turn], turns[turn + 1])
                x += real[coset] * a + imaginary[coset] * b
                y += imaginary[coset] * a - real[coset] * b
            }
            return x * x + y * y > limit
        }
    }

    private mutating func begin(_ pattern: CosetPattern) {
        self = DirectCurrentGuard(forgetting: forgetting)
        self.pattern = pattern
        turns = (0..<pattern.rowCount).flatMap { place in
            let angle = 2 * Double.pi * Double(place) / Double(pattern.rowCount)
            return [cos(angle), sin(angle)]
        }
        real = [Double](repeating: 0, count: pattern.cosetCount)
        imaginary = real
        power = real
    }

    /// The offset of a coset's Y[p, 0], squared modulus: power that is no carrier's.
    public func offsetPower(coset: Int) -> Double { moments(coset).mean }

    /// Takes in a frame and returns it without the offsets that stand out.
    ///
    /// A frame of another pattern than the last one's begins a new stream; one that is not of numbers
    /// is handed back as it is.
    public mutating func remove(from frame: CosetSpectra) -> CosetSpectra {
        if pattern != frame.pattern { begin(frame.pattern) }
        guard FrameCondition(frame).isFinite else { return frame }
        frameCount = min(frameCount + 1, Self.frameCountMin)
        weight = forgetting * weight + 1
        squaredWeight = forgetting * forgetting * squaredWeight + 1
        for coset in real.indices {
            let value = frame.values[coset, 0]
            real[coset] = forgetting * real[coset] + Double(value.real)
            imaginary[coset] = forgetting * imaginary[coset] + Double(value.imaginary)
            power[coset] = forgetting * power[coset] + Double(value.squaredMagnitude)
        }
        var cleaned = frame
        for coset in leakingCosets {
            let value = frame.values[coset, 0]
            cleaned.values[coset, 0] = ComplexFloat(
                real: value.real - Float(real[coset] / weight),
                imaginary: value.imaginary - Float(imaginary[coset] / weight))
        }
        return cleaned
    }

    private func moments(_ coset: Int) -> (mean: Double, variance: Double) {
        guard weight > 0 else { return (0, 0) }
        let (a, b) = (real[coset] / weight, imaginary[coset] / weight)
        let mean = a * a + b * b
        return (mean, max(power[coset] / weight - mean, 1e-12 * mean))
    }
}

extension DirectCurrentGuard {
    /// Writes what it has gathered.
    public func encode(into writer: inout ByteWriter) {
        writer.append(UInt32(frameCount))
        guard let pattern, frameCount > 0 else { return }
        pattern.encode(into: &writer)
        writer.append([weight, squaredWeight] + real + imaginary + power)
    }

    /// Reads what ``encode(into:)`` wrote; damaged sums throw.
    public mutating func restore(from reader: inout ByteReader) throws {
        var restored = DirectCurrentGuard(forgetting: forgetting)
        let frames = Int(try reader.readUInt32())
        if frames > 0 {
            let pattern = try CosetPattern(from: &reader)
            let sums = try reader.readDoubles()
            let cosets = pattern.cosetCount
            guard sums.count == 2 + 3 * cosets, sums.allSatisfy(\.isFinite), sums[0] > 0,
                sums[1] > 0
            else { throw SensingError("the sums of a direct-current guard are damaged") }
            restored.begin(pattern)
            restored.frameCount = frames
            (restored.weight, restored.squaredWeight) = (sums[0], sums[1])
            restored.real = Array(sums[2..<2 + cosets])
            restored.imaginary = Array(sums[2 + cosets..<2 + 2 * cosets])
            restored.power = Array(sums[(2 + 2 * cosets)...])
        }
        self = restored
    }
}
