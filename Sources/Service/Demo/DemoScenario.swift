import Engine
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

    /// An engine's configuration for a scenario's region.
    public static func configuration(for scenario: CityScenario) -> ServiceConfiguration {
        ServiceConfiguration(engine: EngineConfiguration(region: scenario.region))
    }
}
