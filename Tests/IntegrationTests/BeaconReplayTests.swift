import Formats
import Foundation
import Model
import Service
import Testing

extension IntegrationTests {
    /// A beacon that was carried through a building, as twelve fixed receivers heard it.
    @Suite struct BeaconReplayTests {
        /// A recording; `nil` without the folder of data.
        static let path: String? = {
            let folder = ProcessInfo.processInfo.environment["ETHERMAP_DATA"]
            let path = folder.map { $0 + "/ble-emitter-tracks/trk_straight_02_all_sensors.mbd" }
            return path.flatMap { FileManager.default.isReadableFile(atPath: $0) ? $0 : nil }
        }()

        @Test(
            .enabled(
                if: path != nil,
                "NOT TESTED: ETHERMAP_DATA names no folder with ble-emitter-tracks/"))
        func `a carried beacon is followed, and no frame comes late`() throws {
            let path = try #require(Self.path)
            let folder = try Folder()
            let receivers = try BeaconReceivers(path: BeaconReceivers.path(beside: path))
            let recording = try BeaconRecording(path: path, receivers: receivers)
            let plan = try ReplayPlan(
                of: [recording], receivers: receivers,
                origin: GeodeticPosition(
                    latitudeDegrees: 0, longitudeDegrees: 0, altitudeMetres: 0),
                region: "replay", centerFrequencyHz: 2.44e9, bootID: 1)
            let replay = ReplayService(plan: plan, pace: .maximum, logger: .quiet)
            let report = try replay.run(
                stateDirectory: folder.file("state"), configuration: nil, progress: { _ in })
            #expect(report.points == recording.samples.count)
            #expect(report.rejectedTotal == 0)
            #expect(report.lost == 0)
            // Sensors that do not keep step look lost.
            #expect(!report.alerts.contains { $0.kind == .sensorLost })
            #expect(report.alerts.contains { $0.kind == .interfererDetected })
            let accuracy = try #require(report.accuracy)
            #expect(accuracy.instants > 100)
            #expect(accuracy.followed > accuracy.instants * 3 / 4)
            // Measured: 2.4 m. The strongest receiver is 3.6 m off, the floor's middle 6.7 m.
            #expect(try #require(accuracy.errorMedianMetres) < 3.5)
            #expect(try #require(accuracy.coverage) > 0.8)
            #expect(try #require(accuracy.ce90MedianMetres) < 7)
            let errors = try #require(report.alertErrorsMetres)
            #expect(errors.count == report.alerts.count { $0.interferer != nil })
        }
    }
}
