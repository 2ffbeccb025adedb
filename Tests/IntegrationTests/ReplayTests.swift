import Formats
import Foundation
import Model
import Service
import Store
import Testing

extension IntegrationTests {
    /// A flight of the AERPAW "find a rover" contest, as it was recorded.
    @Suite struct ReplayTests {
        /// The recording; `nil` without the folder of data.
        static let path: String? = {
            let folder = ProcessInfo.processInfo.environment["ETHERMAP_DATA"]
            let path = folder.map { $0 + "/afar-find-a-rover/flight-288-rover-1.csv" }
            return path.flatMap { FileManager.default.isReadableFile(atPath: $0) ? $0 : nil }
        }()

        @Test(
            .enabled(
                if: path != nil,
                "NOT TESTED: ETHERMAP_DATA names no folder with afar-find-a-rover/"))
        func `a recorded flight becomes tiles, a history and an alert`() throws {
            let path = try #require(Self.path)
            let folder = try Folder()
            let recording = try Recording(
                reading: RecordingReader(path: path, layout: .afar, skipInvalid: false))
            let plan = try ReplayPlan(
                of: [recording], region: "replay", centerFrequencyHz: 3.3e9, bootID: 1)
            let replay = ReplayService(plan: plan, pace: .maximum, logger: .quiet)
            let report = try replay.run(
                stateDirectory: folder.file("state"), configuration: nil, progress: { _ in })
            #expect(report.points == recording.samples.count)
            #expect(report.frames == plan.tracks.reduce(0) { $0 + UInt64($1.frames.count) })
            #expect(report.rejectedTotal == 0)
            #expect(report.lost == 0)
            #expect((report.tiles ?? 0) > 0)
            #expect(report.alerts.contains { $0.kind == .interfererDetected })

            let reader = try StoreReader(
                StoreSettings.path(inStateDirectory: folder.file("state")))
            #expect(try reader.check().findings == [])
            let key = try #require(try reader.maps().first?.key)
            let revisions = try reader.revisions(key)
            #expect(UInt64(revisions.count) == report.mapRevisions)
            // The history goes back: the map of half-way is another one than the last.
            let middle = try #require(
                try reader.map(key, at: revisions[revisions.count / 2].validTime))
            let last = try #require(try reader.map(key))
            #expect(middle.revision < last.revision)
            #expect(
                middle.values.count { $0.isFinite } <= last.values.count { $0.isFinite })
        }
    }
}
