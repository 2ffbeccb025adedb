import ArgumentParser
import Foundation
import MQTT
import Scenario
import Service

/// `ethermap simulate`.
struct SimulateCommand: ParsableCommand {
    /// What can be simulated.
    enum ScenarioName: String, CaseIterable, ExpressibleByArgument {
        /// UAVs and ground sensors over a city.
        case city
    }

    static let configuration = CommandConfiguration(
        commandName: "simulate", abstract: "A scenario's sensors as real MQTT clients.",
        discussion: """
            The engine that is to hear them needs the scenario's region: --engine-config writes a \
            configuration that fits, with the city's buildings beside it (<file>-buildings.npy \
            and .json, which region.city names), and ends.

            Example: ethermap simulate --seed 7 --engine-config city.yaml && \
            ethermap engine --config city.yaml & ethermap simulate --seed 7
            """)

    @OptionGroup var options: ConfigurationOptions

    @Option(help: "The scenario: \(ScenarioName.allCases.map(\.rawValue).joined(separator: ", ")).")
    var scenario = ScenarioName.city

    @Option(help: "Seed of the city, the flights and the interferer.")
    var seed: UInt64 = 6

    @Option(help: ArgumentHelp("Points a second of each sensor.", valueName: "hertz"))
    var rate: Double = 20

    @Option(help: "Sensors in all, half of them UAVs.")
    var sensors = 12

    @Option(
        name: .customLong("coset-sensors"),
        help: "Wideband receivers beside them, which send multi-coset samples.")
    var cosetSensors = 0

    @Flag(
        name: .customLong("coset-mismatch"),
        help: "Their branches differ by up to 1 dB of gain and 0.05 Nyquist samples of delay.")
    var isMismatched = false

    @Option(help: ArgumentHelp("End by itself after so many seconds.", valueName: "seconds"))
    var duration: Double?

    @Option(
        help: ArgumentHelp("The broker; else the configuration's mqtt.host.", valueName: "name"))
    var host: String?

    @Option(
        help: ArgumentHelp("Its port; else the configuration's mqtt.port.", valueName: "number"))
    var port: Int?

    @Option(
        name: .customLong("engine-config"),
        help: ArgumentHelp("Write an engine's configuration that fits, and end.", valueName: "file")
    )
    var engineConfig: String?

    @Flag(help: "With --engine-config: leave the buildings out of it.")
    var withoutCity = false

    func validate() throws {
        guard (1...200).contains(rate) else { throw ValidationError("--rate takes 1 to 200 Hz") }
        guard (1...256).contains(sensors) else {
            throw ValidationError("--sensors takes 1 to 256")
        }
        guard (0...64).contains(cosetSensors) else {
            throw ValidationError("--coset-sensors takes 0 to 64")
        }
        guard !isMismatched || cosetSensors > 0 else {
            throw ValidationError("--coset-mismatch is of receivers that --coset-sensors asks for")
        }
    }

    func run() throws {
        let world = DemoScenario.scenario(
            seed: seed, uavCount: (sensors + 1) / 2, groundCount: sensors / 2)
        var overrides: [(key: String, value: String)] = []
        if let host { overrides.append(("mqtt.host", host)) }
        if let port { overrides.append(("mqtt.port", String(port))) }
        let broker = try ConfigurationLoader.broker(
            environment: ProcessInfo.processInfo.environment,
            overrides: try options.overrides() + overrides)
        if let engineConfig {
            var configuration = DemoScenario.configuration(for: world)
            configuration.broker = broker
            if withoutCity { configuration.engine.city = nil }
            try DemoScenario.write(configuration, to: engineConfig)
            return
        }
        let logger = LogSettings().makeLogger("ethermap")
        let fleet = try SimulatedFleet(
            scenario: world,
            connection: try broker.connectionOptions(jitterSeed: WallClock.now().nanoseconds),
            startTime: WallClock.now(), pointRateHz: rate,
            receivers: WidebandReceiver.receivers(
                cosetSensors, in: world, mismatched: isMismatched),
            log: { logger.warning("\($0)") })
        let stopping = DispatchSemaphore(value: 0)
        let interruption = Interruption()
        interruption.handle { _ = stopping.signal() }
        fleet.start()
        Terminal.complain(
            "\(world.sensors.count + cosetSensors) sensors of region \(world.region.id) at "
                + "\(broker.host):\(broker.port); an interferer switches on in "
                + "\(Int(DemoScenario.switchOnSeconds)) s")
        let isInterrupted =
            duration.map { stopping.wait(timeout: .now() + $0) == .success }
            ?? (stopping.wait(timeout: .distantFuture) == .success)
        let isComplete = fleet.finish(timeoutSeconds: 10)
        withExtendedLifetime(interruption) {}
        Terminal.write("frames        \(fleet.frameCount)")
        if cosetSensors > 0 { Terminal.write("clipped       \(fleet.clippedCount) samples") }
        if isInterrupted { throw CommandError(.interrupted, "") }
        if !isComplete {
            throw CommandError(
                .unavailable,
                "no engine has acknowledged every frame; is one running for region "
                    + "\(world.region.id)?")
        }
    }
}
