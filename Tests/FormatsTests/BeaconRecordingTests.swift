import Formats
import Foundation
import Model
import Testing

/// Fixed receivers and a beacon that is carried about (`ble-mbd`).
struct BeaconRecordingTests {
    static let sensors = """
        Dongles:{"b827eb4521b4": [[7.00, 7.09, 1.22], 16711680, "sensor10"], "000000000101": \
        [[7.18, 0.68, 2.30], 16711730, "sensor11"]}
        Beacons:{"e78f135624ce": [[], 1328790, "beacon1"] }
        """

    private static func receivers() throws -> BeaconReceivers {
        try BeaconReceivers(text: sensors, limits: #"{"limits": [0, 0, 20.7, 17.6], "parity": 1}"#)
    }

    @Test func `the sensors' file gives places by address, and the limits the floor`() throws {
        let receivers = try Self.receivers()
        #expect(receivers.sites.map(\.sensor) == ["000000000101", "b827eb4521b4"])
        #expect(
            receivers.sites[1].position
                == LocalPosition(eastMetres: 7, northMetres: 7.09, upMetres: 1.22))
        #expect(receivers.floor.eastMetres == 20.7)
        #expect(receivers.floor.northMetres == 17.6)
    }

    @Test func `without limits the floor is the receivers' surroundings`() throws {
        for limits in [nil, "not JSON", #"{"limits": [3, 0, 1, 2]}"#] {
            let floor = try BeaconReceivers(text: Self.sensors, limits: limits).floor
            #expect(floor.westMetres == 4)
            #expect(abs(floor.southMetres + 2.32) < 1e-9)
            #expect(abs(floor.eastMetres - 10.18) < 1e-9)
        }
    }

    @Test(arguments: [
        ("", "names no receiver"), ("Beacons:{}", "names no receiver"),
        ("Dongles:{}", "names no receiver"), ("Dongles:{\"a\": 3}", "the receivers are not"),
        ("Dongles:{\"a\": [[1, 2], 0]}", "the receivers are not"),
        ("Dongles:{\"a\": [[1, 2, 1e99], 0]}", "the receivers are not"),
        ("Dongles:{\"A B\": [[1, 2, 3], 0]}", "the address 'A B'"),
    ])
    func `a sensors' file that is none is refused`(text: String, reason: String) throws {
        let error = #expect(throws: RecordingError.self) { try BeaconReceivers(text: text) }
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
    }

    @Test func `a line is a sample, with its truth where it says it`() throws {
        let recording = try BeaconRecording(
            text: """
                1581252284.779766,b827eb4521b4,e78f135624ce,-84,11.737,4.284,1.786,0,0,-1,1,0,0,0,-1,0
                1581252284.9,000000000101,e78f135624ce,-82,11.8,4.3,1.8

                1581252285,000000000101,e78f135624ce,-80.5
                """, receivers: Self.receivers())
        #expect(recording.emitter == "e78f135624ce")
        #expect(recording.samples.map(\.rssDbm) == [-84, -82, -80.5])
        #expect(recording.samples.map(\.sensor).first == "b827eb4521b4")
        #expect(recording.samples[0].time.nanoseconds == 1_581_252_284_779_766_000)
        #expect(
            recording.samples.map(\.truth) == [
                LocalPosition(eastMetres: 11.737, northMetres: 4.284, upMetres: 1.786),
                LocalPosition(eastMetres: 11.8, northMetres: 4.3, upMetres: 1.8), nil,
            ])
        #expect(recording.skippedLineCount == 0)
    }

    @Test(arguments: [
        ("1,b827eb4521b4,e,-84,1", "has 5 fields"), ("x,b827eb4521b4,e,-84", "the time 'x'"),
        ("-1,b827eb4521b4,e,-84", "the time '-1'"),
        ("1,b827eb4521b5,e,-84", "does not know the receiver 'b827eb4521b5'"),
        ("1,b827eb4521b4,,-84", "hears the emitter ''"), ("1,b827eb4521b4,e,nan", "the RSSI"),
        ("1,b827eb4521b4,e,127", "outside -127 to 20 dBm"),
        ("1,b827eb4521b4,e,-84,1,2,x", "the z 'x'"),
        ("1,b827eb4521b4,e,-84,1,1e9,2", "lies in no building"),
        ("1,b827eb4521b4,f,-84", "of another one"),
    ])
    func `a line that cannot be read is an error, or passed over and counted`(
        line: String, reason: String
    ) throws {
        let receivers = try Self.receivers()
        let text = "1,b827eb4521b4,e,-70\n\(line)\n2,b827eb4521b4,e,-71"
        let error = #expect(throws: RecordingError.self) {
            try BeaconRecording(text: text, receivers: receivers)
        }
        #expect(error?.line == 2)
        #expect(error?.description.contains(reason) == true, "\(error?.description ?? "")")
        let rest = try BeaconRecording(text: text, receivers: receivers, skipInvalid: true)
        #expect(rest.samples.map(\.rssDbm) == [-70, -71])
        #expect(rest.skippedLineCount == 1)
        #expect(rest.firstSkipped == error)
    }

    @Test func `the sensors' file is the only one beside the recording`() throws {
        let folder = NSTemporaryDirectory() + "ethermap-beacon-\(UUID().uuidString)"
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let recording = folder + "/track.mbd"
        #expect(throws: RecordingError.self) { try BeaconReceivers.path(beside: recording) }
        try Self.sensors.write(toFile: folder + "/a.dev", atomically: true, encoding: .utf8)
        #expect(try BeaconReceivers.path(beside: recording) == folder + "/a.dev")
        try #"{"limits": [0, 0, 30, 40]}"#.write(
            toFile: folder + "/a.par", atomically: true, encoding: .utf8)
        #expect(try BeaconReceivers(path: folder + "/a.dev").floor.northMetres == 40)
        try Self.sensors.write(toFile: folder + "/b.dev", atomically: true, encoding: .utf8)
        #expect(throws: RecordingError.self) { try BeaconReceivers.path(beside: recording) }
    }

    @Test(
        .enabled(
            if: RecordingReaderTests.dataFolder != nil,
            "ETHERMAP_DATA names no folder of recordings"))
    func `the recorded tracks are read whole`() throws {
        let folder = try #require(RecordingReaderTests.dataFolder) + "/ble-emitter-tracks"
        let counts = [
            "rectangular_without_rotation": 1_949, "straight_01": 1_365, "straight_02": 1_240,
        ]
        for (name, count) in counts {
            let path = "\(folder)/trk_\(name)_all_sensors.mbd"
            let receivers = try BeaconReceivers(path: BeaconReceivers.path(beside: path))
            #expect(receivers.sites.count == 12)
            #expect(abs(receivers.floor.eastMetres - 20.66) < 0.01)
            let recording = try BeaconRecording(path: path, receivers: receivers)
            #expect(recording.samples.count == count)
            #expect(recording.samples.allSatisfy { $0.truth != nil })
        }
    }
}
