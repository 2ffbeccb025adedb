import Geometry
import Model
import Scenario

/// One key of a file that maps of interference are drawn from.
struct SceneKey: Sendable {
    typealias Property<Value> = WritableKeyPath<InterferenceSceneConfiguration, Value> & Sendable

    /// The key that names the rasters; its files are read by ``SceneFile``.
    static let cities = "cities"

    /// The key's full name, sections joined by dots.
    let path: String
    /// What its value must look like.
    let shape: ConfigurationShape
    /// What it means, with the unit and the default.
    let summary: String
    /// Puts a value in; gives what is wrong with it, or nil.
    let set: @Sendable (inout InterferenceSceneConfiguration, ConfigurationValue) -> String?

    /// All keys.
    static let all: [SceneKey] = [
        SceneKey(
            path: cities, shape: .list(of: .text(.path), count: 1...64),
            summary: "NPY files of building heights, from which the maps' cities are cut; "
                + "cities drawn by ITU-R P.1410 unless given"
        ) { _, _ in nil },
        SceneKey(
            path: "cell_m", shape: .number(0.5...50), summary: "A cell's side, metres; 4"
        ) { configuration, value in
            configuration.cellMetres = value.number ?? configuration.cellMetres
            if case .drawn(var city) = configuration.ground {
                city.cellMetres = configuration.cellMetres
                configuration.ground = .drawn(city)
            }
            return nil
        },
        range(
            "altitude_m", 1...10_000,
            "Heights that maps are drawn for, metres, one or [least, "
                + "greatest]; [50]"
        ) { $0.altitudeMetres = $1 },
        number("station.height_m", \.stationHeightMetres, 1...1_000, "The own antenna, metres; 25"),
        number(
            "station.eirp_dbm", \.stationEirpDbm, -100...120,
            "The own station's radiated power (EIRP), dBm; 30"),
        SceneKey(
            path: "emitters.count", shape: .list(of: .whole(0...16), count: 1...2),
            summary: "How many interferers a map has, [least, greatest]; [1, 4]"
        ) { configuration, value in
            let ends = value.list?.compactMap(\.whole) ?? []
            guard let low = ends.first, let high = ends.last, low <= high else {
                return "the least comes before the greatest"
            }
            configuration.emitterCount = low...high
            return nil
        },
        range(
            "emitters.eirp_dbm", -100...120,
            "Their radiated power (EIRP), dBm, uniform in watts; [20, 30]"
        ) {
            $0.emitterWatts =
                Decibels.watts(fromDbm: $1.lowerBound)...Decibels.watts(fromDbm: $1.upperBound)
        },
        number(
            "emitters.height_m", \.emitterHeightMetres, 0.1...1_000, "Their height, metres; 1.5"),
        number(
            "emitters.exponent_spread", \.emitterLaw.exponent, 0...2,
            "How far the exponents of their links lie from the station's, ±; 0"),
        number(
            "emitters.intercept_spread_db", \.emitterLaw.interceptDb, 0...40,
            "How far the intercepts do, ± dB; 0"),
        number(
            "channel.frequency_hz", \.channel.referenceFrequencyHz, 1e3...1e12,
            "Where the laws hold, hertz; 2.44e9"),
        number(
            "channel.clear.exponent", \.channel.clear.exponent, 0.5...8,
            "Path-loss exponent in line of sight; 2.2"),
        number(
            "channel.clear.intercept_db", \.channel.clear.interceptDb, -50...150,
            "Loss at one metre, dB; 28"),
        number(
            "channel.clear.shadowing_db", \.channel.clear.shadowingDb, 0...20,
            "Standard deviation of shadowing, dB; 2"),
        number(
            "channel.blocked.exponent", \.channel.blocked.exponent, 0.5...8,
            "The same without line of sight; 3.6"),
        number(
            "channel.blocked.intercept_db", \.channel.blocked.interceptDb, -50...150, "dB; 24"),
        number(
            "channel.blocked.shadowing_db", \.channel.blocked.shadowingDb, 0...20, "dB; 4"),
        number(
            "channel.correlation_m", \.channel.correlationMetres, 1...1_000,
            "Distance at which shadowing's correlation falls to 1/e, metres; 20"),
        number(
            "channel.rician_factor", \.channel.ricianFactor, 0...1_000,
            "K of clear links, linear; 10"),
        number(
            "channel.noise_dbm", \.channel.noiseDbm, -200...0, "Receivers' noise power, dBm; -100"),
        number(
            "city_error.height_share", \.cityError.heightShare, 0...0.9,
            "Methods are told heights wrong by up to this share; 0"),
        number(
            "city_error.missing_share", \.cityError.missingShare, 0...1,
            "Share of buildings that methods are not told of; 0"),
    ]

    private static func number(
        _ path: String, _ property: Property<Double>, _ range: ClosedRange<Double>,
        _ summary: String
    ) -> SceneKey {
        SceneKey(path: path, shape: .number(range), summary: summary) {
            $0[keyPath: property] = $1.number ?? $0[keyPath: property]
            return nil
        }
    }

    private static func range(
        _ path: String, _ range: ClosedRange<Double>, _ summary: String,
        set: @escaping @Sendable (inout InterferenceSceneConfiguration, ClosedRange<Double>) -> Void
    ) -> SceneKey {
        SceneKey(
            path: path, shape: .list(of: .number(range), count: 1...2), summary: summary
        ) { configuration, value in
            let ends = value.list?.compactMap(\.number) ?? []
            guard let low = ends.first, let high = ends.last, low <= high else {
                return "the least comes before the greatest"
            }
            set(&configuration, low...high)
            return nil
        }
    }
}
