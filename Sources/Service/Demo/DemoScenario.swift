import Engine
import Foundation
import Model
import Scenario

/// The demo's city, and an engine's configuration that fits it.
public enum DemoScenario {
    /// When the hidden interferer switches on, seconds after the start.
    public static let switchOnSeconds = 20.0

    /// Six UAVs and six ground sensors over a city with one own station and a hidden interferer.
    public static func scenario(
        seed: UInt64, uavCount: Int = 6, groundCount: Int = 6, hidesInterferer: Bool = true
    ) -> CityScenario {
        var configuration = CityScenarioConfiguration()
        configuration.region = "demo"
        configuration.uavCount = uavCount
        configuration.groundCount = groundCount
        configuration.uavSpeedMetresPerSecond = 20
        // One level for the ground sensors, one for the UAVs.
        configuration.zLevelsMetres = [4, configuration.uavHeightMetres]
        configuration.interferers =
            hidesInterferer ? [InterfererPlan(onAtSeconds: switchOnSeconds, eirpDbm: 30)] : []
        return CityScenario(seed: seed, configuration: configuration)
    }

    /// An engine's configuration for a scenario's region, its buildings included.
    public static func configuration(for scenario: CityScenario) -> ServiceConfiguration {
        var engine = EngineConfiguration(region: scenario.region)
        engine.city = scenario.city
        return ServiceConfiguration(engine: engine)
    }

    /// Writes an engine's configuration for a scenario, and its buildings beside it.
    ///
    /// - Parameters:
    ///   - configuration: of the scenario's region.
    ///   - file: the YAML file; the buildings go into `<its name>-buildings.npy` with its sidecar.
    /// - Throws: where a file cannot be written.
    public static func write(_ configuration: ServiceConfiguration, to file: String) throws {
        var configuration = configuration
        if let city = configuration.engine.city {
            let name = URL(filePath: file).deletingPathExtension().lastPathComponent
            let raster = "\(name)-buildings.npy"
            configuration.cityFile = raster
            try CityFile.write(
                city, over: configuration.engine.region.grid,
                to: URL(filePath: file).deletingLastPathComponent().appending(path: raster)
                    .path(percentEncoded: false))
        }
        try configuration.yaml.write(toFile: file, atomically: true, encoding: .utf8)
    }
}
