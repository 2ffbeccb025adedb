import Formats
import Model
import Testing

/// Our own `rss-csv`: what it reads, and with which words it refuses.
struct RssRecordingTests {
    let header = "time_unix_s,latitude_deg,longitude_deg,altitude_m,rss_dbm"

    func failure(_ text: String) -> String {
        do {
            _ = try RssRecording.read(text: text, name: "flight.csv")
            return "none"
        } catch {
            return error.description
        }
    }

    @Test func `the documented columns become samples`() throws {
        let recording = try RssRecording.read(
            text: """
                \(header),band,sensor
                1702479986.220,35.7273712,-78.6962138,100.5,-49.99,lte-35,uav-1
                1702479986.253000001,35.5,-78,1e2,-5.1e1,,

                """)
        #expect(
            recording.samples == [
                RecordedSample(
                    time: UnixTime(nanoseconds: 1_702_479_986_220_000_000),
                    latitudeDegrees: 35.7273712, longitudeDegrees: -78.6962138,
                    altitudeMetres: 100.5, rssDbm: -49.99, band: "lte-35", sensor: "uav-1"),
                RecordedSample(
                    time: UnixTime(nanoseconds: 1_702_479_986_253_000_001), latitudeDegrees: 35.5,
                    longitudeDegrees: -78, altitudeMetres: 100, rssDbm: -51),
            ])
        #expect(recording.altitudeDatum == .ellipsoid)
        #expect(recording.ignoredColumns.isEmpty)
    }

    @Test func `columns may come in any order, with synonyms, and strange ones are named`() throws {
        let recording = try RssRecording.read(
            text: "rsrp_dbm,speed,height_m, longitude_deg ,latitude_deg,time_unix_s\r\n"
                + "-76.68,9,0.03,-78.7,35.7,1648922740.44\r\n\r\n")
        #expect(recording.samples.count == 1)
        #expect(recording.samples.first?.rssDbm == -76.68)
        #expect(recording.samples.first?.longitudeDegrees == -78.7)
        #expect(recording.altitudeDatum == .aboveTakeoff)
        #expect(recording.ignoredColumns == ["speed"])
    }

    @Test func `a header alone is an empty recording and a byte-order mark is passed over`() throws
    {
        #expect(try RssRecording.read(text: "\u{FEFF}" + header).samples.isEmpty)
    }

    @Test(arguments: [
        ("", "flight.csv: the file is empty"),
        (
            "time_unix_s,latitude_deg,longitude_deg,rss_dbm",
            "flight.csv:1: the header has no column 'altitude_m' or 'height_m', "
                + "which rss-csv needs"
        ),
        (
            "time_unix_s,latitude_deg,longitude_deg,altitude_m,rss_dbm,power_db",
            "flight.csv:1: columns 'rss_dbm' and 'power_db' mean the same"
        ),
    ])
    func `an unusable header is refused by line 1`(text: String, expected: String) {
        #expect(failure(text) == expected)
    }

    @Test(arguments: [
        ("1,2,3,4", "has 4 fields where the header has 5"),
        ("1,2,3,4,5,6", "has 6 fields where the header has 5"),
        ("x,2,3,4,5", "the time 'x' is no number of seconds since 1970"),
        ("-1,2,3,4,5", "the time '-1' is no number of seconds since 1970"),
        ("1e40,2,3,4,5", "the time '1e40' is no number of seconds since 1970"),
        ("1,nan,3,4,5", "the latitude 'nan' is no number"),
        ("1,91,3,4,5", "the latitude 91.0 lies outside -90 to 90 degrees"),
        ("1,2,-180.5,4,5", "the longitude -180.5 lies outside -180 to 180 degrees"),
        ("1,2,3,0x10,5", "the altitude '0x10' is no number"),
        ("1,2,3,4,", "the power '' is no number"),
        ("1,2,3,4,inf", "the power 'inf' is no number"),
        ("1,2,3,4,1e60", "the power is too large"),
        ("1,2,3,4,5 dBm", "the power '5 dBm' is no number"),
        ("1,2,3,\"4\",5", "the altitude '\"4\"' is no number"),
    ])
    func `a bad line is refused with its number and its fault`(line: String, expected: String) {
        let text = "\(header)\n1,2,3,4,5\n\(line)\n"
        #expect(failure(text) == "flight.csv:3: \(expected)")
    }

    @Test func `a band that cannot be a topic segment is refused`() {
        #expect(
            failure("\(header),band\n1,2,3,4,5,Band 3\n")
                == "flight.csv:2: the band 'Band 3' is not 1 to 32 characters of a-z, 0-9, -")
    }

    @Test func `invalid lines are counted where they may be skipped`() throws {
        let recording = try RssRecording.read(
            text: "\(header)\n1,2,3,4,5\n1,2,3\n2,2,3,4,x\n3,2,3,4,6\n", name: "f",
            skipInvalid: true)
        #expect(recording.samples.map(\.rssDbm) == [5, 6])
        #expect(recording.skippedLineCount == 2)
        #expect(recording.firstSkipped?.description == "f:3: has 3 fields where the header has 5")
    }

    @Test func `a line without end is refused and not kept`() {
        let long = String(repeating: "1", count: 200_000)
        #expect(
            failure("\(header)\n1,2,3,4,\(long)\n")
                == "flight.csv:2: the line is longer than 65536 bytes")
    }

    @Test func `a missing file is an error that names it`() {
        #expect(throws: RecordingError.self) {
            try RssRecording.read(path: "/nonexistent/flight.csv")
        }
    }

    @Test func `whatever bytes stand in a file, they are read or refused`() {
        let valid = Array(
            "\(header),band,quality\n1702479986.22,35.7,-78.6,100.5,-49.99,lte-35,3\r\n".utf8)
        var state: UInt64 = 42
        func draw(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<5_000 {
            var bytes = valid
            for _ in 0...draw(6) {
                let position = draw(bytes.count)
                switch draw(3) {
                case 0: bytes[position] = UInt8(draw(256))
                case 1: bytes.remove(at: position)
                default: bytes.insert(contentsOf: valid[draw(valid.count)...], at: position)
                }
            }
            let text = String(decoding: bytes, as: UTF8.self)
            if let recording = try? RssRecording.read(text: text, skipInvalid: true) {
                for sample in recording.samples {
                    #expect(sample.rssDbm.isFinite && sample.altitudeMetres.isFinite)
                    #expect(abs(sample.latitudeDegrees) <= 90)
                }
            }
        }
    }
}
