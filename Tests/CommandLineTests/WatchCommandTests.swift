import Foundation
import MQTT
import Model
import Testing
import Wire

/// `watch` against a private broker on which somebody publishes as an engine does.
@Suite(.needsProgram, .serialized)
struct WatchCommandTests {
    @Test func `alerts and revisions come as objects, and Ctrl-C ends it with 130`() throws {
        let broker = try PrivateBroker()
        defer { broker.stop() }
        let engine = try MQTTSession(
            options: MQTTConnectionOptions(port: broker.port, clientID: "engine-city-out"))
        engine.start()
        defer { engine.stop() }
        try engine.waitUntilReady(timeoutSeconds: 10)
        try publishMap(by: engine)

        let folder = Folder()
        defer { folder.remove() }
        let process = try Program.prepare(
            ["watch", "--port", "\(broker.port)", "--region", "city", "--json"])
        let path = folder.file("lines")
        _ = FileManager.default.createFile(atPath: path, contents: nil)
        process.standardOutput = FileHandle(forWritingAtPath: path)
        process.standardError = FileHandle.nullDevice
        try process.run()
        // The map is retained; the alert is sent once the watcher has shown that it is there.
        try wait(for: "\"event\":\"map\"", in: path)
        let alert = SampleStore.alerts[0]
        _ = try engine.publish(
            topic: Topic.alert("city").text,
            payload: WireEncoder.bytes(of: alert, epoch: 3))
        try wait(for: "\"event\":\"alert\"", in: path)
        process.interrupt()
        process.waitUntilExit()
        #expect(process.terminationStatus == 130)
        #expect(process.terminationReason == .exit)

        let objects = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
            .map { line in
                try #require(
                    try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
            }
        let map = try #require(objects.first { $0["event"] as? String == "map" })
        #expect(map["product"] as? String == "rss")
        #expect(map["revision"] as? Int == 2)
        #expect(map["epoch"] as? Int == 3)
        let shown = try #require(
            objects.first { $0["event"] as? String == "alert" }?["alert"] as? [String: Any])
        #expect(shown["alert_id"] as? String == alert.id)
        #expect(shown["epoch"] as? Int == 3)
    }

    @Test func `a broker that is not there is 69`() throws {
        let broker = try PrivateBroker()
        broker.stop()
        let outcome = try Program.run([
            "watch", "--port", "\(broker.port)", "--region", "city", "--connect-timeout", "1",
        ])
        #expect(outcome.status == 69)
        #expect(outcome.output.isEmpty)
        #expect(outcome.complaints.contains("127.0.0.1:\(broker.port)"))
    }

    @Test func `a region is needed`() throws {
        guard !FileManager.default.fileExists(atPath: "/etc/ethermap/config.yaml") else { return }
        #expect(try Program.run(["watch"]).status == 64)
        #expect(try Program.run(["watch", "--region", "City"]).status == 64)
        #expect(try Program.run(["watch", "--region", "c", "--port", "0"]).status == 64)
    }

    private func publishMap(by engine: MQTTSession) throws {
        var map = RadioMap(key: SampleStore.key, grid: SampleStore.grid, method: "kriging")
        map.apply(SampleStore.change(2, value: -70))
        let addresses = TileLayout(grid: map.grid).addresses
        for address in addresses {
            _ = try engine.publish(
                topic: Topic.mapTile("city", map.key, address).text,
                payload: WireEncoder.bytes(
                    of: MapTile(cutting: address, from: map, epoch: 3)),
                isRetained: true)
        }
        let head = MapHead(
            region: "city", key: map.key, revision: map.revision, validTime: map.validTime,
            epoch: 3, grid: map.grid, quantisation: TileQuantisation(unit: .dbm),
            tiles: addresses.map { .init(address: $0, revision: map.revision) },
            method: map.method)
        _ = try engine.publish(
            topic: Topic.mapHead("city", map.key).text, payload: WireEncoder.bytes(of: head),
            isRetained: true)
        #expect(engine.flush(timeoutSeconds: 10))
    }

    private func wait(for text: String, in path: String, seconds: Double = 15) throws {
        let end = Date().addingTimeInterval(seconds)
        while Date() < end {
            if try String(contentsOfFile: path, encoding: .utf8).contains(text) { return }
            Thread.sleep(forTimeInterval: 0.02)
        }
        Issue.record("no \(text) within \(seconds) s")
    }
}
