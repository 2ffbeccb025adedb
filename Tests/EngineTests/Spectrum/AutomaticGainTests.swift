import Model
import Testing

@testable import Engine

/// Receivers that change what one step of their samples is.
struct AutomaticGainTests {
    private static let carriers = [
        SpectrumFixture.Carrier(bins: 340..<350, dbm: -16),
        SpectrumFixture.Carrier(bins: 500..<503, dbm: -17),
        SpectrumFixture.Carrier(bins: 20..<60, dbm: -14),
    ]

    /// A second of noise, then carriers that are taken in with a step so many times as large.
    private func run(gain: Float) throws -> (engine: RegionEngine, last: SpectrumEstimate?) {
        var engine = try RegionEngine(configuration: SpectrumFixture.configuration())
        var last: SpectrumEstimate?
        for index in 0..<40 {
            let isLoud = index >= 10
            let frame = SpectrumFixture.frame(
                isLoud ? Self.carriers : [], sequence: UInt64(index + 1), at: Double(index) / 10,
                scale: isLoud ? 9e-7 : 9e-7 / gain)
            engine.accept(
                .cosets(try SpectrumFixture.batch(frame)), journalID: Int64(index + 1))
            while let tick = engine.dueTick(now: .zero) {
                last = try engine.runRound(closing: tick, windowBudget: 64).spectra.last ?? last
            }
        }
        return (engine, last)
    }

    @Test(arguments: [(8, 1), (900, 2)] as [(Float, UInt64)])
    func `however loud it gets the spectrum follows`(gain: Float, streams: UInt64) throws {
        let (engine, last) = try run(gain: gain)
        let estimate = try #require(last)
        #expect(estimate.bands.count == 3 && estimate.degradations.isEmpty)
        let band = try #require(estimate.bands.first { $0.widthHz > 8e6 && $0.widthHz < 12e6 })
        #expect(abs(Double(band.powerDbm) + 16) <= 1)
        // A stream whose scale would be far too fine begins anew.
        #expect(engine.spectrumCounters.streams == streams)
        #expect(engine.spectrumCounters.unservedBlocks == 0)
    }
}
