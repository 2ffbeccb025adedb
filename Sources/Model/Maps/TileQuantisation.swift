import Glibc

/// How a tile's numbers are rounded for the bus.
///
/// - values: int16, `value = offset + step * code`; -32768 is no data;
/// - standard deviations: uint8 in steps of 0.25 dB; 254 is 63.5 dB or more, 255 unknown;
/// - ages: uint8, `seconds = 2^(code / 16) - 1`; 255 is older than 17 h or without evidence.
public struct TileQuantisation: Hashable, Codable, Sendable {
    /// The code of a cell without data.
    public static let noData = Int16.min
    /// The step of standard deviations, decibels.
    public static let standardDeviationStepDb: Float = 0.25

    /// What one step of a value's code is worth, in the map's unit.
    public var step: Float
    /// The value of code 0.
    public var offset: Float

    /// A quantisation from its parts.
    public init(step: Float, offset: Float) {
        self.step = step
        self.offset = offset
    }

    /// Steps of 0.01 dB for powers and ratios, of 1/10 000 for fractions.
    public init(unit: MapUnit) {
        self.init(step: unit == .fraction ? 0.000_1 : 0.01, offset: 0)
    }

    /// The code of a value; clamped to what int16 holds.
    public func code(ofValue value: Float) -> Int16 {
        guard value.isFinite else { return Self.noData }
        let steps = ((value - offset) / step).rounded()
        return Int16(min(max(steps, -32_767), 32_767))
    }

    /// The value of a code; NaN for no data.
    public func value(ofCode code: Int16) -> Float {
        code == Self.noData ? .nan : offset + step * Float(code)
    }

    /// The code of a standard deviation in decibels.
    public static func code(ofStandardDeviationDb deviation: Float) -> UInt8 {
        guard deviation.isFinite, deviation >= 0 else { return 255 }
        return UInt8(min((deviation / standardDeviationStepDb).rounded(), 254))
    }

    /// The standard deviation of a code, decibels; NaN for unknown.
    public static func standardDeviationDb(ofCode code: UInt8) -> Float {
        code == 255 ? .nan : Float(code) * standardDeviationStepDb
    }

    /// The code of an age in seconds; negative ages count as 0, NaN and infinity as none.
    public static func code(ofAgeSeconds age: Double) -> UInt8 {
        guard age.isFinite else { return 255 }
        return UInt8(min((16 * log2(1 + max(age, 0))).rounded(), 255))
    }

    /// The age of a code, seconds; infinity for 255.
    public static func ageSeconds(ofCode code: UInt8) -> Double {
        code == 255 ? .infinity : exp2(Double(code) / 16) - 1
    }
}
