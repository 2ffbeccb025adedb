import Testing

@testable import Formats

/// Decimal numbers: the same value as the standard library's, and a narrower grammar.
struct DecimalTextTests {
    func double(_ text: String) -> Double? {
        let bytes = Array(text.utf8)
        return DecimalText.double(bytes, bytes.indices)
    }

    @Test(arguments: [
        "0", "-0.0", "1", "+1.5", ".5", "5.", "35.72741669", "-78.69637410", "1e22", "1e23",
        "9007199254740993", "123456789012345678901234567890", "4.9e-324", "1.7976931348623157e308",
        "0.000000000000000000000000000001", "3.14159265358979323846", "2.5e-5", "-1E+3",
        "00000000000000000000000012.5", "1e-22", "179769313486231570000e280",
    ])
    func `a number has the value that the standard library gives it`(text: String) {
        // The library wants a digit on both sides of the point.
        let canonical = text.hasPrefix(".") ? "0" + text : text.hasSuffix(".") ? text + "0" : text
        #expect(double(text) == Double(canonical))
        #expect(double("  \(text)\t") == Double(canonical))
    }

    @Test func `random decimals have the value that the standard library gives them`() {
        var state: UInt64 = 5
        for _ in 0..<20_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            let text = "\(Int(state >> 40)).\(state % 100_000_007)"
            #expect(double(text) == Double(text))
        }
    }

    @Test(arguments: [
        "", " ", "-", ".", "e5", "1e", "1e+", "1e99999", "1e400", "nan", "inf", "0x1p3", "1_000",
        "1,5", "1 2", "1.2.3", "--1", "١",
    ])
    func `what only resembles a number is none`(text: String) {
        #expect(double(text) == nil)
    }

    @Test(arguments: [
        ("1702479986.220", 1_702_479_986_220_000_000 as UInt64?), ("0", 0),
        ("1648922740.44", 1_648_922_740_440_000_000), ("1.000000001", 1_000_000_001),
        ("18446744073", 18_446_744_073_000_000_000), ("18446744074", nil), ("-1", nil),
        ("1e3", 1_000_000_000_000), ("0.0000000004", 0), ("x", nil),
    ])
    func `seconds become exact nanoseconds`(text: String, expected: UInt64?) {
        let bytes = Array(text.utf8)
        #expect(DecimalText.nanoseconds(bytes, bytes.indices) == expected)
    }
}
