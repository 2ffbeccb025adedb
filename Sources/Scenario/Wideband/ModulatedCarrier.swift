/// A carrier with QPSK symbols in root-raised-cosine pulses.
public struct ModulatedCarrier: Hashable, Sendable {
    /// Its middle, against the record's own middle; negative below it.
    public var centreHz: Double
    /// The whole width of its spectrum, the roll-off included.
    public var widthHz: Double
    /// Its mean power, in the unit of the squared samples.
    public var power: Double
    /// Share by which its pulses are wider than the symbol rate, 0 to 1.
    public var rollOff: Double

    /// A carrier from its parts.
    public init(centreHz: Double, widthHz: Double, power: Double, rollOff: Double = 0.2) {
        precondition(widthHz > 0 && centreHz.isFinite, "a carrier has a width and a place")
        precondition(power >= 0 && power.isFinite, "power is not negative")
        precondition(rollOff >= 0 && rollOff <= 1, "a roll-off lies between 0 and 1")
        self.centreHz = centreHz
        self.widthHz = widthHz
        self.power = power
        self.rollOff = rollOff
    }

    /// Symbols a second.
    public var symbolRateHz: Double { widthHz / (1 + rollOff) }

    /// One of Starlink's eight downlink channels: 240 MHz, nearly flat as OFDM is.
    ///
    /// Middles lie at 10.7 GHz + F/2 + 250 MHz (i − 1/2), F = 240 MHz / 1024 (Humphreys et al., "Signal
    /// Structure of the Starlink Ku-Band Downlink", 2023).
    ///
    /// - Parameters:
    ///   - channel: 1 to 8.
    ///   - middleHz: The radio frequency that the record's own middle stands for.
    ///   - power: Its mean power.
    /// - Returns: the carrier.
    public static func starlink(
        channel: Int, aboutHz middleHz: Double, power: Double
    ) -> ModulatedCarrier {
        precondition((1...8).contains(channel), "there are eight channels")
        let centre = 10.7e9 + 240e6 / 2_048 + 250e6 * (Double(channel) - 0.5)
        return ModulatedCarrier(
            centreHz: centre - middleHz, widthHz: 240e6, power: power, rollOff: 0.02)
    }
}
