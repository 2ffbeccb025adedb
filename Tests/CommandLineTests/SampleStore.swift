import Foundation
import Model
import Store

/// A store with one map of two revisions, two alerts and two interferers, as an engine leaves it.
struct SampleStore {
    static let band: BandID = "b2440"
    static let key = MapKey(product: .rss, band: band)
    static let start: UInt64 = 1_700_000_000
    static let grid = Grid(
        origin: GeodeticPosition(latitudeDegrees: 50, longitudeDegrees: 14, altitudeMetres: 200),
        cellEastMetres: 10, cellNorthMetres: 10, nx: 8, ny: 6, zLevelsMetres: [30, 60])

    let folder = Folder()

    /// A time some seconds into the sample.
    static func time(_ seconds: Double) -> UnixTime {
        UnixTime(nanoseconds: start * 1_000_000_000).advanced(bySeconds: seconds)
    }

    static func interferer(_ id: InterfererID, _ phase: InterfererPhase) -> InterfererState {
        InterfererState(
            id: id, phase: phase, band: band,
            position: GeodeticPosition(
                latitudeDegrees: 50.000_2, longitudeDegrees: 14.000_3, altitudeMetres: 230),
            covarianceSquareMetres: [9, 0, 0, 0, 9, 0, 0, 0, 25], ce90Metres: 6.4,
            eirpDbm: .nan, confidence: 0.75, firstSeen: time(1), lastSeen: time(2),
            sensorCount: 3, sampleCount: 120, peakAboveBackgroundDb: 18, mapRevision: 2)
    }

    static let alerts = [
        Alert(
            id: "city/int-0001/1-detected", kind: .interfererDetected, region: "city",
            time: time(1.25), interferer: interferer("int-0001", .active),
            message: "interferer int-0001 detected"),
        Alert(
            id: "city/uav-1/7/lost-1", kind: .sensorLost, region: "city", time: time(2),
            sensor: "uav-1", message: "sensor uav-1 is silent"),
    ]

    static func change(_ revision: UInt64, value: Float) -> MapChange {
        var change = MapChange(
            key: key, revision: revision, validTime: time(Double(revision)), method: "kriging")
        for cell in UInt32(0)..<24 {
            change.append(
                index: cell, value: value - Float(cell), standardDeviationDb: 2.5,
                evidenceTime: time(Double(revision) - 0.5))
        }
        return change
    }

    init() throws {
        let region = Region(
            id: "city", grid: Self.grid,
            bands: [Band(id: Self.band, centerFrequencyHz: 2.44e9, bandwidthHz: 20e6)])
        let store = try Store(
            opening: folder.file("ethermap.sqlite"), region: region, newEngineID: "engine-1",
            configuration: StoreConfiguration(), warn: { _ in })
        _ = try store.beginEpoch(above: 0)
        try store.commit(
            RoundRecord(
                number: 1, tick: Self.time(1), journalThrough: 0, decision: [1],
                changes: [Self.change(1, value: -80.126)], alerts: [Self.alerts[0]],
                interferers: [Self.interferer("int-0001", .active)], sensors: []))
        try store.commit(
            RoundRecord(
                number: 2, tick: Self.time(2), journalThrough: 0, decision: [2],
                changes: [Self.change(2, value: -70)], alerts: [Self.alerts[1]],
                interferers: [Self.interferer("int-0002", .cleared)], sensors: []))
    }
}
