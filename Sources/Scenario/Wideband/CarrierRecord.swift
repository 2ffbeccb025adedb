import Glibc
import Numerics

/// A seeded record of modulated carriers in white noise, at a Nyquist rate.
///
/// Each carrier's symbols make a spectrum of their own, shaped exactly, whose inverse transform is a
/// circular record; what is handed out is a piece of it that is at most half as long, mixed to the
/// carrier's frequency. So any centre, width and rate go together, and a piece is cut as a real frame
/// is: its ends do not meet.
public struct CarrierRecord: Sendable {
    /// What is sent.
    public let carriers: [ModulatedCarrier]
    /// Samples a second.
    public let sampleRateHz: Double
    /// Noise power of a sample.
    public let noisePower: Double
    /// The seed of symbols and noise.
    public let seed: UInt64

    /// The most samples of a carrier's own record beyond twice those asked for.
    private static let extraMax = 1 << 18
    /// Symbols of a carrier's own record, at least, where that does not make it too long.
    private static let symbolsMin = 16.0

    /// A source from its parts.
    public init(
        carriers: [ModulatedCarrier], sampleRateHz: Double, noisePower: Double, seed: UInt64
    ) {
        precondition(sampleRateHz > 0 && noisePower >= 0, "a record has a rate and a noise power")
        precondition(
            carriers.allSatisfy { $0.widthHz <= sampleRateHz }, "a carrier fits into the band")
        self.carriers = carriers
        self.sampleRateHz = sampleRateHz
        self.noisePower = noisePower
        self.seed = seed
    }

    /// Some consecutive samples.
    ///
    /// - Parameters:
    ///   - count: How many.
    ///   - part: Which record of the source; each is as if taken at another time.
    /// - Returns: the samples, noise included.
    public func samples(count: Int, part: UInt64 = 0) -> [ComplexFloat] {
        precondition(count > 0, "a record has samples")
        var root = SeededGenerator(seed: seed &+ part &* 0xD134_2543_DE82_EF95)
        var record = [ComplexFloat](repeating: .zero, count: count)
        for carrier in carriers {
            var random = root.split()
            add(carrier, to: &record, &random)
        }
        guard noisePower > 0 else { return record }
        let deviation = (noisePower / 2).squareRoot()
        for index in record.indices {
            record[index].real += Float(deviation * root.normal())
            record[index].imaginary += Float(deviation * root.normal())
        }
        return record
    }

    /// Expected |X|² of each bin of a frame cut from the record (unitary transform, no window), without
    /// noise, in the transform's order.
    ///
    /// The transform of the carriers' autocorrelation under the frame's triangle.
    public func expectedPower(binCount: Int) -> [Float] {
        var folded = [ComplexFloat](repeating: .zero, count: binCount)
        for lag in 0..<binCount {
            let share = 1 - Double(lag) / Double(binCount)
            for (weight, at) in [(share, lag), (1 - share, lag - binCount)] where weight > 0 {
                for carrier in carriers {
                    let size = weight * carrier.power * correlation(of: carrier, lag: at)
                    let angle = 2 * Double.pi * turns(carrier.centreHz, at)
                    folded[lag].real += Float(size * cos(angle))
                    folded[lag].imaginary += Float(size * sin(angle))
                }
            }
        }
        FourierTransform(rowCount: 1, columnCount: binCount).forward(&folded)
        return folded.map { max($0.real, 0) }
    }

    private func add(
        _ carrier: ModulatedCarrier, to record: inout [ComplexFloat],
        _ random: inout SeededGenerator
    ) {
        let symbolSamples = sampleRateHz / carrier.symbolRateHz
        let wanted = Int(min(Self.symbolsMin * symbolSamples, Double(Self.extraMax)))
        let length = Self.fastLength(atLeast: max(2 * record.count, wanted))
        var own = circular(carrier, length: length, &random)
        FourierTransform(rowCount: 1, columnCount: length).inverse(&own)
        let start = Int(random.uniform() * Double(length))
        let phase = random.uniform()
        for index in record.indices {
            let angle = 2 * Double.pi * (turns(carrier.centreHz, index) + phase)
            let (cosine, sine) = (Float(cos(angle)), Float(sin(angle)))
            let sample = own[(start + index) % length]
            record[index].real += sample.real * cosine - sample.imaginary * sine
            record[index].imaginary += sample.real * sine + sample.imaginary * cosine
        }
    }

