import Numerics
import Testing

struct SeededGeneratorTests {
    @Test func `the same seed gives the same numbers and another seed others`() {
        var a = SeededGenerator(seed: 42)
        var b = SeededGenerator(seed: 42)
        var c = SeededGenerator(seed: 43)
        let first = (0..<100).map { _ in a.next() }
        let second = (0..<100).map { _ in b.next() }
        let third = (0..<100).map { _ in c.next() }
        #expect(first == second)
        #expect(first != third)
    }

    /// The published sequence: SplitMix64 of seed 0 fills the state, then xoshiro256**.
    @Test func `the sequence is xoshiro256 starstar's`() {
        // Independent statement of both algorithms, from their authors' C sources.
        var x: UInt64 = 0
        func mixed() -> UInt64 {
            x = x &+ 0x9e37_79b9_7f4a_7c15
            var z = x
            z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
            z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
            return z ^ (z >> 31)
        }
        let firstMixed = mixed()
        #expect(firstMixed == 0xE220_A839_7B1D_CDAF)  // SplitMix64 of seed 0, as published.
        x = 0
        var s = [mixed(), mixed(), mixed(), mixed()]
        var generator = SeededGenerator(seed: 0)
        for _ in 0..<50 {
            let product = s[1] &* 5
            let expected = ((product << 7) | (product >> 57)) &* 9
            let t = s[1] << 17
            s[2] ^= s[0]
            s[3] ^= s[1]
            s[1] ^= s[2]
            s[0] ^= s[3]
            s[2] ^= t
            s[3] = (s[3] << 45) | (s[3] >> 19)
            let drawn = generator.next()
            #expect(drawn == expected)
        }
    }

    @Test func `the distributions have their means and variances within 2 percent`() {
        var generator = SeededGenerator(seed: 3)
        let count = 100_000
        let normals = (0..<count).map { _ in generator.normal() }
        let mean = normals.reduce(0, +) / Double(count)
        let variance = normals.reduce(0) { $0 + $1 * $1 } / Double(count)
        #expect(abs(mean) < 0.02)
        #expect(abs(variance - 1) < 0.02)
        let within = normals.count { abs($0) < 1 }
        #expect(abs(Double(within) / Double(count) - 0.6827) < 0.01)
        let exponential = (0..<count).reduce(0.0) { sum, _ in sum + generator.exponential() }
        #expect(abs(exponential / Double(count) - 1) < 0.02)
        let uniforms = (0..<count).map { _ in generator.uniform() }
        #expect(uniforms.allSatisfy { (0..<1).contains($0) })
        #expect(abs(uniforms.reduce(0, +) / Double(count) - 0.5) < 0.01)
    }

    @Test func `a generator read back goes on where it was`() throws {
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<17 { _ = generator.next() }
        var writer = ByteWriter()
        generator.encode(into: &writer)
        var reader = ByteReader(writer.bytes)
        var restored = try SeededGenerator(from: &reader)
        #expect(restored == generator)
        let after = restored.next()
        let expected = generator.next()
        #expect(after == expected)
        var zeros = ByteReader([UInt8](repeating: 0, count: 32))
        #expect(throws: ByteReaderError.self) { try SeededGenerator(from: &zeros) }
    }
}
