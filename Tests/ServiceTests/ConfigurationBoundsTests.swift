import Engine
import Model
import Testing

@testable import Service

/// Whatever the loader lets through, an engine can run with: no precondition lies within bounds.
struct ConfigurationBoundsTests {
    /// Keys of numbers that an engine gets to see.
    static let keys = ConfigurationTable.keys.filter { key in
        guard key.decidesResults else { return false }
        return switch key.shape {
        case .number, .whole, .numberOrPair: true
        default: false
        }
    }.map(\.path)

    @Test(arguments: keys)
    func `an engine runs at both bounds of a key`(path: String) throws {
        let key = try #require(ConfigurationTable.key(path))
        for bound in bounds(of: key) {
            let small = [("region.grid.nx", "24"), ("region.grid.ny", "24")]
            guard let configuration = loaded(small + [(path, bound)]) else { continue }
            _ = try roundCount(configuration)
        }
    }

    @Test(arguments: ["nearest", "idw", "knn", "rbf", "kriging"], ["decibel", "power"])
    func `an engine runs with every method`(interpolator: String, domain: String) throws {
        for (iss, loss) in [("absolute", "ridge"), ("posterior", "log-distance")] {
            let configuration = try #require(
                loaded([
                    ("estimation.interpolator", interpolator), ("detection.domain", domain),
                    ("estimation.iss_estimator", iss),
                    ("estimation.path_loss_estimator", loss), ("region.grid.nx", "24"),
                    ("region.grid.z_levels_m", "[-1000, 30, 100000]"),
                ]))
            #expect(try roundCount(configuration) > 3)
        }
    }

    @Test func `the widest grid that is let through can be made`() throws {
        let wide = try #require(
            loaded([
                ("region.grid.nx", "65536"), ("region.grid.ny", "1"), ("region.grid.cell_m", "7.6"),
            ]))
        #expect(try roundCount(wide) > 3)
        #expect(loaded([("region.grid.nx", "2049"), ("region.grid.ny", "2048")]) == nil)
        #expect(loaded([("region.grid.nx", "1"), ("region.grid.ny", "1")]) != nil)
    }

    private func bounds(of key: ConfigurationKey) -> [String] {
        switch key.shape {
        case .number(let range), .numberOrPair(let range):
            [range.lowerBound, range.upperBound].map { "\(ConfigurationValue.number($0))" }
        case .whole(let range): ["\(range.lowerBound)", "\(range.upperBound)"]
        default: []
        }
    }

    private func loaded(_ overrides: [(String, String)]) -> ServiceConfiguration? {
        do throws(ConfigurationErrors) {
            return try ConfigurationLoader.load(
                text: ConfigurationTests.sampleYaml, path: "s.yaml",
                overrides: overrides.map { (key: $0.0, value: $0.1) }
            ).value
        } catch {
            return nil
        }
    }

    /// Lets one sensor fly through the region for a few seconds; how many rounds that made.
    private func roundCount(_ configuration: ServiceConfiguration) throws -> UInt64 {
        let engine = configuration.engine
        let validator = FrameValidator(
            region: engine.region, limits: engine.intake,
            levelReachMetres: engine.evidence.levelReachMetres)
        var region = try RegionEngine(configuration: engine)
        let origin = engine.region.grid.origin
        for second in 0..<6 {
            let time = UnixTime(seconds: 1_700_000_000 + Double(second))
            let frame = RssFrame(
                sensor: "uav-1", bootID: 1, sequence: UInt64(second + 1), time: time,
                latitudesDegrees: [min(origin.latitudeDegrees + 1e-5 * Double(second), 90)],
                longitudesDegrees: [min(origin.longitudeDegrees + 1e-5, 180)],
                altitudesMetres: [Float(origin.altitudeMetres) + 30],
                bandNames: engine.region.bands.map(\.id.rawValue),
                rssDbm: engine.region.bands.map { _ in Float(-60 - second) })
            // Refusal is an answer, too: at a bound the region may lie elsewhere.
            if let batch = try? validator.samples(of: frame, topicSensor: "uav-1", clock: time) {
                region.accept(.samples(batch), journalID: Int64(second + 1))
            }
            for _ in 0..<3 {
                guard let tick = region.dueTick(now: time) else { break }
                _ = try region.runRound(
                    closing: tick, windowBudget: min(engine.estimation.windowBudget, 64))
            }
        }
        return region.roundNumber
    }
}
