import Geometry
import Model
import Numerics

/// Where a scene's station and emitters stand.
struct ScenePlaces {
    let configuration: InterferenceSceneConfiguration
    let city: City

    private static let tryCount = 4_096
    /// How far a station's antenna stands above the roof below it, metres.
    private static let antennaMetres = 3.0

    /// A place for the station: anywhere but near the border, where no roof reaches its antenna.
    func station(using generator: inout SeededGenerator) -> LocalPosition {
        var best = place(upMetres: configuration.stationHeightMetres, using: &generator)
        for _ in 1..<Self.tryCount where roof(at: best) > best.upMetres - Self.antennaMetres {
            let next = place(upMetres: configuration.stationHeightMetres, using: &generator)
            if roof(at: next) < roof(at: best) { best = next }
        }
        return best
    }

    /// Places for the emitters, in the open with their distances kept; fewer where no more fit.
    func emitters(count: Int, using generator: inout SeededGenerator) -> [LocalPosition] {
        var made: [LocalPosition] = []
        for _ in 0..<count {
            for _ in 0..<Self.tryCount {
                let next = place(upMetres: configuration.emitterHeightMetres, using: &generator)
                guard !city.isInsideBuilding(next),
                    made.allSatisfy({
                        $0.horizontalDistanceMetres(to: next)
                            >= configuration.emitterSpacingMetresMin
                    })
                else { continue }
                made.append(next)
                break
            }
        }
        return made
    }

    private func place(
        upMetres: Double, using generator: inout SeededGenerator
    ) -> LocalPosition {
        let border = min(configuration.borderMetresMin, configuration.extentMetres / 2)
        let span = configuration.extentMetres - 2 * border
        return LocalPosition(
            eastMetres: border + span * generator.uniform(),
            northMetres: border + span * generator.uniform(), upMetres: upMetres)
    }

    private func roof(at place: LocalPosition) -> Double {
        Double(city.heightMetres(eastMetres: place.eastMetres, northMetres: place.northMetres))
    }
}
