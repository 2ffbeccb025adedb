import Foundation
import Geometry
import Model
import Numerics

@testable import Interference

/// A simulated emitter that stands still, and a receiver that flies: physics, not the localiser's code.
struct LocalisationScene {
    var emitters: [(place: LocalPosition, eirpDbm: Double)]
    var exponent = 2.9
    var shadowingDb = 4.0
    var fadingDb = 2.0
    /// Where a city is known: a blocked link is this much weaker.
    var city: LineOfSight?
    var blockedLossDb = 21.0
    /// Power that is there without the emitters, watts.
    var background: @Sendable (LocalPosition) -> Double = { _ in 0 }
    private var waves: [(east: Double, north: Double, phase: Double)] = []
    private var random: SeededGenerator

    init(
        _ emitters: [(LocalPosition, Double)], seed: UInt64, correlationMetres: Double = 25
    ) {
        self.emitters = emitters.map { (place: $0.0, eirpDbm: $0.1) }
        var random = SeededGenerator(seed: seed)
        waves = (0..<80).map { _ in
            (
                random.normal() / correlationMetres, random.normal() / correlationMetres,
                2 * Double.pi * random.uniform()
            )
        }
        self.random = random
    }

    static func at(_ east: Double, _ north: Double, _ up: Double = 1.5) -> LocalPosition {
        LocalPosition(eastMetres: east, northMetres: north, upMetres: up)
    }

    static func time(_ seconds: Double) -> UnixTime {
        UnixTime(nanoseconds: 1_700_000_000_000_000_000).advanced(bySeconds: seconds)
    }

    /// Correlated shadowing of one emitter's links, of variance 1: a sum of waves.
    private func shadowing(_ place: LocalPosition, _ emitter: Int) -> Double {
        let sum = waves.reduce(0.0) { sum, wave in
            sum
                + cos(
                    wave.east * (place.eastMetres + 1_000 * Double(emitter))
                        + wave.north * place.northMetres + wave.phase)
        }
        return sum * (2 / Double(waves.count)).squareRoot()
    }

    /// Received power without fading, dBm.
    func powerDbm(at place: LocalPosition) -> Double {
        var watts = background(place)
        for (index, emitter) in emitters.enumerated() {
            let distance = max(place.distanceMetres(to: emitter.place), 1)
            var level =
                emitter.eirpDbm - 40 - 10 * exponent * log10(distance)
                + shadowingDb * shadowing(place, index)
            if let city, !city.isClear(from: place, to: emitter.place) { level -= blockedLossDb }
            watts += Decibels.watts(fromDbm: level)
        }
        return Decibels.dbm(fromWatts: watts)
    }

    /// One sample with fading.
    mutating func sample(
        _ place: LocalPosition, at seconds: Double, sensor: Int32 = 0
    ) -> PlacedSample {
        PlacedSample(
            position: place, sensorIndex: sensor, time: Self.time(seconds),
            powerDbm: powerDbm(at: place) + fadingDb * random.normal())
    }

    /// A lawn mower's way over a square, 4 samples a second.
    mutating func mow(
        sideMetres: Double, lineMetres: Double, upMetres: Double = 40,
        metresASecond speed: Double = 8, sensor: Int32 = 0
    ) -> [PlacedSample] {
        var samples: [PlacedSample] = []
        let margin = lineMetres / 2
        let length = sideMetres - 2 * margin
        var seconds = 0.0
        for line in 0..<Int(sideMetres / lineMetres) {
            for step in 0..<Int(length / speed * 4) {
                let way = Double(step) * speed / 4
                let place = Self.at(
                    margin + (line.isMultiple(of: 2) ? way : length - way),
                    margin + Double(line) * lineMetres, upMetres)
                samples.append(sample(place, at: seconds, sensor: sensor))
                seconds += 0.25
            }
        }
        return samples
    }

    /// Places of some samples, by way of the localiser's memory.
    static func places(
        of samples: [PlacedSample], configuration: LocalisationConfiguration = .init()
    ) -> [Place] {
        var window = VisitWindow()
        for sample in samples { window.absorb(sample, configuration: configuration) }
        return Place.places(of: window.visits, doublings: 0)
    }
}
