import Model
import Numerics
import Testing

@testable import Engine

/// A receiver that scans a cycle of centre frequencies: each tuning's spectrum stays warm.
struct ScanningReceiverTests {
    private static let carriers = RegionEngineSpectrumTests.carriers

    private func center(_ tuning: Int) -> Double {
        SpectrumFixture.centerHz + 1e9 * Double(tuning)
    }

    /// The index-th frame of a receiver, tuned somewhere: each tuning has its own carriers.
    private func frame(_ index: Int, at seconds: Double, tuning: Int) -> CosetFrame {
        var frame = SpectrumFixture.frame(
            [Self.carriers[tuning % 3]], sequence: UInt64(index + 1), at: seconds)
        frame.centerFrequencyHz = center(tuning)
        return frame
    }

    /// Runs frames through an engine, round by round.
    private func run(
        _ frames: [CosetFrame], configuration: EngineConfiguration = SpectrumFixture.configuration()
    ) throws -> (engine: RegionEngine, results: [RoundResult]) {
        var engine = try RegionEngine(configuration: configuration)
        var results: [RoundResult] = []
        for (row, frame) in frames.enumerated() {
            engine.accept(
                .cosets(try SpectrumFixture.batch(frame)), journalID: Int64(row + 1))
            while let tick = engine.dueTick(now: .zero) {
                results.append(try engine.runRound(closing: tick, windowBudget: 64))
            }
        }
        return (engine, results)
    }

    private func estimates(_ results: [RoundResult], of tuning: Int) -> [SpectrumEstimate] {
        let first =
            SpectrumFixture.frequency(of: 0) + 0.5e6 + center(tuning) - SpectrumFixture.centerHz
        return results.flatMap(\.spectra).filter { abs($0.firstFrequencyHz - first) < 1 }
    }

    @Test func `each tuning's spectrum is what a receiver of its own would have`() throws {
        let frames = (0..<60).map { frame($0, at: Double($0) / 10, tuning: $0 % 3) }
        let (engine, results) = try run(frames)
        #expect(engine.spectrumCounters.streams == 3)
        #expect(engine.spectrumCounters.droppedTunings == 0)
        #expect(engine.spectrumSensorCount == 1 && engine.spectrumTuningCount == 3)
        #expect(engine.spectrumCounters.blocks == UInt64(results.count * 5))
        for tuning in 0..<3 {
            let own = estimates(results, of: tuning)
            #expect(own.count >= 9)
            let alone = frames.filter { $0.centerFrequencyHz == center(tuning) }
            let others = estimates(try run(alone).results, of: tuning)
            #expect(Array(own.prefix(others.count)) == others)
            let last = try #require(own.last)
            #expect(last.isWarmStart && last.degradations.isEmpty && last.bands.count == 1)
            let band = try #require(last.bands.first)
            #expect(band.firstSeen <= Fixture.time(0.5) && band.occupancy > 0.9)
            #expect(abs(Double(band.powerDbm) - Self.carriers[tuning].dbm) <= 1)
        }
    }

