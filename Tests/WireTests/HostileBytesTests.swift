import Foundation
import Model
import Testing

@testable import Wire

/// Whatever the bytes: a value or an error, and what is a value reads the same when written again.
@Suite struct HostileBytesTests {
    let decoder = WireDecoder()
    /// Mutations of each message; more by the environment, for a night's run.
    static let mutationCount =
        ProcessInfo.processInfo.environment["ETHERMAP_MUTATIONS"].flatMap { Int($0) } ?? 3_000

    /// Reads bytes that may be anything; returns whether they were taken.
    private func survives(_ bytes: [UInt8], _ kind: AnyMessage) -> Bool {
        do {
            let first = try kind.recoded(bytes, by: decoder)
            let second = try kind.recoded(first, by: decoder)
            #expect(first == second, "\(kind) reads differently the second time")
            return true
        } catch {
            #expect(error.detail.count <= 200)
            return false
        }
    }

    @Test(arguments: AnyMessage.allCases)
    func `every prefix is read or refused`(kind: AnyMessage) {
        let payload = kind.payload
        for count in 0..<payload.count { _ = survives(Array(payload.prefix(count)), kind) }
    }

    @Test(arguments: AnyMessage.allCases)
    func `seeded mutations are read or refused`(kind: AnyMessage) {
        let payload = kind.payload
        var generator = TestGenerator(seed: 42)
        var takenCount = 0
        for _ in 0..<Self.mutationCount {
            let bytes = Self.mutated(payload, using: &generator)
            if survives(bytes, kind) { takenCount += 1 }
        }
        // With a checksum almost nothing survives; without one protobuf takes a good part.
        let carriesChecksum = kind == .rss || kind == .coset
        #expect(takenCount < (carriesChecksum ? Self.mutationCount / 10 : Self.mutationCount))
    }

    @Test(arguments: AnyMessage.allCases)
    func `random bytes are read or refused`(kind: AnyMessage) {
        var generator = TestGenerator(seed: 43)
        for count in 0..<400 {
            _ = survives(
                (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }, kind)
        }
    }

    @Test func `a message of one kind never crashes the reader of another`() {
        for written in AnyMessage.allCases {
            for read in AnyMessage.allCases { _ = survives(written.payload, read) }
        }
    }

    /// Flips bits, overwrites, cuts, repeats and inserts: one to four times.
    private static func mutated(
        _ payload: [UInt8], using generator: inout TestGenerator
    ) -> [UInt8] {
        var bytes = payload
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
            let index = Int.random(in: 0..<bytes.count, using: &generator)
            let length = Int.random(in: 0...min(16, bytes.count - index), using: &generator)
            switch Int.random(in: 0..<6, using: &generator) {
            case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
            case 1: bytes[index] = UInt8.random(in: 0...255, using: &generator)
            case 2: bytes.removeSubrange(index..<index + length)
            case 3: bytes.insert(contentsOf: bytes[index..<index + length], at: index)
            case 4: bytes.insert(UInt8.random(in: 0...255, using: &generator), at: index)
            default: bytes[index] = [0x00, 0x7F, 0x80, 0xFF][length % 4]
            }
        }
        return bytes
    }
}
