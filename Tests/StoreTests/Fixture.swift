import Foundation
import GRDB
import Model

@testable import Store

/// A folder that is removed with the fixture, a region, and records to put into a store.
final class Fixture: Sendable {
    static let band: BandID = "b2437"
    static let key = MapKey(product: .rss, band: band)

    let folder: String
    var path: String { folder + "/ethermap.db" }

    init() throws {
        // In memory where there is such a folder: hundreds of small files need no disk.
        let memory = "/dev/shm"
        let parent =
            FileManager.default.isWritableFile(atPath: memory)
            ? memory : FileManager.default.temporaryDirectory.path
        folder = parent + "/ethermap-store-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    static func grid(nx: Int = 8) -> Grid {
        Grid(
            origin: GeodeticPosition(
                latitudeDegrees: 50, longitudeDegrees: 14, altitudeMetres: 200),
            cellEastMetres: 10, cellNorthMetres: 10, nx: nx, ny: 6, zLevelsMetres: [30, 60])
    }

    static func region(_ id: RegionID = "prague", nx: Int = 8) -> Region {
        Region(
            id: id, grid: grid(nx: nx),
            bands: [Band(id: band, centerFrequencyHz: 2.437e9, bandwidthHz: 20e6)])
    }

    func open(
        _ configuration: StoreConfiguration = StoreConfiguration(), region: Region = region(),
        warn: @escaping @Sendable (String) -> Void = { _ in }
    ) throws -> Store {
        try Store(
            opening: path, region: region, newEngineID: "engine-1", configuration: configuration,
            warn: warn)
    }

    /// Another connection, to look and to meddle.
    func raw() throws -> DatabaseQueue {
        var configuration = Configuration()
        configuration.foreignKeysEnabled = false
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    static func time(_ seconds: Double) -> UnixTime {
        UnixTime(seconds: 1_700_000_000 + seconds)
    }

    static func entry(
        _ sequence: UInt64?, sensor: SensorID = "uav-1", boot: UInt64 = 7, at seconds: Double = 0,
        payload: [UInt8] = [1, 2, 3], kind: JournalKind = .rss
    ) -> JournalEntry {
        JournalEntry(
            kind: kind, sensor: sensor, bootID: boot, sequence: sequence,
            received: time(seconds), payload: payload)
    }

    static func rejected(
        _ reason: RejectionReason = .malformed, bytes: Int = 10, at seconds: Double = 0
    ) -> QuarantineEntry {
        QuarantineEntry(
            topic: "spectrum/v1/in/prague/uav-1/rss", sensor: "uav-1", bootID: 7, sequence: 3,
            reason: reason, detail: "it is wrong", received: time(seconds),
            payload: Array(repeating: 0xA5, count: bytes))
    }

    static func interferer(
        _ id: InterfererID = "int-1", phase: InterfererPhase = .active, east: Double = 0,
        eirpDbm: Double = 20
    ) -> InterfererState {
        InterfererState(
            id: id, phase: phase, band: band,
            position: GeodeticPosition(
                latitudeDegrees: 50.01, longitudeDegrees: 14.02 + east, altitudeMetres: 210),
            covarianceSquareMetres: [9, 0, 0, 0, 9, 0, 0, 0, 25], ce90Metres: 6.4,
            eirpDbm: eirpDbm, confidence: 0.9, firstSeen: time(1), lastSeen: time(2),
            sensorCount: 3, sampleCount: 120, peakAboveBackgroundDb: 18, mapRevision: 4)
    }

    static func alert(_ id: String, at seconds: Double = 0, eirpDbm: Double = 20) -> Alert {
        Alert(
            id: id, kind: .interfererDetected, region: "prague", time: time(seconds),
            interferer: interferer(eirpDbm: eirpDbm), message: "a new interferer")
    }

    /// A change of some cells with values that tell revision and cell.
    static func change(
        _ revision: UInt64, cells: [UInt32], key: MapKey = key, at seconds: Double? = nil
    ) -> MapChange {
        var change = MapChange(
            key: key, revision: revision, validTime: time(seconds ?? Double(revision)),
            method: "kriging")
        for cell in cells {
            change.append(
                index: cell, value: -100 + Float(cell) / 10 + Float(revision) / 1_000,
                standardDeviationDb: 2 + Float(revision) / 100,
                evidenceTime: time(Double(revision) - 0.5))
        }
        return change
    }

    static func round(
        _ number: UInt64, journalThrough: Int64 = 0, changes: [MapChange] = [],
        alerts: [Alert] = [], interferers: [InterfererState] = [], sensors: [SensorSummary] = []
    ) -> RoundRecord {
        RoundRecord(
            number: number, tick: time(Double(number)), journalThrough: journalThrough,
            decision: [UInt8(truncatingIfNeeded: number), 1], changes: changes, alerts: alerts,
            interferers: interferers, sensors: sensors)
    }

    static func snapshot(
        _ round: UInt64, journalThrough: Int64, hash: String = "abc", bytes: Int = 20_000
    ) -> SnapshotRecord {
        SnapshotRecord(
            round: round, tick: time(Double(round)), journalThrough: journalThrough,
            configurationHash: hash,
            state: (0..<bytes).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ Int(round)) })
    }
}

/// A map compared by bits, so that NaN equals NaN.
struct MapBits: Hashable {
    var revision: UInt64
    var validTime: UnixTime
    var method: String
    var values: [UInt32]
    var deviations: [UInt32]
    var times: [UnixTime]

    init(_ map: RadioMap) {
        revision = map.revision
        validTime = map.validTime
        method = map.method
        values = map.values.map(\.bitPattern)
        deviations = map.standardDeviationsDb.map(\.bitPattern)
        times = map.evidenceTimes
    }

    init?(_ map: RadioMap?) {
        guard let map else { return nil }
        self.init(map)
    }
}
