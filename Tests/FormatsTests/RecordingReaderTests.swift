import Formats
import Foundation
import Model
import Testing

/// Reading files: in pieces, quickly, and the real recordings where they are at hand.
struct RecordingReaderTests {
    /// The folder of recordings, named by the environment; tests over it are skipped aloud.
    static let dataFolder = ProcessInfo.processInfo.environment["ETHERMAP_DATA"]

    @Test func `the afar columns become samples above take-off`() throws {
        let recording = try AfarRecording.read(
            text: """
                time_unix_s,latitude_deg,longitude_deg,height_m,power_db,quality,speed_m_s,yaw_deg
                1702479986.220,35.72737120,-78.69621380,-0.00,-49.99,38.3,0.02,0.2
                """)
        #expect(
            recording.samples == [
                RecordedSample(
                    time: UnixTime(nanoseconds: 1_702_479_986_220_000_000),
                    latitudeDegrees: 35.7273712, longitudeDegrees: -78.6962138, altitudeMetres: 0,
                    rssDbm: -49.99, quality: 38.3)
            ])
        #expect(recording.altitudeDatum == .aboveTakeoff)
        #expect(recording.ignoredColumns == ["speed_m_s", "yaw_deg"])
    }

    @Test func `a file longer than the buffer is read whole, in order and quickly`() throws {
        var text = "time_unix_s,latitude_deg,longitude_deg,altitude_m,rss_dbm,band,quality\n"
        let count = 20_000
        for index in 0..<count {
            text +=
                "17024799\(10 + index % 80).\(index % 1000 + 1000),35.7273\(index),"
                + "-78.6962\(index),100.\(index),-\(index % 100).25,lte-35,\(index % 50)\n"
        }
        let path = NSTemporaryDirectory() + "ethermap-recording-\(UUID().uuidString).csv"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        var recording: Recording?
        let time = try ContinuousClock().measure {
            recording = try RssRecording.read(path: path)
        }
        let fromText = try RssRecording.read(text: text)
        #expect(recording == fromText)
        #expect(recording?.samples.count == count)
        #expect(recording?.samples.last?.rssDbm == -99.25)
        print("formats: \(count) lines in \(time)")
        // Measured at about 15 ms; the rest is for a busy machine.
        #expect(time < .milliseconds(100))
    }

    @Test(.enabled(if: dataFolder != nil, "ETHERMAP_DATA names no folder of recordings"))
    func `the recorded flights are read whole`() throws {
        let folder = try #require(Self.dataFolder)
        for flight in ["288-rover-1", "288-rover-2", "288-rover-3", "300-rover-1"] {
            let path = "\(folder)/afar-find-a-rover/flight-\(flight).csv"
            let recording = try AfarRecording.read(path: path)
            #expect(recording.samples.count > 19_000)
            #expect(recording.samples.allSatisfy { abs($0.latitudeDegrees - 35.73) < 0.02 })
            #expect(recording.samples.allSatisfy { $0.quality != nil })
        }
        for altitude in [30, 70, 110] {
            let path = "\(folder)/aerpaw-lte-altitudes/altitude-\(altitude)m.csv"
            let recording = try RssRecording.read(path: path)
            #expect(recording.samples.count > 18_000)
            #expect(recording.altitudeDatum == .aboveTakeoff)
            #expect(recording.samples.allSatisfy { (-160..<0).contains($0.rssDbm) })
        }
    }
}