    @Test func `a band keeps when it was first seen while the receiver is tuned elsewhere`() throws
    {
        // Five seconds at each tuning, thrice about.
        let frames = (0..<225).map { frame($0, at: Double($0) / 5, tuning: $0 / 25 % 3) }
        let (engine, results) = try run(frames)
        #expect(engine.spectrumCounters.streams == 3)
        for tuning in 0..<3 {
            let own = estimates(results, of: tuning)
            let last = try #require(own.last)
            #expect(last.time > Fixture.time(30 + 5 * Double(tuning)))
            let begun = 5 * Double(tuning)
            #expect(
                last.bands.map(\.firstSeen).allSatisfy { $0 <= Fixture.time(begun + 0.5) })
            #expect(last.bands.count == 1)
        }
    }

    @Test func `in one round every tuning is told, and its bands become samples of their maps`()
        throws
    {
        var configuration = SpectrumFixture.configuration()
        configuration.region.bands[1].centerFrequencyHz = SpectrumFixture.frequency(of: 501) + 1e9
        configuration.region.bands[1].bandwidthHz = 2e6
        let frames = (0..<30).map { frame($0, at: Double($0) / 10, tuning: $0 % 2) }
        let (engine, results) = try run(frames, configuration: configuration)
        let counts = Set(results.map { $0.spectra.count })
        #expect(counts == [2])
        let cell = engine.configuration.region.grid.index(of: .init(x: 12, y: 12, z: 0))
        for (band, expected) in [(0, -50.0), (1, -55.0 - 1.76)] {
            let heard = try #require(engine.bands[band].evidence[cell: cell])
            #expect(abs(heard.meanDbm - expected) <= 1, "band \(band)")
        }
    }

    @Test func `of more tunings than are kept the one left the longest goes, and is counted`()
        throws
    {
        let kept = SensorTunings.countMax
        // A full house, the first of it looked at again, and one more: the second has to go.
        let order = Array(0..<kept) + [0, kept, 0, 1]
        let frames = order.enumerated().map { frame($0, at: Double($0) / 2, tuning: $1) }
        let (engine, _) = try run(frames + [frame(99, at: 10, tuning: 0)])
        let counters = engine.spectrumCounters
        #expect(engine.spectrumTuningCount == kept)
        #expect(counters.streams == UInt64(kept + 2) && counters.droppedTunings == 2)
    }

    @Test func `tunings without end are bounded, and told no more often than a few`() throws {
        // A centre that is another one every time, twenty a second.
        let frames = (0..<200).map { index in
            var frame = frame(index, at: Double(index) / 20, tuning: 0)
            frame.centerFrequencyHz += 100 * Double(index)
            return frame
        }
        let (engine, results) = try run(frames)
        let counters = engine.spectrumCounters
        #expect(engine.spectrumTuningCount == SensorTunings.countMax)
        #expect(counters.droppedTunings == counters.streams - UInt64(SensorTunings.countMax))
        #expect(results.allSatisfy { $0.spectra.count <= SensorTunings.countMax })
    }

    @Test func `a budget is shared out among the tunings`() throws {
        var configuration = SpectrumFixture.configuration()
        configuration.spectrum.blockBudget = 2
        let frames = (0..<30).map { frame($0, at: Double($0) / 10, tuning: $0 % 5 < 4 ? 0 : 1) }
        let (engine, results) = try run(frames, configuration: configuration)
        #expect(engine.spectrumCounters.blocks == 2 * UInt64(results.count))
        #expect(estimates(results, of: 0).allSatisfy { $0.degradations == [.skippedBlocks] })
        #expect(estimates(results, of: 1).allSatisfy { $0.degradations.isEmpty })
        #expect(estimates(results, of: 1).count >= 4)
    }

    @Test func `more tunings in a round than its budget has blocks do not exceed it`() throws {
        var configuration = SpectrumFixture.configuration()
        configuration.spectrum.blockBudget = 4
        // All six in every round; in the last one the two that were always left out come last.
        let order = (0..<10).flatMap { $0 < 9 ? [4, 5, 0, 1, 2, 3] : [0, 1, 2, 3, 4, 5] }
        let frames = order.enumerated().map { index, tuning in
            frame(index, at: Double(index / 6) / 2 + Double(index % 6) / 16, tuning: tuning)
        }
        let (engine, results) = try run(frames + [frame(99, at: 10, tuning: 7)])
        #expect(engine.spectrumCounters.blocks == 60 && results.count > 9)
        let (short, told) = try run(
            frames + [frame(99, at: 10, tuning: 7)], configuration: configuration)
        #expect(short.spectrumCounters.blocks == 40)
        #expect(short.spectrumCounters.skippedBlocks == 20)
        #expect(estimates(told, of: 4).count == 1 && estimates(told, of: 5).count == 1)
        #expect(estimates(told, of: 3).count == 10)
        #expect(estimates(told, of: 2).last?.degradations == [])
    }

    @Test func `a restored engine goes on with every tuning byte for byte`() throws {
        let configuration = SpectrumFixture.configuration()
        let inputs: [EngineInput] = try (0..<60).map { index in
            // Ten tunings, of which eight are kept; three of them come often.
            let tuning = index % 7 == 6 ? 3 + index / 7 % 7 : index % 3
            return .cosets(
                try SpectrumFixture.batch(
                    frame(index, at: Double(index) / 10, tuning: tuning)))
        }
        let recovery = try SpectrumRecovery(of: inputs, configuration: configuration)
        #expect(
            recovery.engine.spectrumCounters.droppedTunings > 0 && recovery.rounds.count > 8)
        for from in [1, 5] {
            #expect(try recovery.restored(from: from).spectrumTuningCount > 3)
            try recovery.expectSame(from: from)
        }
    }
}
