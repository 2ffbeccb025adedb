import Model
import Numerics
import Testing

@testable import Engine

/// Coset frames into the engine; spectra, and maps of the bands' powers, out of it.
struct RegionEngineSpectrumTests {
    static let carriers = [
        SpectrumFixture.Carrier(bins: 340..<350, dbm: -50),
        SpectrumFixture.Carrier(bins: 500..<503, dbm: -55),
        SpectrumFixture.Carrier(bins: 20..<60, dbm: -47),
    ]

    /// Frames ten times a second, given in some order within each half second.
    private func run(
        seconds: Double, configuration: EngineConfiguration = SpectrumFixture.configuration(),
        carriers: (Double) -> [SpectrumFixture.Carrier] = { _ in Self.carriers },
        reversed isReversed: Bool = false,
        change: (inout CosetFrame) -> Void = { _ in }
    ) throws -> (engine: RegionEngine, results: [RoundResult]) {
        var engine = try RegionEngine(configuration: configuration)
        var results: [RoundResult] = []
        var row: Int64 = 0
        for half in 0..<Int(seconds * 2) {
            var batches = try (0..<5).map { step in
                let index = 5 * half + step
                let time = Double(index) / 10
                var frame = SpectrumFixture.frame(
                    carriers(time), sequence: UInt64(index + 1), at: time)
                change(&frame)
                return try SpectrumFixture.batch(frame)
            }
            if isReversed { batches.reverse() }
            for batch in batches {
                row += 1
                engine.accept(.cosets(batch), journalID: row)
            }
            while let tick = engine.dueTick(now: .zero) {
                results.append(try engine.runRound(closing: tick, windowBudget: 64))
            }
        }
        return (engine, results)
    }

