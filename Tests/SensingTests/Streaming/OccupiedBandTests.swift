import Sensing
import Testing

struct OccupiedBandTests {
    static func posterior(_ power: [Float]) -> SpectrumPosterior {
        SpectrumPosterior(
            binPower: power, binPowerDeviation: power.map { $0 / 10 }, rowCount: 4,
            binThresholds: [Float](repeating: 1, count: power.count))
    }

    @Test func `bands come by frequency, negative ones first, over the borders of rows`() {
        var power = [Float](repeating: 0, count: 32)
        for bin in 6..<10 { power[bin] = 2 }
        for bin in 24..<26 { power[bin] = 4 }
        let bands = OccupiedBand.bands(in: Self.posterior(power))
        #expect(bands.map(\.firstBin) == [24, 6])
        #expect(bands.map(\.binCount) == [2, 4])
        #expect(bands.map(\.power) == [8, 8])
        #expect(bands.allSatisfy { abs($0.powerDeviation - 0.8) < 1e-6 })
        #expect(bands.map(\.centre) == [-0.234375, 0.234375])
        #expect(bands.map(\.width) == [0.0625, 0.125])
    }

    @Test func `a band over the carrier and one over the Nyquist frequency are whole`() {
        var power = [Float](repeating: 0, count: 32)
        for bin in [30, 31, 0, 1, 2, 15, 16] { power[bin] = 2 }
        let bands = OccupiedBand.bands(in: Self.posterior(power))
        #expect(bands.map(\.firstBin) == [30, 15])
        #expect(bands.map(\.binCount) == [5, 2])
        #expect(bands.map(\.centre) == [0, 0.484375])
    }

    @Test func `gaps may be bridged, short runs left out, and all bins be one band`() {
        var power = [Float](repeating: 0, count: 32)
        for bin in [31, 1, 2, 9] { power[bin] = 2 }
        let answer = Self.posterior(power)
        #expect(OccupiedBand.bands(in: answer).count == 3)
        let bridged = OccupiedBand.bands(in: answer, leastBinCount: 2, gapMax: 1)
        #expect(bridged.map(\.firstBin) == [31])
        #expect(bridged.map(\.binCount) == [4])
        let full = OccupiedBand.bands(in: Self.posterior([Float](repeating: 2, count: 32)))
        #expect(full.map(\.binCount) == [32])
        #expect(OccupiedBand.bands(in: Self.posterior([Float](repeating: 0, count: 32))).isEmpty)
    }
}