    /// The spectrum of a circular record about frequency nought, its mean power the carrier's.
    private func circular(
        _ carrier: ModulatedCarrier, length: Int, _ random: inout SeededGenerator
    ) -> [ComplexFloat] {
        let exact = Double(length) * carrier.symbolRateHz / sampleRateHz
        let symbolCount = max(Int(exact.rounded()), 1)
        var symbols = (0..<symbolCount).map { _ -> ComplexFloat in
            let bits = random.next() >> 62
            let half = Float(0.5).squareRoot()
            return ComplexFloat(
                real: bits & 1 == 0 ? half : -half, imaginary: bits & 2 == 0 ? half : -half)
        }
        FourierTransform(rowCount: 1, columnCount: symbolCount).forward(&symbols)
        let reach = min(
            Int((Double(symbolCount) * (1 + carrier.rollOff) / 2).rounded(.up)), (length - 1) / 2)
        let shape = (-reach...reach).map {
            Self.raisedCosine(Double($0) / Double(symbolCount), carrier.rollOff)
        }
        // Mean power: Σ |D|² H² / length², and each |D|² is expected to be the number of symbols.
        let gain =
            Double(length)
            * (carrier.power / (Double(symbolCount) * shape.reduce(0, +))).squareRoot()
        var spectrum = [ComplexFloat](repeating: .zero, count: length)
        for (index, square) in shape.enumerated() where square > 0 {
            let bin = index - reach
            let factor = Float(gain * square.squareRoot())
            let symbol = symbols[(bin % symbolCount + symbolCount) % symbolCount]
            spectrum[(bin + length) % length] = ComplexFloat(
                real: symbol.real * factor, imaginary: symbol.imaginary * factor)
        }
        return spectrum
    }

    /// Turns of a frequency after some samples, less whole ones.
    private func turns(_ frequencyHz: Double, _ samples: Int) -> Double {
        let turns = frequencyHz / sampleRateHz * Double(samples)
        return turns - turns.rounded()
    }

    /// The squared pulse spectrum at a frequency in symbol rates.
    private static func raisedCosine(_ frequency: Double, _ rollOff: Double) -> Double {
        let distance = abs(frequency)
        if distance <= (1 - rollOff) / 2 { return 1 }
        if distance >= (1 + rollOff) / 2 { return 0 }
        return 0.5 * (1 + cos(Double.pi / rollOff * (distance - (1 - rollOff) / 2)))
    }

    /// The carrier's autocorrelation at a lag of some samples, 1 at none.
    private func correlation(of carrier: ModulatedCarrier, lag: Int) -> Double {
        let x = Double(lag) * carrier.symbolRateHz / sampleRateHz
        guard x != 0 else { return 1 }
        let sinc = sin(Double.pi * x) / (Double.pi * x)
        let swing = 2 * carrier.rollOff * x
        // The limit where numerator and denominator vanish together.
        guard abs(abs(swing) - 1) > 1e-9 else { return sinc * Double.pi / 4 }
        return sinc * cos(Double.pi * carrier.rollOff * x) / (1 - swing * swing)
    }

    /// The least number of no other prime factors than 2, 3 and 5 that is large enough.
    static func fastLength(atLeast least: Int) -> Int {
        var length = max(least, 1)
        while true {
            var rest = length
            for factor in [2, 3, 5] { while rest.isMultiple(of: factor) { rest /= factor } }
            if rest == 1 { return length }
            length += 1
        }
    }
}
