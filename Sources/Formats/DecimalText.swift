/// Strict decimal numbers in ASCII bytes: what `-12.5e3` is, and nothing that only resembles it.
///
/// No `nan`, no `inf`, no hexadecimal, no grouping, no surrounding text; blanks around are allowed.
enum DecimalText {
    /// Digits without point or sign, and where the point belongs.
    private struct Parts {
        var isNegative = false
        /// All digits as one number; meaningless where there are more than 19.
        var mantissa: UInt64 = 0
        var digitCount = 0
        /// Power of ten by which the mantissa is multiplied.
        var exponent = 0
        var hasExponent = false
    }

    /// The number in some bytes, correctly rounded; `nil` where there is none or it is not finite.
    static func double(_ bytes: [UInt8], _ range: Range<Int>) -> Double? {
        guard let parts = parts(of: bytes, range) else { return nil }
        // Clinger's fast path: both factors are exact, so that one rounding is right.
        if parts.digitCount <= 19, parts.mantissa <= 1 << 53, abs(parts.exponent) <= 22 {
            let mantissa = Double(parts.mantissa)
            let scale = powersOfTen[abs(parts.exponent)]
            let value = parts.exponent < 0 ? mantissa / scale : mantissa * scale
            return parts.isNegative ? -value : value
        }
        let text = String(decoding: bytes[trimmed(bytes, range)], as: UTF8.self)
        guard let value = Double(text), value.isFinite else { return nil }
        return value
    }

    /// Seconds as nanoseconds, exact for plain decimals; `nil` for what is no number, before 1970
    /// or after 2554.
    static func nanoseconds(_ bytes: [UInt8], _ range: Range<Int>) -> UInt64? {
        guard let parts = parts(of: bytes, range), !parts.isNegative else { return nil }
        if !parts.hasExponent, parts.digitCount <= 19, (-9...0).contains(parts.exponent) {
            let scale = UInt64(powersOfTen[9 + parts.exponent])
            let (value, overflow) = parts.mantissa.multipliedReportingOverflow(by: scale)
            return overflow ? nil : value
        }
        guard let seconds = double(bytes, range) else { return nil }
        return UInt64(exactly: (seconds * 1e9).rounded())
    }

    /// A range without the blanks at its ends.
    static func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
        while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
        return start..<end
    }

    private static let powersOfTen: [Double] = [
        1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15,
        1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
    ]

    /// Reads `[sign] digits [. digits] [e [sign] digits]` with at least one digit before the `e`.
    private static func parts(of bytes: [UInt8], _ whole: Range<Int>) -> Parts? {
        let range = trimmed(bytes, whole)
        var position = range.lowerBound
        let end = range.upperBound
        var parts = Parts()
        if position < end, bytes[position] == 0x2D || bytes[position] == 0x2B {
            parts.isNegative = bytes[position] == 0x2D
            position += 1
        }
        var hasPoint = false
        var hasDigit = false
        while position < end {
            let byte = bytes[position]
            if byte == 0x2E, !hasPoint {
                hasPoint = true
            } else if (0x30...0x39).contains(byte) {
                hasDigit = true
                let isLeadingZero = parts.mantissa == 0 && byte == 0x30
                if !isLeadingZero { parts.digitCount += 1 }
                parts.mantissa = parts.mantissa &* 10 &+ UInt64(byte - 0x30)
                if hasPoint { parts.exponent -= 1 }
            } else {
                break
            }
            position += 1
        }
        guard hasDigit else { return nil }
        guard position < end else { return parts }
        guard bytes[position] == 0x65 || bytes[position] == 0x45 else { return nil }
        parts.hasExponent = true
        return exponent(of: bytes, position + 1..<end).map { exponent in
            parts.exponent += exponent
            return parts
        }
    }

    /// Reads `[sign] digits`, at most four of them: more is beyond any double.
    private static func exponent(of bytes: [UInt8], _ range: Range<Int>) -> Int? {
        var digits = range
        var isNegative = false
        if let first = digits.first, bytes[first] == 0x2D || bytes[first] == 0x2B {
            isNegative = bytes[first] == 0x2D
            digits = first + 1..<range.upperBound
        }
        guard (1...4).contains(digits.count) else { return nil }
        var exponent = 0
        for position in digits {
            guard (0x30...0x39).contains(bytes[position]) else { return nil }
            exponent = exponent * 10 + Int(bytes[position] - 0x30)
        }
        return isNegative ? -exponent : exponent
    }
}