    @Test func `a sensor's spectrum has its bands, their power and since when`() throws {
        let (engine, results) = try run(seconds: 4)
        let estimates = results.flatMap(\.spectra)
        #expect(estimates.count == 6)
        let last = try #require(estimates.last)
        #expect(last.sensor == "wide-1" && last.method == "streaming-sbl")
        #expect(last.degradations.isEmpty)
        #expect(last.psdDbmPerHz.count == 640 && last.occupancies.count == 640)
        for carrier in Self.carriers {
            let low = SpectrumFixture.frequency(of: carrier.bins.lowerBound)
            let high = SpectrumFixture.frequency(of: carrier.bins.upperBound)
            let band = try #require(
                last.bands.first { abs($0.centerFrequencyHz - (low + high) / 2) < 2e6 },
                "\(last.bands)")
            #expect(abs(band.lowerEdgeHz - low) <= 1e6 && abs(band.upperEdgeHz - high) <= 1e6)
            #expect(abs(Double(band.powerDbm) - carrier.dbm) <= 1)
            #expect(band.firstSeen <= Fixture.time(0.4) && band.occupancy > 0.9)
        }
        #expect(engine.spectrumSensorCount == 1)
        #expect(engine.spectrumCounters.frames == 40)
    }

    @Test func `a band's power becomes a sample of its map, calibrated, and silence a limit`()
        throws
    {
        var engine = try RegionEngine(configuration: SpectrumFixture.configuration())
        engine.accept(
            .birth(SensorBirth(sensor: "wide-1", bootID: 7, calibrationOffsetDb: 3)), journalID: 1)
        for index in 0..<30 {
            let frame = SpectrumFixture.frame(
                Self.carriers, sequence: UInt64(index + 1), at: Double(index) / 10)
            engine.accept(
                .cosets(try SpectrumFixture.batch(frame)), journalID: Int64(index + 2))
        }
        while let tick = engine.dueTick(now: .zero) {
            _ = try engine.runRound(closing: tick, windowBudget: 64)
        }
        let cell = engine.configuration.region.grid.index(of: .init(x: 12, y: 12, z: 0))
        let heard = try #require(engine.bands[0].evidence[cell: cell])
        #expect(abs(heard.meanDbm - (-50 + 3)) <= 1)
        #expect(heard.censoredWeight == 0)
        let silent = try #require(engine.bands[1].evidence[cell: cell])
        #expect(silent.weight == 0 && silent.censoredWeight > 0)
        #expect(silent.censoredWeightedDbm / silent.censoredWeight < -60)
        #expect(engine.bands[2].evidence[cell: cell] == nil)
        let record = try #require(engine.sensors.records.first)
        #expect(record.lastSeen > Fixture.time(1.5) && record.frameCount == 30)
    }

    @Test func `the order of arrival leaves no trace`() throws {
        let forward = try run(seconds: 3)
        let backward = try run(seconds: 3, reversed: true)
        let a = forward.results.flatMap(\.spectra)
        let b = backward.results.flatMap(\.spectra)
        #expect(!a.isEmpty && a == b)
    }

    @Test func `a restored engine goes on byte for byte`() throws {
        let configuration = SpectrumFixture.configuration()
        let inputs: [EngineInput] = try (0..<40).map { index in
            let time = Double(index) / 10
            let carriers = index < 20 ? Self.carriers : Array(Self.carriers.prefix(1))
            let frame = SpectrumFixture.frame(
                carriers, sequence: UInt64(index + 1), at: time, blocks: 1 + index % 2)
            return .cosets(try SpectrumFixture.batch(frame))
        }
        let recovery = try SpectrumRecovery(of: inputs, configuration: configuration)
        #expect(recovery.rounds.count > 4)
        for from in [0, 3] {
            #expect(recovery.rounds[from].snapshot < recovery.rounds[from].inputs)
            try recovery.expectSame(from: from)
        }
    }

    @Test func `a dead coset degrades the estimate, which says so`() throws {
        let (_, results) = try run(
            seconds: 3,
            change: { frame in
                for place in 5 * 64..<6 * 64 { frame.iq[place] = 0 }
            })
        let last = try #require(results.flatMap(\.spectra).last)
        #expect(last.degradations == [.deadCoset])
        let band = try #require(last.bands.first { $0.widthHz > 8e6 && $0.widthHz < 12e6 })
        #expect(abs(Double(band.powerDbm) + 50) <= 1)
    }

    @Test func `clipped samples are told`() throws {
        let (_, results) = try run(
            seconds: 2,
            change: { frame in
                for place in [0, 40, 80] {
                    frame.iq[place] = 0xFF
                    frame.iq[place + 1] = 0x7F
                }
            })
        #expect(try #require(results.flatMap(\.spectra).last).degradations == [.clipped])
    }

    @Test func `late frames are counted and change nothing`() throws {
        var (engine, _) = try run(seconds: 3)
        let before = engine.spectrumCounters
        let late = SpectrumFixture.frame(Self.carriers, sequence: 999, at: 0)
        engine.accept(.cosets(try SpectrumFixture.batch(late)), journalID: 1_000)
        #expect(engine.spectrumCounters.lateFrames == before.lateFrames + 1)
        #expect(engine.spectrumCounters.blocks == before.blocks)
    }

    @Test func `beyond the budget the older blocks are passed over, counted and told`() throws {
        var configuration = SpectrumFixture.configuration()
        configuration.spectrum.blockBudget = 2
        let (engine, results) = try run(seconds: 2, configuration: configuration)
        #expect(engine.spectrumCounters.skippedBlocks >= 6)
        #expect(engine.spectrumCounters.blocks == 2 * UInt64(results.count))
        #expect(try #require(results.flatMap(\.spectra).last).degradations == [.skippedBlocks])
    }

    @Test func `a sensor too many is counted, and takes the place of a silent one`() throws {
        var configuration = SpectrumFixture.configuration()
        configuration.spectrum.sensorCountMax = 1
        var engine = try RegionEngine(configuration: configuration)
        let frames = [
            SpectrumFixture.frame(Self.carriers, sensor: "wide-1", at: 0),
            SpectrumFixture.frame(Self.carriers, sensor: "wide-2", at: 1),
            SpectrumFixture.frame(Self.carriers, sensor: "wide-2", sequence: 2, at: 70),
            SpectrumFixture.frame(Self.carriers, sensor: "wide-2", sequence: 3, at: 80),
        ]
        var sensors: [[SensorID]] = []
        for (index, frame) in frames.enumerated() {
            engine.accept(
                .cosets(try SpectrumFixture.batch(frame)), journalID: Int64(index + 1))
            while let tick = engine.dueTick(now: .zero) {
                sensors.append(
                    try engine.runRound(closing: tick, windowBudget: 64).spectra.map(\.sensor))
            }
        }
        #expect(sensors.filter { !$0.isEmpty } == [["wide-1"], ["wide-2"]])
        #expect(engine.spectrumCounters.roomlessFrames == 1)
        #expect(engine.spectrumSensorCount == 1)
    }

    @Test func `an unknown estimator is an error that lists what there is`() {
        var configuration = SpectrumFixture.configuration()
        configuration.spectrum.estimator = "crystal-ball"
        #expect(throws: EngineStateError.self) {
            try RegionEngine(configuration: configuration)
        }
    }
}
