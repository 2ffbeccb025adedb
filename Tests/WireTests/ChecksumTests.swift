import CKernels
import Testing

@testable import Wire

@Suite struct ChecksumTests {
    let decoder = WireDecoder()
    let bare = WireEncoder.bytes(of: Samples.rss, checksum: false)

    @Test(arguments: [false, true])
    func `CRC-32C of the known vectors`(byTables: Bool) {
        func crc32c(_ bytes: [UInt8]) -> UInt32 {
            byTables
                ? ethermap_crc32c_tables(bytes, bytes.count) : ethermap_crc32c(bytes, bytes.count)
        }
        // RFC 3720 B.4, and the usual "123456789".
        #expect(crc32c(Array("123456789".utf8)) == 0xE306_9283)
        #expect(crc32c([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
        #expect(crc32c([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
        #expect(crc32c((0..<32).map { UInt8($0) }) == 0x46DD_794E)
        #expect(crc32c([]) == 0)
    }

    @Test func `both ways of counting agree on every length and alignment`() {
        var generator = TestGenerator(seed: 1)
        let bytes = (0..<300).map { _ in UInt8.random(in: 0...255, using: &generator) }
        bytes.withUnsafeBufferPointer { buffer in
            for start in 0..<9 {
                for count in 0..<(buffer.count - start) {
                    let slice = UnsafeBufferPointer(rebasing: buffer[start..<start + count])
                    #expect(
                        ethermap_crc32c(slice.baseAddress, count)
                            == ethermap_crc32c_tables(slice.baseAddress, count))
                }
            }
        }
    }

    @Test func `the checksum is the last field, over everything before its tag`() {
        let payload = WireEncoder.bytes(of: Samples.rss)
        #expect(payload.dropLast(5) == bare[...])
        #expect(payload[payload.count - 5] == 0x7D)
        let written = payload.suffix(4).reversed().reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        #expect(written == Checksum.crc32c(bare))
    }

    @Test func `an absent checksum is taken unless one is required`() throws {
        #expect(try decoder.rssFrame(bare) == Samples.rss)
        let error = #expect(throws: WireError.self) {
            try decoder.rssFrame(bare, requireChecksum: true)
        }
        #expect(error?.reason == .checksum)
        #expect(error?.bootID == Samples.rss.bootID)
        #expect(error?.sequence == Samples.rss.sequence)
    }

    @Test func `a right checksum is taken where one is required`() throws {
        let payload = WireEncoder.bytes(of: Samples.rss)
        #expect(try decoder.rssFrame(payload, requireChecksum: true) == Samples.rss)
        let coset = WireEncoder.bytes(of: Samples.coset)
        #expect(try decoder.cosetFrame(coset, requireChecksum: true) == Samples.coset)
    }

    @Test(arguments: [false, true])
    func `a wrong checksum is refused whether required or not`(required: Bool) {
        var payload = WireEncoder.bytes(of: Samples.rss)
        // A byte of the last latitude: the message still reads well.
        payload[60] ^= 1
        let error = #expect(throws: WireError.self) {
            try decoder.rssFrame(payload, requireChecksum: required)
        }
        #expect(error?.reason == .checksum)
    }

    @Test func `a checksum with something behind it is refused`() {
        var payload = WireBytes()
        payload.field(99, varint: 1)
        let error = #expect(throws: WireError.self) {
            try decoder.rssFrame(WireEncoder.bytes(of: Samples.rss) + payload.bytes)
        }
        #expect(error?.reason == .checksum)
    }

    @Test func `a checksum spelt with a longer tag is refused`() {
        var payload = bare
        let checksum = Checksum.crc32c(bare)
        payload += [0xFD, 0x00] + (0..<4).map { UInt8(truncatingIfNeeded: checksum >> (8 * $0)) }
        let error = #expect(throws: WireError.self) { try decoder.rssFrame(payload) }
        #expect(error?.reason == .checksum)
    }

    @Test func `a checksum of 0 is a checksum`() {
        var field = WireBytes()
        field.field(15, fixed32: 0)
        let error = #expect(throws: WireError.self) { try decoder.rssFrame(bare + field.bytes) }
        #expect(error?.reason == .checksum)
    }
}
