import Geometry
import Model

@testable import Engine

/// A small region, and frames and batches in it.
enum Fixture {
    static let origin = GeodeticPosition(
        latitudeDegrees: 50.08, longitudeDegrees: 14.42, altitudeMetres: 240)
    static let frame = LocalFrame(origin: origin)
    /// An instant on a boundary of half-second ticks.
    static let start = UnixTime(nanoseconds: 1_700_000_000_000_000_000)
    static let band: BandID = "b0"

    static func grid(nx: Int = 32, ny: Int = 24, levels: [Double] = [60]) -> Grid {
        Grid(
            origin: origin, cellEastMetres: 8, cellNorthMetres: 8, nx: nx, ny: ny,
            zLevelsMetres: levels)
    }

    static func region(
        grid: Grid = grid(), bandCount: Int = 1, geoidHeightMetres: Double = 45
    ) -> Region {
        Region(
            id: "lab", grid: grid, floorMetres: -50, ceilingMetres: 300, marginMetres: 100,
            geoidHeightMetres: geoidHeightMetres,
            bands: (0..<bandCount).map {
                Band(
                    id: BandID(unchecked: "b\($0)"), centerFrequencyHz: 2.4e9 + 1e6 * Double($0),
                    bandwidthHz: 1e6)
            })
    }

    static func configuration(
        clock: RegionClock = .event, region: Region = region()
    ) -> EngineConfiguration {
        var configuration = EngineConfiguration(region: region)
        configuration.clock = clock
        return configuration
    }

    static func time(_ seconds: Double) -> UnixTime { start.advanced(bySeconds: seconds) }

    static func place(_ east: Double, _ north: Double, _ up: Double = 60) -> GeodeticPosition {
        frame.geodetic(
            of: LocalPosition(eastMetres: east, northMetres: north, upMetres: up))
    }

    /// A frame of points at places in the local frame, all at the frame's time.
    static func rss(
        sensor: SensorID = "uav-1", boot: UInt64 = 7, sequence: UInt64 = 1,
        at seconds: Double = 0, places: [GeodeticPosition] = [place(100, 100)],
        bands: [String] = ["b0"], dbm: Float = -80
    ) -> RssFrame {
        RssFrame(
            sensor: sensor, bootID: boot, sequence: sequence, time: time(seconds),
            latitudesDegrees: places.map(\.latitudeDegrees),
            longitudesDegrees: places.map(\.longitudeDegrees),
            altitudesMetres: places.map { Float($0.altitudeMetres) }, bandNames: bands,
            rssDbm: Array(repeating: dbm, count: places.count * bands.count))
    }

    static func coset() -> CosetFrame {
        CosetFrame(
            sensor: "uav-1", bootID: 7, sequence: 1, time: start, position: place(100, 100),
            centerFrequencyHz: 2.4e9, nyquistRateHz: 1e8, downsamplingFactor: 16,
            cosetOffsets: [0, 3, 11], samplesPerCoset: 8, blockCount: 2,
            iq: Array(repeating: 1, count: 3 * 8 * 2 * 4), iqScale: 1e-6)
    }

    /// One band's samples of one sensor: (seconds, cell, dBm) each.
    static func batch(
        sensor: SensorID = "uav-1", boot: UInt64 = 7, sequence: UInt64 = 1,
        _ points: [(seconds: Double, cell: Int, dbm: Double)], detections: [Bool] = [],
        band: Int = 0
    ) -> SampleBatch {
        SampleBatch(
            sensor: sensor, bootID: boot, sequence: sequence,
            times: points.map { time($0.seconds) }, cells: points.map { Int32($0.cell) },
            localMetres: points.flatMap { point -> [Float] in
                guard point.cell >= 0, point.cell < grid().cellCount else { return [0, 0, 60] }
                let place = grid().centre(of: grid().cell(at: point.cell))
                return [Float(place.eastMetres), Float(place.northMetres), Float(place.upMetres)]
            },
            bandIndices: [band], rssDbm: points.map { Float($0.dbm) }, detections: detections,
            noiseFloorsDbm: [], lastPosition: origin)
    }
}
