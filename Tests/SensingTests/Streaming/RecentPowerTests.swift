import Numerics
import Testing

@testable import Sensing

struct RecentPowerTests {
    /// Beamformers over a frame of a band of 16 bins, steered by a model of it that is right for gain 1.
    static func beams(_ generator: inout SeededGenerator, gain: Double) throws -> CaponBeams {
        let pattern = try WidebandTrial.pattern(cosets: 10)
        var beams = CaponBeams(
            rowCount: pattern.rowCount, offsets: pattern.offsets,
            columnCount: pattern.samplesPerCoset)
        let power = (0..<pattern.binCount).map { band.contains($0) ? 50.0 : 0 }
        let stream = BandStream(pattern: pattern, power: power.map { gain * $0 }, noise: 1)
        var covariance = CosetCovariance(
            cosetCount: pattern.cosetCount, columnCount: pattern.samplesPerCoset)
        covariance.add(stream.next(using: &generator).frame.values)
        beams.steer(
            power: power.map { Float($0) }, noise: Float(pattern.noiseFolding),
            covariance: covariance)
        return beams
    }

    static let band = 100..<116

    @Test func `a mean over the newest frames, the newest counting most`() throws {
        var generator = SeededGenerator(seed: 1)
        var recent = RecentPower(binCount: 640)
        var (sum, weight): (Float, Float) = (0, 0)
        for _ in 0..<5 {
            let beams = try Self.beams(&generator, gain: 1)
            recent.take(beams)
            sum = 0.8 * sum + beams.output[77] - beams.interference[77]
            weight = 0.8 * weight + 1
        }
        #expect(abs(recent.sum[77] - sum) < 1e-5 * abs(sum) + 1e-6)
        #expect(abs(recent.weight[77] - weight) < 1e-6)
        recent.forget(77)
        #expect(recent.sum[77] == 0 && recent.weight[77] == 0 && recent.weight[78] > 0)
    }

    @Test func `a band that is as the model says has not drifted, one twice as strong has`()
        throws
    {
        for gain in [1.0, 2.0] {
            var generator = SeededGenerator(seed: 2)
            var recent = RecentPower(binCount: 640)
            var interference: [Float] = []
            for _ in 0..<20 {
                let beams = try Self.beams(&generator, gain: gain)
                recent.take(beams)
                interference = beams.interference
            }
            func drift(of bins: Range<Int>, power: Float, significance: Float = 3) -> Float {
                recent.drift(
                    of: bins, power: [Float](repeating: power, count: 640),
                    interference: interference, significance: significance)
            }
            let told = drift(of: Self.band, power: 50)
            #expect(gain == 1 ? told == 1 : told > 1.5 && told < 2.6, "\(told)")
            #expect(drift(of: Self.band, power: 50, significance: .infinity) == 1)
            // Bins where nothing is have nothing that could drift.
            #expect(drift(of: 300..<316, power: 1e-3) == 1)
        }
    }

    @Test func `sums that no frames give are refused`() {
        let sums: [Float] = [1, 2]
        #expect(RecentPower(sum: sums, weight: [1, 5]) != nil)
        #expect(RecentPower(sum: sums, weight: [1, 5.1]) == nil)
        #expect(RecentPower(sum: sums, weight: [1, -1]) == nil)
        #expect(RecentPower(sum: sums, weight: [1]) == nil)
    }
}
