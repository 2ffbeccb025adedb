import Glibc
import Numerics

/// The signals' spectra of a scene and their expected powers, by frame.
struct WidebandSpectra {
    let signals: [[ComplexFloat]]
    let powers: [[Float]]

    /// Flat bands with symbols that are drawn anew for each bin and frame.
    init(
        flat bands: [[WidebandBand]], _ configuration: WidebandConfiguration,
        swaps: [WidebandSwappedRow], _ random: inout SeededGenerator
    ) {
        var signals: [[ComplexFloat]] = []
        var powers: [[Float]] = []
        for (frame, bands) in bands.enumerated() {
            var power = [Float](repeating: 0, count: configuration.binCount)
            for band in bands {
                for bin in band.bins(of: configuration.binCount) {
                    power[bin] = Float(band.binPower)
                }
            }
            if let swap = configuration.swap, frame >= swap.frame {
                for rows in swaps {
                    for column in 0..<configuration.columnCount {
                        power[rows.from * configuration.columnCount + column] = 0
                        power[rows.to * configuration.columnCount + column] = Float(rows.binPower)
                    }
                }
            }
            signals.append(
                power.map { power in
                    Self.symbol(configuration.symbols, &random, amplitude: power.squareRoot())
                })
            powers.append(power)
        }
        self.signals = signals
        self.powers = powers
    }

    /// Modulated carriers at the bands' places, up to half a bin off them, in one long record.
    init(
        modulated bands: [WidebandBand], _ configuration: WidebandConfiguration,
        _ frameCount: Int, _ random: inout SeededGenerator
    ) {
        let binCount = configuration.binCount
        // A sample rate of one bin a sample makes every frequency a number of bins.
        let carriers = bands.map { band in
            ModulatedCarrier(
                centreHz: Double(band.firstBin) + Double(band.binCount - 1) / 2
                    + random.uniform() - 0.5,
                widthHz: Double(band.binCount),
                power: band.binPower * Double(band.binCount) / Double(binCount),
                rollOff: configuration.rollOff)
        }
        let source = CarrierRecord(
            carriers: carriers, sampleRateHz: Double(binCount), noisePower: 0, seed: random.next())
        let record = source.samples(count: frameCount * binCount)
        let transform = FourierTransform(rowCount: 1, columnCount: binCount)
        let scale = 1 / Float(binCount).squareRoot()
        signals = (0..<frameCount).map { frame in
            var spectrum = Array(record[frame * binCount..<(frame + 1) * binCount])
            transform.forward(&spectrum)
            return spectrum.map {
                ComplexFloat(real: $0.real * scale, imaginary: $0.imaginary * scale)
            }
        }
        powers = [[Float]](
            repeating: source.expectedPower(binCount: binCount), count: frameCount)
    }

    private static func symbol(
        _ symbols: WidebandConfiguration.Symbols, _ random: inout SeededGenerator,
        amplitude: Float
    ) -> ComplexFloat {
        guard amplitude > 0 else { return .zero }
        let half = Float(0.5).squareRoot() * amplitude
        switch symbols {
        case .quaternary:
            let bits = random.next() >> 62
            return ComplexFloat(
                real: bits & 1 == 0 ? half : -half, imaginary: bits & 2 == 0 ? half : -half)
        case .normal:
            return ComplexFloat(
                real: half * Float(random.normal()), imaginary: half * Float(random.normal()))
        }
    }
}
