import Formats
import Model
import Testing

/// The box around a recording.
struct RecordingExtentTests {
    @Test func `the extent holds every sample and touches the outermost`() throws {
        let recording = try RssRecording.read(
            text: """
                time_unix_s,latitude_deg,longitude_deg,altitude_m,rss_dbm
                20,35.5,-78.2,10,-50
                10,35.1,-78.9,90,-60
                30,35.3,-78.4,-2,-55
                """)
        let extent = try #require(RecordingExtent(of: recording.samples))
        #expect(extent.southDegrees == 35.1 && extent.northDegrees == 35.5)
        #expect(extent.westDegrees == -78.9 && extent.eastDegrees == -78.2)
        #expect(extent.lowestMetres == -2 && extent.highestMetres == 90)
        #expect(extent.earliest == UnixTime(seconds: 10))
        #expect(extent.latest == UnixTime(seconds: 30))
    }

    @Test func `no samples have no extent`() {
        #expect(RecordingExtent(of: []) == nil)
    }
}
