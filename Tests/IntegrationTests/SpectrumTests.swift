import EthermapClient
import EthermapSensor
import Foundation
import MQTT
import Model
import Service
import Store
import Testing
import Wire

extension IntegrationTests {
    /// Coset frames through a broker; spectra back from it.
    @Suite struct SpectrumTests {
        private static let flight = Flight(seed: 7, seconds: 1)
        private static let frames = try? WidebandFrames()

        private static var position: GeodeticPosition {
            let scenario = flight.scenario
            return scenario.localFrame.geodetic(
                of: LocalPosition(eastMetres: 100, northMetres: 100, upMetres: 60))
        }

        private static func client(
            at broker: PrivateBroker, events: @escaping @Sendable (SensorEvent) -> Void = { _ in }
        ) throws -> SensorClient {
            try SensorClient(
                region: "test",
                birth: SensorBirth(
                    sensor: WidebandFrames.sensor, bootID: Flight.bootID, platform: .ground,
                    capabilities: ["coset"]),
                connection: MQTTConnectionOptions(port: broker.port, clientID: ""),
                now: WallClock.now, events: events)
        }

        /// Ten frames a second of event time; some carriers end half-way.
        private static func frame(_ number: Int) throws -> CosetFrame {
            let frames = try #require(Self.frames)
            let carriers =
                number <= 60
                ? WidebandFrames.carriers : Array(WidebandFrames.carriers.dropFirst(2))
            return frames.frame(
                carriers, number: number,
                time: Flight.start.advanced(bySeconds: Double(number) / 10), position: position)
        }

        private static func configuration(
            _ broker: PrivateBroker, _ folder: Folder
        ) -> ServiceConfiguration {
            var configuration = flight.service(at: broker, state: folder.file("state"))
            configuration.engine.allowedLatenessSeconds = 0.5
            configuration.snapshotIntervalSeconds = 0.3
            return configuration
        }

        private static func spectra(_ listener: Listener) -> [SpectrumEstimate] {
            listener.all.compactMap { message in
                guard case .spectrum = Topic(message.topic) else { return nil }
                return try? WireDecoder().spectrumEstimate(message.payload)
            }
        }

