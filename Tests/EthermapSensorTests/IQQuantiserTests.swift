import Model
import Testing

@testable import EthermapSensor

/// Complex samples into a coset frame's int16 pairs.
struct IQQuantiserTests {
    @Test func `samples become steps, the low byte first, and what is too large is clipped`() throws
    {
        let quantiser = try IQQuantiser(scale: 0.5)
        let made = quantiser.quantised(
            inPhase: [1, -0.5, 20_000, 0.3], quadrature: [129, 0.26, 0, -.infinity])
        #expect(
            made.bytes == [
                2, 0, 2, 1, 0xFF, 0xFF, 1, 0, 0xFF, 0x7F, 0, 0, 1, 0, 0x01, 0x80,
            ])
        #expect(made.clippedCount == 2)
        #expect(
            try IQQuantiser(scale: 1).quantised(inPhase: [.nan], quadrature: [2]).bytes
                == [0, 0, 2, 0])
    }

    @Test func `a scale that fits leaves room above the mean, and none suits silence`() throws {
        let quantiser = try IQQuantiser(fitting: [3e-5, -3e-5], [3e-5, 3e-5])
        #expect(abs(3e-5 / quantiser.scale - 32_767 / 5.6) < 1)
        #expect(throws: SensorError.self) { try IQQuantiser(fitting: [0, 0], [0, 0]) }
        #expect(throws: SensorError.self) { try IQQuantiser(fitting: [.nan], [0]) }
        #expect(throws: SensorError.self) { try IQQuantiser(scale: 0) }
    }

    private func capture(_ count: Int, offsets: [Int] = [0, 3]) -> CosetCapture {
        CosetCapture(
            time: SensorClientTests.time,
            position: .init(latitudeDegrees: 35, longitudeDegrees: -78, altitudeMetres: 30),
            centerFrequencyHz: 2.4e9, nyquistRateHz: 1e9, downsamplingFactor: 5,
            cosetOffsets: offsets, samplesPerCoset: 4,
            inPhase: Array(repeating: 1, count: count),
            quadrature: Array(repeating: -2, count: count))
    }

    @Test func `a capture becomes a frame of whole blocks, or an error`() throws {
        let quantiser = try IQQuantiser(scale: 1)
        let made = try CosetFrame.frame(of: capture(24), sensor: "wide-1", by: quantiser)
        #expect(made.frame.blockCount == 3 && made.frame.iq.count == 96)
        #expect(made.frame.cosetOffsets == [0, 3] && made.frame.iqScale == 1)
        #expect(made.clippedCount == 0)
        for wrong in [
            capture(0), capture(12), capture(8, offsets: [0, 5]), capture(8, offsets: [3, 0]),
        ] {
            #expect(throws: SensorError.self) {
                try CosetFrame.frame(of: wrong, sensor: "wide-1", by: quantiser)
            }
        }
    }
}
