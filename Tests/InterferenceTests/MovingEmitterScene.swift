import Foundation
import Interference
import Model
import Numerics

/// A simulated emitter that moves, and receivers that hear it: physics, not the filter's code.
struct MovingEmitterScene {
    /// A receiver: where it is at an instant.
    typealias Way = (Double) -> LocalPosition

    var configuration: MovingEmitterConfiguration
    var area: SearchArea
    var receivers: [Way]
    /// Where the emitter is at an instant, seconds.
    var emitter: Way
    var seconds: Double
    /// Samples of each receiver a second.
    var rate = 2.0
    var exponent = 2.5
    var levelDbm = -55.0

    /// Samples in the order of time, drawn by the scene's own law.
    func samples(seed: UInt64) -> [PlacedSample] {
        var random = SeededGenerator(seed: seed)
        let constants = receivers.map { _ in configuration.receiverDeviationDb * random.normal() }
        var shadowing = receivers.map { _ in configuration.shadowingDeviationDb * random.normal() }
        var last = receivers.map { $0(0) }
        var lastEmitter = receivers.map { _ in emitter(0) }
        var samples: [PlacedSample] = []
        for step in 0..<Int(seconds * rate) {
            for index in receivers.indices {
                let time = (Double(step) + Double(index) / Double(receivers.count)) / rate
                let place = receivers[index](time)
                // A link's shadowing is new once either of its ends has gone on.
                let way =
                    place.distanceMetres(to: last[index])
                    + emitter(time).distanceMetres(to: lastEmitter[index])
                let kept = exp(-way / configuration.shadowingMetres)
                shadowing[index] =
                    kept * shadowing[index] + configuration.shadowingDeviationDb
                    * (1 - kept * kept).squareRoot() * random.normal()
                last[index] = place
                lastEmitter[index] = emitter(time)
                let distance = max(place.distanceMetres(to: emitter(time)), 1)
                samples.append(
                    PlacedSample(
                        position: place, sensorIndex: Int32(index), time: Self.time(time),
                        powerDbm: levelDbm + constants[index] + shadowing[index]
                            - 10 * exponent * log10(distance)
                            + configuration.fadingDeviationDb * random.normal()))
            }
        }
        return samples
    }

    static func time(_ seconds: Double) -> UnixTime {
        UnixTime(nanoseconds: 1_700_000_000_000_000_000).advanced(bySeconds: seconds)
    }

    /// How estimates compare with the truth, one a second from `from` on.
    func follow(
        seed: UInt64, from: Double
    ) -> [(errorMetres: Double, estimate: EmitterEstimate)] {
        var filter = MovingEmitterFilter(area: area, configuration: configuration)
        var results: [(Double, EmitterEstimate)] = []
        var next = from
        for sample in samples(seed: seed) {
            while sample.time >= Self.time(next) {
                if let estimate = filter.locate(at: Self.time(next)) {
                    results.append(
                        (
                            estimate.position.horizontalDistanceMetres(to: emitter(next)),
                            estimate
                        ))
                }
                next += 1
            }
            filter.absorb(sample)
        }
        return results
    }

    /// Twelve receivers on a floor of 20 m × 18 m, and somebody who walks round a rectangle.
    static func walking(seed: UInt64) -> MovingEmitterScene {
        var random = SeededGenerator(seed: seed &+ 1_000)
        let receivers: [Way] = (0..<12).map { index in
            let place = LocalPosition(
                eastMetres: 2 + 5 * Double(index % 4) + random.uniform(),
                northMetres: 2 + 6.5 * Double(index / 4) + random.uniform(),
                upMetres: index.isMultiple(of: 2) ? 1.2 : 2.3)
            return { _ in place }
        }
        let begin = 36 * random.uniform()
        return MovingEmitterScene(
            configuration: .walking,
            area: SearchArea(
                westMetres: 0, southMetres: 0, eastMetres: 20, northMetres: 18, marginMetres: 0),
            receivers: receivers,
            emitter: { seconds in
                rectangle(
                    (begin + 0.4 * seconds).truncatingRemainder(dividingBy: 36), west: 5, south: 4)
            }, seconds: 60, exponent: 1.6 + 1.6 * random.uniform())
    }

    /// A way round a rectangle of 10 m × 8 m.
    private static func rectangle(
        _ way: Double, west: Double, south: Double
    ) -> LocalPosition {
        let (east, north) =
            switch way {
            case ..<10: (way, 0.0)
            case ..<18: (10, way - 10)
            case ..<28: (28 - way, 8)
            default: (0, 36 - way)
            }
        return LocalPosition(
            eastMetres: west + east, northMetres: south + north, upMetres: 1.5)
    }

    /// Three UAVs that circle and four sensors on roofs; a vehicle crosses 512 m.
    static func driving(seed: UInt64) -> MovingEmitterScene {
        var random = SeededGenerator(seed: seed &+ 2_000)
        var receivers: [Way] = [(60, 60), (450, 80), (90, 440), (430, 450)].map { place in
            { _ in
                LocalPosition(
                    eastMetres: Double(place.0), northMetres: Double(place.1), upMetres: 20)
            }
        }
        for index in 0..<3 {
            let (east, north) = (120.0 + 130 * Double(index), 160.0 + 90 * Double(index))
            let phase = 6.28 * random.uniform()
            receivers.append { seconds in
                LocalPosition(
                    eastMetres: east + 90 * cos(seconds / 9 + phase),
                    northMetres: north + 90 * sin(seconds / 9 + phase), upMetres: 60)
            }
        }
        let (east, north) = (100 + 60 * random.uniform(), 90 + 330 * random.uniform())
        let turn = 0.6 * (random.uniform() - 0.5)
        return MovingEmitterScene(
            configuration: .driving,
            area: SearchArea(
                westMetres: 0, southMetres: 0, eastMetres: 512, northMetres: 512),
            receivers: receivers,
            emitter: { seconds in
                LocalPosition(
                    eastMetres: east + 4 * seconds * cos(turn),
                    northMetres: north + 4 * seconds * sin(turn), upMetres: 1.5)
            }, seconds: 70, rate: 4, exponent: 2.4 + 1.2 * random.uniform(), levelDbm: -10)
    }
}
