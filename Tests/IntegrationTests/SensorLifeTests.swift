import EthermapSensor
import Foundation
import MQTT
import Model
import Scenario
import Service
import Store
import Testing
import Wire

extension IntegrationTests {
    /// Sensors fall silent, die, send nonsense and lose frames; each is told once.
    @Suite struct SensorLifeTests {
        private static let flight = Flight(seed: 5, seconds: 1, uavCount: 4, cellCount: 16)

        /// A frame of now.
        private static func frame(_ index: Int, sequence: UInt64, boot: UInt64) -> RssFrame {
            let scenario = flight.scenario
            let now = WallClock.now().advanced(bySeconds: -0.2)
            var frame = flight.spans[Int(sequence) % flight.spans.count][index]
            frame.sensor = scenario.sensors[index].id
            frame.bootID = boot
            frame.sequence = sequence
            frame.time = now
            frame.timeOffsetsMicroseconds = []
            return frame
        }

        @Test func `silence, death, refusal and gaps are told once each`() throws {
            let flight = Self.flight
            let ids = flight.births.map(\.sensor)
            let folder = try Folder()
            let broker = try PrivateBroker()
            defer { broker.stop() }
            var configuration = flight.service(at: broker, state: folder.file("state"))
            configuration.engine.clock = .wall
            configuration.engine.allowedLatenessSeconds = 0.5
            configuration.engine.sensorLostAfterSeconds = 1.5
            configuration.engine.intake.gapTimeoutSeconds = 1
            let bus = try Listener(
                at: broker,
                [Topic.alert("test").text, Topic.jsonAlert("test").text]
                    + [Topic.allAcks(of: "test")], isPersistent: true)
            var engine = try RunningEngine.ready(configuration)

            // Four sensors: one falls silent, one dies, one sends nonsense, one loses frames.
            let boot = WallClock.now().nanoseconds
            func online(_ index: Int) throws {
                var birth = flight.births[index]
                birth.bootID = boot
                let state = SensorState(
                    sensor: ids[index], bootID: boot, status: .online, time: WallClock.now())
                try bus.publish(
                    Topic.birth("test", ids[index]).text, WireEncoder.bytes(of: birth),
                    isRetained: true)
                try bus.publish(
                    Topic.state("test", ids[index]).text, WireEncoder.bytes(of: state),
                    isRetained: true)
            }
            func send(
                _ index: Int, _ sequence: UInt64, _ spoil: (inout RssFrame) -> Void = { _ in }
            )
                throws
            {
                var frame = Self.frame(index, sequence: sequence, boot: boot)
                spoil(&frame)
                try bus.publish(Topic.rss("test", ids[index]).text, WireEncoder.bytes(of: frame))
            }
            for index in 0..<4 {
                try online(index)
                try send(index, 1)
            }
            let will = SensorState(sensor: ids[1], bootID: boot, status: .offline)
            try bus.publish(
                Topic.state("test", ids[1]).text, WireEncoder.bytes(of: will), isRetained: true)
            for sequence in UInt64(2)...5 { try send(2, sequence) { $0.rssDbm[0] = .nan } }
            try send(2, 6) { $0.bandNames = ["b1"] }
            for sequence in UInt64(4)...6 { try send(3, sequence) }
            #expect(bus.flush())

            // The third and the fourth go on; the first stays silent.
            var sequence: UInt64 = 7
            let expected = [
                "\(ids[0]) SENSOR_LOST", "\(ids[1]) SENSOR_LOST", "\(ids[2]) SENSOR_REJECTED",
                "\(ids[2]) SENSOR_REJECTED", "\(ids[3]) DATA_GAP",
            ]
            let isTold = try waits(15) {
                for index in 2...3 { try send(index, sequence) }
                sequence += 1
                Thread.sleep(forTimeInterval: 0.1)
                return bus.alerts.count >= expected.count
            }
            #expect(isTold, "only \(bus.alerts.map(\.message))")
            #expect(waits { bus.acknowledgement(of: ids[3])?.throughSequence ?? 0 >= 6 })
            #expect(bus.acknowledgement(of: ids[3])?.lostCount == 2)
            #expect(bus.acknowledgement(of: ids[2])?.rejectedCount == 5)

            // Neither a restart nor the retained words of the lost ones tell anything again.
            engine.stop()
            engine = try RunningEngine.ready(configuration)
            for _ in 0..<25 {
                for index in 2...3 { try send(index, sequence) }
                sequence += 1
                Thread.sleep(forTimeInterval: 0.1)
            }
            #expect(engine.service.counters["sensors_online"] == 2)
            engine.stop()
            let told = bus.alerts.map { "\($0.sensor.map(\.rawValue) ?? "") \($0.kind.name)" }
            #expect(told.sorted() == expected, "\(bus.alerts.map(\.message))")
            let mirrored = bus.all.count { $0.topic == Topic.jsonAlert("test").text }
            #expect(mirrored == expected.count)
            let reader = try StoreReader(configuration.store.path)
            #expect(Set(try reader.alerts().map(\.id)) == Set(bus.alerts.map(\.id)))
            #expect(try reader.counters().unpublishedAlerts == 0)
        }

        @Test func `a sensor that comes back is lost again when it goes again`() throws {
            let flight = Self.flight
            let folder = try Folder()
            let broker = try PrivateBroker()
            defer { broker.stop() }
            var configuration = flight.service(at: broker, state: folder.file("state"))
            configuration.engine.clock = .wall
            let bus = try Listener(at: broker, [Topic.alert("test").text])
            let engine = try RunningEngine.ready(configuration)
            let sensor = flight.births[0].sensor
            let boot = WallClock.now().nanoseconds
            func say(_ status: SensorState.Status, isFinal: Bool = false) throws {
                let time = status == .online || isFinal ? WallClock.now() : .zero
                let state = SensorState(
                    sensor: sensor, bootID: boot, status: status, time: time, isFinal: isFinal)
                try bus.publish(Topic.state("test", sensor).text, WireEncoder.bytes(of: state))
            }
            for loss in 1...3 {
                try say(.online)
                try say(.offline)
                #expect(waits(5) { bus.alerts.count == loss }, "loss \(loss)")
                #expect(bus.alerts.last?.kind == .sensorLost)
            }
            // Who says goodbye is not lost.
            try say(.online)
            try say(.offline, isFinal: true)
            #expect(bus.flush())
            Thread.sleep(forTimeInterval: 2)
            #expect(bus.alerts.count == 3)
            #expect(Set(bus.alerts.map(\.id)).count == 3)
            engine.stop()
        }
    }
}
