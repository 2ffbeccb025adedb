import Foundation
import Scenario
import Testing

@testable import Service

/// Files that maps of interference are drawn from.
struct SceneFileTests {
    private func read(_ text: String) throws -> InterferenceSceneConfiguration {
        let path = FileManager.default.temporaryDirectory
            .appending(path: "ethermap-scene-\(UUID().uuidString).yaml").path
        defer { try? FileManager.default.removeItem(atPath: path) }
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return try SceneFile.read(path, over: InterferenceSceneConfiguration())
    }

    private func errors(_ text: String) -> [ConfigurationError] {
        #expect(throws: ConfigurationErrors.self) { try read(text) }?.errors ?? []
    }

    @Test func `an empty file is the paper's setting`() throws {
        #expect(try read("") == InterferenceSceneConfiguration())
        #expect(try read("channel:\n") == InterferenceSceneConfiguration())
    }

    @Test func `keys set what they name`() throws {
        let found = try read(
            """
            cell_m: 8
            altitude_m: [40, 60]
            station: { height_m: 30, eirp_dbm: 43 }
            emitters:
              count: [2]
              eirp_dbm: [20, 33]
              exponent_spread: 0.2
            channel:
              frequency_hz: 3.5e9
              blocked: { exponent: 3.1 }
              noise_dbm: -97
            city_error: { height_share: 0.2, missing_share: 0.1 }
            """)
        #expect(found.cellMetres == 8)
        #expect(found.ground == .drawn(CityShape(cellMetres: 8)))
        #expect(found.altitudeMetres == 40...60)
        #expect(found.stationHeightMetres == 30 && found.stationEirpDbm == 43)
        #expect(found.emitterCount == 2...2)
        #expect(abs(found.emitterWatts.lowerBound - 0.1) < 1e-9)
        #expect(abs(found.emitterWatts.upperBound - 1.99526) < 1e-4)
        #expect(found.emitterLaw.exponent == 0.2)
        #expect(found.channel.referenceFrequencyHz == 3.5e9)
        #expect(found.channel.blocked.exponent == 3.1)
        #expect(found.channel.blocked.interceptDb == 24)
        #expect(found.channel.noiseDbm == -97)
        #expect(found.cityError == .usual)
    }

    @Test func `everything that is wrong is said, with its place`() {
        let errors = errors(
            "altitud_m: [50]\nchannel:\n  clear: { exponent: steep }\nemitters: { count: [4, 1] }\n"
                + "cities: [none.npy]\nstation: 3\n")
        #expect(errors.count == 5)
        let texts = errors.map { "\($0)" }
        #expect(texts[0].contains(":1:1: unknown key \"altitud_m\"; did you mean \"altitude_m\"?"))
        #expect(texts[1].contains(":3:22: channel.clear.exponent: expected a number"))
        #expect(texts[2].contains("emitters.count: the least comes before the greatest"))
        #expect(texts[3].contains("cities: ") && texts[3].contains("none.npy"))
        #expect(texts[4].contains("station: expected a mapping of keys"))
        #expect(self.errors("a: [").first.map { "\($0)".contains(":1:") } == true)
    }

    @Test func `every key is explained`() {
        let lines = SceneFile.explanation.split(separator: "\n")
        #expect(lines.count > 20)
        #expect(lines.allSatisfy { $0.contains(": ") })
    }
}
