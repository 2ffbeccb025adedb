import Glibc
import Numerics

extension FlightScenarioConfiguration {
    /// Draws a flight's circumstances: what a localiser may meet, evenly rather than kindly.
    ///
    /// Half the flights go over a P.1410 city, whose plan is known in three of five of them. Ranges:
    /// exponent 2 to 4 (cities: 2 to 2.6 clear, 3 to 4 blocked), shadowing 2 to 8 dB over 10 to 50 m,
    /// height 20 to 110 m (cities: above the roofs), 1 to 30 samples a second, Rician or Rayleigh
    /// fading averaged over 1 to 16 snapshots; half the receivers fall deaf by 30 to 40 dB.
    public static func drawn(using generator: inout SeededGenerator) -> Self {
        var drawn = Self()
        let isCity = generator.uniform() < 0.5
        drawn.isCityKnown = generator.uniform() < 0.6
        drawn.channel = channel(isCity: isCity, using: &generator)
        if isCity {
            drawn.city = CityShape(
                builtUpShare: generator.uniform(in: 0.15...0.4),
                buildingsPerSquareKilometre: generator.uniform(in: 150...500),
                meanHeightMetres: generator.uniform(in: 8...18), heightMetresMax: 45)
        }
        drawn.eirpDbm = generator.uniform(in: 10...40)
        drawn.elevationNullDb =
            generator.uniform() < 0.5 ? 0 : generator.uniform(in: 5...12)
        drawn.pattern =
            FlightPattern.allCases[Int(generator.uniform() * Double(FlightPattern.allCases.count))]
        drawn.flownShare = generator.uniform(in: 0.5...1)
        drawn.altitudeMetres = generator.uniform(in: isCity ? 55...110 : 20...110)
        drawn.altitudeSwingMetres = generator.uniform() < 0.7 ? 0 : generator.uniform(in: 2...8)
        drawn.speedMetresPerSecond = generator.uniform(in: 5...15)
        drawn.durationSeconds = generator.uniform(in: 340...660)
        drawn.sampleRateHz = exp(generator.uniform(in: 0...log(30)))
        drawn.hoverCount = Int(generator.uniform() * 4)
        drawn.hoverSeconds = generator.uniform(in: 10...60)
        drawn.receiver = receiver(using: &generator)
        return drawn
    }

    private static func channel(
        isCity: Bool, using generator: inout SeededGenerator
    ) -> ChannelParameters {
        let clear = LinkClassParameters(
            interceptDb: isCity ? generator.uniform(in: 26...34) : 40,
            exponent: generator.uniform(in: isCity ? 2...2.6 : 2...4),
            shadowingDb: generator.uniform(in: isCity ? 2...5 : 2...8))
        let blocked = LinkClassParameters(
            interceptDb: generator.uniform(in: 22...30),
            exponent: generator.uniform(in: 3...4),
            shadowingDb: generator.uniform(in: 4...8))
        let atHundredMetres = clear.interceptDb + 20 * clear.exponent
        return ChannelParameters(
            clear: clear, blocked: blocked,
            correlationMetres: generator.uniform(in: 10...50),
            ricianFactor: generator.uniform() < 0.3 ? 0 : generator.uniform(in: 1...15),
            snapshotCount: 1 << Int(generator.uniform() * 5),
            // 30 to 60 dB below what 20 dBm leave at 100 m: some flights meet the noise.
            noiseDbm: 20 - atHundredMetres - generator.uniform(in: 30...60))
    }

    private static func receiver(using generator: inout SeededGenerator) -> FlightReceiver {
        var receiver = FlightReceiver()
        receiver.constantDb = generator.uniform(in: -20...20)
        if generator.uniform() < 0.5 {
            receiver.deafDb = generator.uniform(in: 30...40)
            receiver.firstHearingSeconds = max(generator.uniform(in: -120...300), 0)
            receiver.relapsesPerMinute = generator.uniform() < 0.4 ? 0 : generator.uniform()
            receiver.relapseSeconds = generator.uniform(in: 5...40)
        }
        receiver.spikeShare = max(generator.uniform(in: -0.02...0.02), 0)
        receiver.gapCount = Int(generator.uniform() * 4)
        receiver.gapSeconds = generator.uniform(in: 3...30)
        receiver.positionNoiseMetres = generator.uniform(in: 0...2)
        receiver.positionBiasMetres = generator.uniform(in: 0...2)
        return receiver
    }
}

extension SeededGenerator {
    /// A number of the uniform distribution over a range.
    mutating func uniform(in range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
    }
}
