import Glibc
import Testing

@testable import Interference

struct MagnitudeTests {
    @Test func `planes hold magnitude, sign and nothing where nothing was measured`() {
        // R = -50, D = -60 dBm: |R - D| = 1e-5 - 1e-6 mW; then the other way round; then unsampled.
        let planes = MagnitudePlanes(
            receivedDbm: [-50, -60, .nan, -60], desiredDbm: [-60, -50, -50, -60])
        let magnitude = Float(10 * log10(1e-5 - 1e-6))
        #expect(abs(planes.magnitudeDbm[0] - magnitude) < 1e-3)
        #expect(abs(planes.magnitude[0] - (magnitude + 110) / 90) < 1e-4)
        #expect(planes.indicator == [0, 1, 0, 0])
        #expect(planes.magnitude[2] == 0)
        #expect(planes.magnitudeDbm[2].isNaN)
        // Equal powers: the smallest magnitude there is, but a sample all the same.
        #expect(planes.magnitude[3] == 0.01)
    }

    @Test func `calibration finds the line through the positives and ignores the negatives`() {
        let normalised: [Float] = [0.1, 0.4, 0.9, 0.5, 0.7]
        // R far above D̂, so that |R - D̂| is R; on the line 60 f - 100; the fourth is negative.
        var received = normalised.map { 60 * $0 - 100 }
        var desired = [Float](repeating: -200, count: 5)
        received[3] = -80
        desired[3] = -40
        received[4] = .nan
        let planes = MagnitudePlanes(receivedDbm: received, desiredDbm: desired)
        let line = MagnitudeCalibration(normalised: normalised, planes: planes)
        #expect(abs(line.slopeDb - 60) < 0.01)
        #expect(abs(line.interceptDbm + 100) < 0.01)
        #expect(abs(line.issDbm([0.5])[0] + 70) < 0.02)
    }

    @Test func `without positives the line is finite and as steep as the input's bounds`() {
        let planes = MagnitudePlanes(receivedDbm: [-60], desiredDbm: [-50])
        let line = MagnitudeCalibration(normalised: [0.5], planes: planes)
        #expect(line.slopeDb == 90)
        #expect(line.interceptDbm.isFinite)
    }
}
