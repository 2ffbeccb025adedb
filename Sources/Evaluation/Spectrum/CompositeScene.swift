import Glibc
import Numerics
import Scenario

/// A recorded signal among simulated carriers in 3.072 GHz, over frames that span the recording.
///
/// The recording is brought to the Nyquist rate and to a drawn place; carriers of 240, 60, 40, 25 and
/// 10 MHz lie about it, levels within ± 6 dB of its own. The truth is the mean over the frames of the
/// noise-free full-rate |X|².
public struct CompositeScene: Sendable {
    /// Samples a second of the composite.
    public static let rateHz = 3.072e9
    /// Samples a second of the recording.
    public static let recordingRateHz = 10e6
    /// Widths of the simulated carriers.
    static let carrierWidthsHz = [240e6, 60e6, 40e6, 25e6, 10e6]
    /// Vacant band between any two signals, at least.
    private static let gapHz = 30e6
    /// What the recording's own signal fills, about its middle: for its level only.
    private static let recordedWidthHz = 5.5e6
    /// Composite samples of 1 536 for five recorded ones.
    private static let factor = (up: 1_536, down: 5)
    /// Recorded samples about a frame that are cut off again, where ends run into one another.
    private static let marginSamples = 64

    /// The frames, all with the same expected power.
    public let frames: [WidebandFrame]
    /// The recording's place, bins: its whole 10 MHz.
    public let recordedBins: ClosedRange<Double>
    /// The carriers' places, bins.
    public let carrierBins: [ClosedRange<Double>]

    /// Draws a composite.
    ///
    /// - Parameters:
    ///   - recording: The recorded samples.
    ///   - samplesPerCoset: N; a frame has 40 N bins.
    ///   - frameCount: Frames, spread evenly over the recording.
    ///   - snrDb: Mean signal power over noise power in the whole band.
    ///   - seed: The experiment's.
    ///   - number: Which of its composites.
    public init(
        recording: [ComplexFloat], samplesPerCoset: Int, frameCount: Int, snrDb: Double,
        seed: UInt64, number: Int
    ) {
        precondition(frameCount > 0 && samplesPerCoset > 0, "a composite has frames")
        let binCount = 40 * samplesPerCoset
        var random = SeededGenerator(
            seed: seed &* 0xA24B_AED4_963E_E407 &+ UInt64(truncatingIfNeeded: number))
        let centres = Self.centres(&random)
        let carriers = zip(centres.dropFirst(), Self.carrierWidthsHz).map { centre, width in
            let level = pow(10, (12 * random.uniform() - 6) / 10)
            return ModulatedCarrier(
                centreHz: centre, widthHz: width, power: level * width / Self.recordedWidthHz,
                rollOff: width > 200e6 ? 0.02 : 0.2)
        }
        let records = Self.records(
            recording, centreHz: centres[0], carriers: carriers, binCount: binCount,
            frameCount: frameCount, seed: random.next())
        let transform = FourierTransform(rowCount: 1, columnCount: binCount)
        let scale = 1 / Float(binCount).squareRoot()
        let signals = records.map { record in
            var spectrum = record
            transform.forward(&spectrum)
            return spectrum.map {
                ComplexFloat(real: $0.real * scale, imaginary: $0.imaginary * scale)
            }
        }
        var truth = [Float](repeating: 0, count: binCount)
        for signal in signals {
            for (bin, value) in signal.enumerated() {
                truth[bin] += value.squaredMagnitude / Float(frameCount)
            }
        }
        let meanPower = truth.reduce(0) { $0 + Double($1) } / Double(binCount)
        let noisePower = meanPower * pow(10, -snrDb / 10)
        let binHz = Self.rateHz / Double(binCount)
        let bins: (Double, Double) -> ClosedRange<Double> = { centre, width in
            (centre - width / 2) / binHz...(centre + width / 2) / binHz
        }
        recordedBins = bins(centres[0], Self.recordingRateHz)
        carrierBins = carriers.map { bins($0.centreHz, $0.widthHz) }
        var isTouched = [Bool](repeating: false, count: 40)
        for range in carrierBins + [bins(centres[0], Self.recordedWidthHz)] {
            for bin in Int(range.lowerBound.rounded())...Int(range.upperBound.rounded()) {
                isTouched[((bin % binCount) + binCount) % binCount / samplesPerCoset] = true
            }
        }
        let deviation = (noisePower / 2).squareRoot()
        frames = signals.map { signal in
            WidebandFrame(
                signal: signal,
                received: signal.map { value in
                    ComplexFloat(
                        real: value.real + Float(deviation * random.normal()),
                        imaginary: value.imaginary + Float(deviation * random.normal()))
                }, expectedPower: truth, isRowTouched: isTouched, noisePower: noisePower)
        }
    }

    /// Places of the recording and the carriers, in this order, apart from one another.
    private static func centres(_ random: inout SeededGenerator) -> [Double] {
        let widths = [recordingRateHz] + carrierWidthsHz
        while true {
            var made: [Double] = []
            for width in widths {
                for _ in 0..<200 {
                    let centre = (random.uniform() - 0.5) * (rateHz - width - gapHz)
                    let isFree = zip(made, widths).allSatisfy { other, otherWidth in
                        abs(centre - other) >= (width + otherWidth) / 2 + gapHz
                    }
                    guard isFree else { continue }
                    made.append(centre)
                    break
                }
            }
            if made.count == widths.count { return made }
        }
    }

    /// Recorded samples that a frame of 40 N bins takes.
    static func recordedSampleCount(samplesPerCoset: Int) -> Int {
        recordedSampleCount(binCount: 40 * samplesPerCoset)
    }

    private static func recordedSampleCount(binCount: Int) -> Int {
        let span = Int((Double(binCount * factor.down) / Double(factor.up)).rounded(.up))
        let whole = span + 2 * marginSamples
        return (whole + factor.down - 1) / factor.down * factor.down
    }

    /// The noise-free samples of each frame.
    private static func records(
        _ recording: [ComplexFloat], centreHz: Double, carriers: [ModulatedCarrier],
        binCount: Int, frameCount: Int, seed: UInt64
    ) -> [[ComplexFloat]] {
        let chunk = recordedSampleCount(binCount: binCount)
        precondition(recording.count >= chunk, "the recording is longer than a frame")
        let meanPower =
            recording.reduce(0) { $0 + Double($1.squaredMagnitude) } / Double(recording.count)
        let gain = Float(1 / meanPower.squareRoot())
        let source = CarrierRecord(
            carriers: carriers, sampleRateHz: rateHz, noisePower: 0, seed: seed)
        return (0..<frameCount).map { frame in
            let start = frameCount == 1 ? 0 : (recording.count - chunk) * frame / (frameCount - 1)
            let resampled = ResampledRecording(
                Array(recording[start..<start + chunk]), factor: factor,
                centreTurns: centreHz / rateHz
            ).samples
            let skipped = marginSamples * factor.up / factor.down
            var record = source.samples(count: binCount, part: UInt64(frame))
            for index in record.indices {
                record[index].real += gain * resampled[skipped + index].real
                record[index].imaginary += gain * resampled[skipped + index].imaginary
            }
            return record
        }
    }
}
