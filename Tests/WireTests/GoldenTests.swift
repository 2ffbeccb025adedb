import Testing

@testable import Wire

@Suite struct GoldenTests {
    @Test(arguments: AnyMessage.allCases)
    func `what the first version published is still read`(kind: AnyMessage) throws {
        let text = try #require(goldenPayloads[kind])
        let payload = stride(from: 0, to: text.utf8.count, by: 2).compactMap { start in
            UInt8(text.dropFirst(start).prefix(2), radix: 16)
        }
        #expect(payload.count * 2 == text.utf8.count)
        // Written again, it must be the same value; today's sample is that value.
        let recoded = try kind.recoded(payload, by: WireDecoder())
        #expect(recoded == kind.firstPayload)
    }
}
