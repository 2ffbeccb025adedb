import Formats
import Foundation
import Geometry
import Interference
import Model

/// The recorded flights of a folder: `flight-<team>-rover-<n>.csv` (`afar-csv`) beside `truth.csv`.
public struct RecordedFlights: Sendable {
    /// How far outside the region emitters are sought, metres.
    public static let marginMetres = 100.0
    /// Sides of an area beyond which it is not one place, metres.
    static let sideMetresMax = 20_000.0

    /// The flights, by name.
    public let flights: [LocalisationFlight]
    /// Lines that could not be read and were passed over.
    public let skippedLineCount: Int

    /// Reads a folder.
    ///
    /// The region that is watched is configured before a flight, and so it is here: the box about all
    /// recordings of the folder that overlap the flight's, the same for every instant, unless
    /// `region` says otherwise. Emitters are sought in it and up to the margin outside.
    ///
    /// - Parameters:
    ///   - folder: The folder.
    ///   - region: West, south, east and north in degrees; `nil` for the recordings' extent.
    ///   - marginMetres: How far outside the region emitters are sought.
    ///   - skipInvalid: Whether lines that cannot be read are passed over.
    /// - Throws: `RecordingError`, naming file and line.
    public init(
        folder: String, region: GeodeticBox? = nil, marginMetres: Double = Self.marginMetres,
        skipInvalid: Bool = false
    ) throws(RecordingError) {
        let files = try Self.flightFiles(in: folder)
        let truth = try AfarTruth(path: folder + "/truth.csv")
        var recordings: [(name: RecordedFlightName, recording: Recording, box: GeodeticBox)] = []
        for name in try Self.names(of: files, in: folder, truth: truth) {
            let path = folder + "/" + name.file
            let recording = try AfarRecording.read(path: path, skipInvalid: skipInvalid)
            guard let extent = RecordingExtent(of: recording.samples) else {
                throw RecordingError(path: path, what: "the recording holds no sample")
            }
            recordings.append((name, recording, GeodeticBox(extent)))
        }
        var flights: [LocalisationFlight] = []
        for (name, recording, own) in recordings {
            guard let rover = truth.rovers[name.rover] else { continue }
            let path = folder + "/" + name.file
            // Boxes that overlap the flight's own; one round, not a chain across a country.
            let box =
                region
                ?? recordings.map(\.box).filter { $0.overlaps(own) }.reduce(own) { $0.union($1) }
            flights.append(
                try Self.flight(
                    name: name.flight, path: path, recording: recording, rover: rover, box: box,
                    marginMetres: marginMetres))
        }
        self.flights = flights
        skippedLineCount = recordings.reduce(0) { $0 + $1.recording.skippedLineCount }
    }

    private static func flight(
        name: String, path: String, recording: Recording, rover: AfarTruth.Rover,
        box: GeodeticBox, marginMetres: Double
    ) throws(RecordingError) -> LocalisationFlight {
        // Heights are above take-off, so that the local frame's up is height above take-off too.
        let frame = LocalFrame(
            origin: GeodeticPosition(
                latitudeDegrees: (box.southDegrees + box.northDegrees) / 2,
                longitudeDegrees: (box.westDegrees + box.eastDegrees) / 2, altitudeMetres: 0))
        func place(_ latitude: Double, _ longitude: Double, _ up: Double) -> LocalPosition {
            var place = frame.local(
                of: GeodeticPosition(
                    latitudeDegrees: latitude, longitudeDegrees: longitude, altitudeMetres: 0))
            place.upMetres = up
            return place
        }
        let southWest = place(box.southDegrees, box.westDegrees, 0)
        let northEast = place(box.northDegrees, box.eastDegrees, 0)
        let setting = LocalisationSetting(
            westMetres: southWest.eastMetres, southMetres: southWest.northMetres,
            eastMetres: max(northEast.eastMetres, southWest.eastMetres + 1),
            northMetres: max(northEast.northMetres, southWest.northMetres + 1),
            marginMetres: marginMetres)
        guard setting.eastMetres - setting.westMetres < sideMetresMax,
            setting.northMetres - setting.southMetres < sideMetresMax
        else {
            throw RecordingError(
                path: path, what: "the area to search is wider than 20 km; name a smaller --region")
        }
        let samples = recording.samples.map { sample in
            PlacedSample(
                position: place(
                    sample.latitudeDegrees, sample.longitudeDegrees, sample.altitudeMetres),
                sensorIndex: 0, time: sample.time, powerDbm: Double(sample.rssDbm))
        }
        let truth = place(
            rover.latitudeDegrees, rover.longitudeDegrees, rover.antennaHeightMetres)
        guard
            let flight = LocalisationFlight(
                name: name, kind: "recorded", setting: setting, samples: samples, truth: truth)
        else {
            throw RecordingError(
                path: path, what: "no sample lies above 10 m, which begins a flight")
        }
        return flight
    }

    /// The files' names taken apart, before any is read; each must have its emitter.
    private static func names(
        of files: [String], in folder: String, truth: AfarTruth
    ) throws(RecordingError) -> [RecordedFlightName] {
        var names: [RecordedFlightName] = []
        for file in files {
            let path = folder + "/" + file
            guard let name = RecordedFlightName(file: file) else {
                throw RecordingError(
                    path: path, what: "the name is not flight-<team>-rover-<number>.csv")
            }
            guard truth.rovers[name.rover] != nil else {
                throw RecordingError(
                    path: truth.path, what: "has no rover '\(name.rover)', which \(path) is about")
            }
            names.append(name)
        }
        return names
    }

    /// The folder's `flight-*.csv`, by name.
    private static func flightFiles(in folder: String) throws(RecordingError) -> [String] {
        let entries: [String]
        do {
            entries = try FileManager.default.contentsOfDirectory(atPath: folder)
        } catch {
            throw RecordingError(path: folder, what: "is no folder that can be read")
        }
        let flights = entries.filter { $0.hasPrefix("flight-") && $0.hasSuffix(".csv") }.sorted()
        guard !flights.isEmpty else {
            throw RecordingError(
                path: folder, what: "holds no flight-<team>-rover-<number>.csv")
        }
        return flights
    }
}
