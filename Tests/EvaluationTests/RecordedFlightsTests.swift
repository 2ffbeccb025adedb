import Evaluation
import Formats
import Foundation
import Testing

/// Folders of recorded flights, made here.
struct RecordedFlightsTests {
    private let folder = NSTemporaryDirectory() + "ethermap-flights-\(UUID().uuidString)"
    private let header = "time_unix_s,latitude_deg,longitude_deg,height_m,power_db\n"
    private let truth = "rover,latitude_deg,longitude_deg,antenna_height_m\n7,50.001,14.001,2\n"

    init() throws {
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
    }

    private func write(_ text: String, _ name: String) throws {
        try text.write(toFile: folder + "/" + name, atomically: true, encoding: .utf8)
    }

    private func lines(
        latitude: Double = 50, longitude: Double = 14, height: Double = 30
    ) -> String {
        (0..<100).map { index in
            "\(1_000 + index),\(latitude + Double(index) * 1e-5),\(longitude),\(height),-50\n"
        }.joined()
    }

    private func remove() { try? FileManager.default.removeItem(atPath: folder) }

    @Test func `a flight is named by its file and placed about its region's middle`() throws {
        defer { remove() }
        try write(truth, "truth.csv")
        try write(header + lines(), "flight-12-rover-7.csv")
        let flights = try RecordedFlights(folder: folder).flights
        #expect(flights.map(\.name) == ["12-rover-7"])
        let flight = try #require(flights.first)
        #expect(flight.samples.count == 100)
        #expect(flight.seconds == 99)
        #expect(flight.samples[0].position.upMetres == 30)
        #expect(flight.truth.upMetres == 2)
        // The track runs 99e-5 degrees north, 110 m, through the middle; the emitter lies 1e-3 degrees
        // north of its beginning and 1e-3 degrees east, 71.7 m.
        #expect(abs(flight.samples[0].position.northMetres + 55.05) < 0.1)
        #expect(abs(flight.truth.northMetres - 56.2) < 0.1)
        #expect(abs(flight.truth.eastMetres - 71.7) < 0.1)
        #expect(abs(flight.setting.northRange.upperBound - 155.05) < 0.1)
        #expect(abs(flight.setting.eastRange.upperBound - 101) < 1)
    }

    @Test func `the region is that of all recordings of the place, not of another place`() throws {
        defer { remove() }
        try write(truth, "truth.csv")
        try write(header + lines(), "flight-a-rover-7.csv")
        try write(
            header + lines(latitude: 50.0005) + "2000,50.0005,14.002,30,-50\n",
            "flight-b-rover-7.csv")
        try write(header + lines(latitude: 51), "flight-c-rover-7.csv")
        let flights = try RecordedFlights(folder: folder, marginMetres: 0).flights
        let widths = flights.map { $0.setting.eastMetres - $0.setting.westMetres }
        // 0.002 degrees east, 143.4 m, belong to flight a too, though it did not go there.
        #expect(abs(widths[0] - 143.4) < 0.5)
        #expect(abs(widths[1] - 143.4) < 0.5)
        #expect(widths[2] <= 1)
        let box = GeodeticBox(
            westDegrees: 13.99, southDegrees: 49.99, eastDegrees: 14.01, northDegrees: 50.01)
        let named = try RecordedFlights(folder: folder, region: box, marginMetres: 0).flights
        #expect(abs(named[0].setting.eastMetres - named[0].setting.westMetres - 1_434) < 2)
    }

    @Test func `what is wrong is said with file and line`() throws {
        defer { remove() }
        func complaint() -> String {
            do {
                _ = try RecordedFlights(folder: folder)
                return "none"
            } catch {
                return error.description
            }
        }
        #expect(complaint().hasSuffix("holds no flight-<team>-rover-<number>.csv"))
        try write(header + lines(), "flight-12-rover-7.csv")
        #expect(complaint().hasPrefix("\(folder)/truth.csv: cannot be opened"))
        try write("rover,latitude_deg\n", "truth.csv")
        #expect(complaint().hasPrefix("\(folder)/truth.csv:1: the header must name"))
        try write("rover,latitude_deg,longitude_deg\n7,50,14\n7,50,14\n", "truth.csv")
        #expect(complaint() == "\(folder)/truth.csv:3: rover '7' has a place already")
        try write("rover,latitude_deg,longitude_deg\n7,95,14\n", "truth.csv")
        #expect(
            complaint() == "\(folder)/truth.csv:2: the latitude '95' is no number from -90 to 90")
        try write("rover,latitude_deg,longitude_deg\n8,50,14\n", "truth.csv")
        #expect(complaint().hasPrefix("\(folder)/truth.csv: has no rover '7', which"))
        try write(truth, "truth.csv")
        try write(header + lines() + "1,2\n", "flight-12-rover-7.csv")
        #expect(complaint().hasPrefix("\(folder)/flight-12-rover-7.csv:102: has 2 fields"))
        try write(header + lines(height: 9), "flight-12-rover-7.csv")
        #expect(complaint().hasSuffix("no sample lies above 10 m, which begins a flight"))
        try write(header, "flight-12-rover-7.csv")
        #expect(complaint().hasSuffix("the recording holds no sample"))
        try write(header + lines(), "flight-12-rover-7.csv")
        try write(header + lines(), "flight-odd.csv")
        #expect(complaint().hasSuffix("the name is not flight-<team>-rover-<number>.csv"))
        remove()
        #expect(complaint() == "\(folder): is no folder that can be read")
    }

    @Test func `antenna heights may be missing and columns may come in any order`() throws {
        defer { remove() }
        let truth = try AfarTruth(
            text: "note,longitude_deg,rover,latitude_deg\n\n,14.5,north,50.25\n")
        #expect(
            truth.rovers == [
                "north": .init(
                    latitudeDegrees: 50.25, longitudeDegrees: 14.5, antennaHeightMetres: 1.5)
            ])
    }
}
