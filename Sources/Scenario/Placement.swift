import Geometry
import Glibc
import Model
import Numerics

/// Where a scenario's transmitters and sensors stand and fly.
struct Placement {
    let configuration: CityScenarioConfiguration
    let city: City
    let extentMetres: Double

    /// How many places are tried before the least bad one is taken.
    private static let tryCount = 4_096

    /// Stations near their shares of the region, where no roof reaches their antennas.
    func stations(using generator: inout SeededGenerator) -> [LocalPosition] {
        configuration.stationShares.map { share in
            best(using: &generator) { generator in
                let place = LocalPosition(
                    eastMetres: share.east * extentMetres + 16 * (generator.uniform() - 0.5),
                    northMetres: share.north * extentMetres + 16 * (generator.uniform() - 0.5),
                    upMetres: configuration.stationHeightMetres)
                return (place, place.upMetres - roof(at: place) - 3)
            }
        }
    }

    /// Interferers where their plans say, or else on open ground with their distances kept.
    func interferers(
        awayFrom stations: [LocalPosition], using generator: inout SeededGenerator
    ) -> [SimulatedInterferer] {
        var made: [SimulatedInterferer] = []
        for plan in configuration.interferers {
            let others = made.map(\.start)
            let start =
                plan.start
                ?? best(using: &generator) { generator in
                    let place = groundPlace(
                        upMetres: configuration.interfererHeightMetres, using: &generator)
                    return (place, slack(of: place, stations: stations, others: others))
                }
            made.append(
                SimulatedInterferer(
                    plan: plan, start: start, band: plan.band ?? configuration.bands[0].id))
        }
        return made
    }

    /// UAVs on their parts of the region, then sensors on lamp posts, one to each part of the ground.
    func sensors(using generator: inout SeededGenerator) -> [SimulatedSensor] {
        let whole = Rectangle(west: 0, south: 0, width: extentMetres, depth: extentMetres)
        var made: [SimulatedSensor] = []
        let uavCount = configuration.uavCount
        for (index, part) in Rectangle.parts(of: whole, count: uavCount).enumerated() {
            let path = configuration.flightPattern.path(
                over: part, index: index, upMetres: configuration.uavHeightMetres,
                using: &generator)
            // Out of step with one another, so that a place between several has visitors more often.
            let lap = path.lengthMetres / Double(FlightPattern.ringInsets.count)
            made.append(
                SimulatedSensor(
                    id: SensorID(unchecked: "uav-\(index + 1)"), platform: .uav,
                    biasDb: configuration.biasStandardDeviationDb * generator.normal(),
                    index: made.count, path: path,
                    speedMetresPerSecond: configuration.uavSpeedMetresPerSecond,
                    startMetres: lap * Double(index) / Double(uavCount),
                    positionErrorMetres: configuration.positionErrorMetres))
        }
        for (index, part) in Rectangle.parts(of: whole, count: configuration.groundCount)
            .enumerated()
        {
            let post = best(using: &generator) { generator in
                let place = LocalPosition(
                    eastMetres: part.west + part.width * generator.uniform(),
                    northMetres: part.south + part.depth * generator.uniform(),
                    upMetres: 3 + 2 * generator.uniform())
                return (place, place.upMetres - roof(at: place) - 2)
            }
            made.append(
                SimulatedSensor(
                    id: SensorID(unchecked: "ground-\(index + 1)"), platform: .ground,
                    biasDb: configuration.biasStandardDeviationDb * generator.normal(),
                    index: made.count, path: Path(corners: [post], isClosed: false),
                    speedMetresPerSecond: 0, startMetres: 0, positionErrorMetres: 0))
        }
        return made
    }

    /// The first drawn place whose slack is not negative, or the one that comes nearest to that.
    private func best(
        using generator: inout SeededGenerator,
        draw: (inout SeededGenerator) -> (place: LocalPosition, slackMetres: Double)
    ) -> LocalPosition {
        var best = draw(&generator)
        for _ in 1..<Self.tryCount where best.slackMetres < 0 {
            let next = draw(&generator)
            if next.slackMetres > best.slackMetres { best = next }
        }
        return best.place
    }

    /// How far a place keeps more than all its distances, metres; negative where it breaks one.
    private func slack(
        of place: LocalPosition, stations: [LocalPosition], others: [LocalPosition]
    ) -> Double {
        var slack = min(
            place.eastMetres, place.northMetres, extentMetres - place.eastMetres,
            extentMetres - place.northMetres)
        slack -= configuration.interfererBorderMetresMin
        for station in stations {
            slack = min(
                slack,
                place.horizontalDistanceMetres(to: station)
                    - configuration.interfererStationMetresMin)
        }
        for other in others {
            slack = min(
                slack,
                place.horizontalDistanceMetres(to: other)
                    - configuration.interfererSpacingMetresMin)
        }
        return min(slack, place.upMetres - roof(at: place))
    }

    private func groundPlace(
        upMetres: Double, using generator: inout SeededGenerator
    ) -> LocalPosition {
        LocalPosition(
            eastMetres: extentMetres * generator.uniform(),
            northMetres: extentMetres * generator.uniform(), upMetres: upMetres)
    }

    private func roof(at place: LocalPosition) -> Double {
        Double(city.heightMetres(eastMetres: place.eastMetres, northMetres: place.northMetres))
    }
}
