import Engine
import EthermapSensor
import Foundation
import MQTT
import Model
import Scenario
import Service

/// A deterministic flight: what each sensor of a simulated city measures, span by span.
struct Flight: Sendable {
    /// The instant of the flight's beginning: long past, on a tick.
    static let start = UnixTime(seconds: 1_700_000_000)
    /// The boot of every sensor.
    static let bootID: UInt64 = 1_700_000_000
    /// Span of a frame, seconds.
    static let frameSeconds = 0.5

    let scenario: CityScenario
    // A twin flies with the first sensor and reads 1 dB more: the two are in the same cells in the
    // same ticks, learn each other's bias, and the order of folding them would show.
    /// Frames by span, then by sensor, in the scenario's order.
    let spans: [[RssFrame]]
    let births: [SensorBirth]

    init(
        seed: UInt64, seconds: Double, uavCount: Int = 4, groundCount: Int = 0,
        cellCount: Int = 40, bands: [BandID] = ["b2440"], zLevelsMetres: [Double] = [],
        hasTwin: Bool = false
    ) {
        var configuration = CityScenarioConfiguration()
        configuration.region = "test"
        configuration.uavCount = uavCount
        configuration.groundCount = groundCount
        configuration.cellCount = cellCount
        configuration.uavSpeedMetresPerSecond = 20
        configuration.interferers = [InterfererPlan(onAtSeconds: 15, eirpDbm: 30)]
        configuration.bands = bands.map {
            Band(id: $0, centerFrequencyHz: 2.44e9, bandwidthHz: 20e6)
        }
        configuration.zLevelsMetres = zLevelsMetres
        let scenario = CityScenario(seed: seed, configuration: configuration)
        self.scenario = scenario
        let twin: SensorID? = hasTwin ? "twin" : nil
        var births = scenario.sensors.map { scenario.birth(of: $0, bootID: Self.bootID) }
        if let twin, var birth = births.first {
            birth.sensor = twin
            births.append(birth)
        }
        self.births = births
        spans = (0..<Int(seconds / Self.frameSeconds)).map { span in
            var frames = scenario.sensors.compactMap { sensor in
                let t = Double(span) * Self.frameSeconds
                return scenario.frame(
                    of: sensor, sequence: UInt64(span + 1), startTime: Self.start, from: t,
                    to: t + Self.frameSeconds, pointRateHz: 20, bootID: Self.bootID)
            }
            if let twin, var frame = frames.first {
                frame.sensor = twin
                for index in frame.rssDbm.indices { frame.rssDbm[index] += 1 }
                frames.append(frame)
            }
            return frames
        }
    }

    /// All frames in the order of time.
    var frames: [RssFrame] { spans.flatMap { $0 } }

    /// An engine's configuration on event time.
    var engine: EngineConfiguration {
        var engine = EngineConfiguration(region: scenario.region)
        engine.city = scenario.city
        // Needs no weights, which a service reads and an engine by itself does not.
        engine.estimation.interference = InterferenceChoice.kriging.rawValue
        engine.clock = .event
        engine.allowedLatenessSeconds = 5
        engine.sensorLostAfterSeconds = 60
        return engine
    }

    /// A service's configuration at a broker, with its state in a folder.
    func service(at broker: PrivateBroker, state directory: String) -> ServiceConfiguration {
        var configuration = ServiceConfiguration(engine: engine)
        configuration.broker.host = broker.host
        configuration.broker.port = broker.port
        configuration.store.directory = directory
        configuration.store.configuration.synchronous = .normal
        configuration.healthIntervalSeconds = 0.1
        configuration.acknowledgementIntervalSeconds = 0.05
        return configuration
    }

    /// Its sensors as clients of a broker.
    func clients(
        at broker: PrivateBroker, events: @escaping @Sendable (SensorID, SensorEvent) -> Void
    ) throws -> [SensorClient] {
        var connection = MQTTConnectionOptions(port: broker.port, clientID: "")
        connection.backoffSeconds = 0.05...0.2
        return try births.map { birth in
            try SensorClient(
                region: scenario.region.id, birth: birth, connection: connection,
                patienceSeconds: 3, now: WallClock.now,
                events: { events(birth.sensor, $0) })
        }
    }
}