        @Test func `frames go in, and spectra with the right bands and powers come out`()
            async throws
        {
            let folder = try Folder()
            let broker = try PrivateBroker()
            defer { broker.stop() }
            let listener = try Listener(
                at: broker, [Topic.allOutputs(of: "test"), Topic.allAcks(of: "test")])
            let watcher = try RegionWatcher(
                region: "test",
                connection: MQTTConnectionOptions(port: broker.port, clientID: "watcher"),
                interests: RegionInterests(maps: .only([]), spectra: true))
            watcher.start()
            try watcher.waitUntilReady(timeoutSeconds: 10)
            let told = Task { () -> [SpectrumEstimate] in
                var spectra: [SpectrumEstimate] = []
                for await event in watcher.events {
                    if case .spectrum(let estimate) = event { spectra.append(estimate) }
                }
                return spectra
            }
            let engine = try RunningEngine.ready(Self.configuration(broker, folder))
            let client = try Self.client(at: broker)
            client.start()
            try client.waitUntilReady(timeoutSeconds: 10)
            for number in 1...50 { try client.send(Self.frame(number)) }
            #expect(client.finish(timeoutSeconds: 20))
            #expect(engine.service.waitUntilSettled(timeoutSeconds: 30))
            _ = waits(10) { Self.spectra(listener).count >= 9 }
            let counters = engine.service.counters
            engine.stop()
            watcher.stop()

            let spectra = Self.spectra(listener)
            #expect(spectra.count >= 9)
            let heard = await told.value
            #expect(heard.count >= 5)
            #expect(heard.map(\.time) == spectra.prefix(heard.count).map(\.time))
            let last = try #require(spectra.last)
            #expect(last.epoch > 0 && last.sensor == WidebandFrames.sensor)
            #expect(last.psdDbmPerHz.count == 640 && last.degradations.isEmpty)
            let binHz = WidebandFrames.rateHz / Double(WidebandFrames.binCount)
            for carrier in WidebandFrames.carriers {
                let edges = WidebandFrames.edges(of: carrier)
                let band = try #require(
                    last.bands.min {
                        abs($0.lowerEdgeHz - edges.lowerBound)
                            < abs($1.lowerEdgeHz - edges.lowerBound)
                    })
                #expect(
                    abs(band.lowerEdgeHz - edges.lowerBound) <= 1.01 * binHz
                        && abs(band.upperEdgeHz - edges.upperBound) <= 1.01 * binHz,
                    "\(carrier): \(last.bands)")
                #expect(abs(Double(band.powerDbm) - carrier.dbm) <= 1, "\(carrier) \(band)")
                #expect(band.firstSeen <= Flight.start.advanced(bySeconds: 1))
            }
            #expect(counters["coset_frames_applied"] == 50)
            #expect(counters["coset_blocks_applied"] == 200)
            // The region's band is in the span: its map has the power at the sensor's place.
            let reader = try StoreReader(StoreSettings.path(inStateDirectory: folder.file("state")))
            let key = MapKey(product: .rss, band: "b2440")
            let map = try #require(try reader.map(key))
            let greatest = map.values.filter(\.isFinite).max()
            #expect(abs(Double(greatest ?? 0) + 60) < 2)
        }

        @Test func `impossible frames are refused with their reasons, and nothing stops`() throws {
            let folder = try Folder()
            let broker = try PrivateBroker()
            defer { broker.stop() }
            let engine = try RunningEngine.ready(Self.configuration(broker, folder))
            let listener = try Listener(
                at: broker, [Topic.allOutputs(of: "test"), Topic.allAcks(of: "test")])
            let client = try Self.client(at: broker)
            client.start()
            try client.waitUntilReady(timeoutSeconds: 10)
            let sound = try Self.frame(1)
            let changes: [(RejectionReason, (inout CosetFrame) -> Void)] = [
                (.cosetPattern, { $0.cosetOffsets[3] = 40 }),
                (.cosetPattern, { $0.cosetOffsets.swapAt(0, 1) }),
                (.shape, { $0.iq.removeLast(4) }),
                (.shape, { $0.samplesPerCoset = .max }),
                (.cosetPattern, { $0.nyquistRateHz = -1 }),
                (.notFinite, { $0.iqScale = .nan }),
                (.powerRange, { $0.iq = $0.iq.map { _ in 0 } }),
                (.powerRange, { $0.iqScale = 1e9 }),
            ]
            for (_, change) in changes {
                var frame = sound
                change(&frame)
                try client.send(frame)
            }
            for number in 2...30 { try client.send(Self.frame(number)) }
            #expect(client.finish(timeoutSeconds: 20))
            #expect(engine.service.waitUntilSettled(timeoutSeconds: 30))
            let rejections = engine.service.rejections
            engine.stop()
            for reason in Set(changes.map(\.0)) {
                #expect(
                    rejections[reason] == UInt64(changes.count { $0.0 == reason }), "\(reason)")
            }
            let ack = try #require(listener.acknowledgement(of: WidebandFrames.sensor))
            #expect(ack.rejectedCount == UInt64(changes.count))
            #expect(!Self.spectra(listener).isEmpty)
        }

        @Test func `an engine killed in full flow gives the same spectra and maps`() throws {
            let calm = try Self.fly(killAfter: [])
            let rough = try Self.fly(killAfter: [25, 50, 80])
            #expect(calm.spectra.count > 15)
            #expect(rough.spectra.count > 5)
            #expect(rough.facts.difference(from: calm.facts) == nil)
            let byTime = Dictionary(calm.spectra.map { ($0.time, $0) }) { first, _ in first }
            for var estimate in rough.spectra {
                var expected = try #require(byTime[estimate.time], "none at \(estimate.time)")
                estimate.epoch = 0
                expected.epoch = 0
                #expect(
                    WireEncoder.bytes(of: estimate) == WireEncoder.bytes(of: expected),
                    "at \(estimate.time)")
            }
        }

        private static func fly(
            killAfter kills: [Int]
        ) throws -> (spectra: [SpectrumEstimate], facts: RegionFacts) {
            let folder = try Folder()
            let broker = try PrivateBroker()
            defer { broker.stop() }
            let configuration = configuration(broker, folder)
            let listener = try Listener(
                at: broker, [Topic.allOutputs(of: "test"), Topic.allAcks(of: "test")])
            let client = try client(at: broker)
            var engine = try EngineProcess(configuration, in: folder, name: "engine")
            client.start()
            try client.waitUntilReady(timeoutSeconds: 10)
            #expect(waits(20) { (listener.counters["epoch"] ?? 0) > 0 }, "\(engine.log)")
            for number in 1...120 {
                try client.send(frame(number))
                Thread.sleep(forTimeInterval: kills.isEmpty ? 0.002 : 0.02)
                if kills.contains(number) {
                    engine.kill()
                    engine = try EngineProcess(configuration, in: folder, name: "engine")
                }
            }
            #expect(client.finish(timeoutSeconds: 40), "\(engine.log.suffix(2_000))")
            let isSettled = waits(40) {
                let counters = listener.counters
                return counters["sensors_online"] == 0 && counters["sensors_known"] == 1
                    && counters["windows_waiting"] == 0 && counters["inputs_waiting"] == 0
            }
            #expect(isSettled, "\(listener.counters)")
            #expect(engine.terminate() == 0)
            let reader = try StoreReader(configuration.store.path)
            return (spectra(listener), try RegionFacts(store: reader))
        }
    }
}
