import Foundation

/// The numbers that `Golden/make_golden.py` feeds to PyTorch, and what came out of it.
enum HashedNumbers {
    /// Numbers in [-1, 1) × scale: a 32-bit hash of the place and the seed, its upper 24 bits.
    static func numbers(_ count: Int, seed: UInt32, scale: Double = 1) -> [Float] {
        (0..<count).map { index in
            var x = UInt32(truncatingIfNeeded: index) &+ seed &* 1_000_003
            x = x &* 2_654_435_761
            x ^= x >> 16
            x = x &* 2_246_822_519
            x ^= x >> 13
            x = x &* 3_266_489_917
            x ^= x >> 16
            return Float((Double(x >> 8) / 8_388_608 - 1) * scale)
        }
    }

    /// Kaiming's uniform bound, so that values keep their size from layer to layer.
    static func weights(_ count: Int, seed: UInt32, fanIn: Double) -> [Float] {
        numbers(count, seed: seed, scale: (6 / fanIn).squareRoot())
    }

    /// A file of float32 beside the script.
    static func golden(_ name: String, file: String = #filePath) throws -> [Float] {
        let folder = URL(fileURLWithPath: file).deletingLastPathComponent()
        let data = try Data(
            contentsOf: folder.appendingPathComponent("Golden/\(name).f32"))
        return (0..<data.count / 4).map { index in
            let bytes = data[(4 * index)..<(4 * index + 4)]
            return Float(
                bitPattern: bytes.reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) })
        }
    }

    /// The greatest difference, relative to the greatest of the expected values.
    static func distance(
        _ values: some Collection<Float>, _ expected: some Collection<Float>
    )
        -> Double
    {
        guard values.count == expected.count else { return .infinity }
        let size = expected.reduce(Float.leastNormalMagnitude) { max($0, abs($1)) }
        let worst = zip(values, expected).reduce(Float(0)) {
            $1.0.isFinite ? max($0, abs($1.0 - $1.1)) : .infinity
        }
        return Double(worst / size)
    }
}
