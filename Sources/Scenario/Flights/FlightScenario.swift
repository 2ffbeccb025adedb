import Geometry
import Glibc
import Model
import Numerics

/// A simulated flight over one hidden ground emitter: all truth, and the samples received.
///
///     P(q) = 10 log10(EIRP · g(q) · ξ + N) + c - s(t) + o,
///     g_dB = -[A + 10 n log10 d] + η(q) - e(q)
///
/// with the channel's laws by line of sight, shadowing η that stays with the place, elevation loss
/// e, fading ξ and noise N anew for every sample, the receiver's constant c, its deafness s and
/// spikes o. Everything follows from seed and configuration. Times are seconds from take-off.
public struct FlightScenario: Sendable {
    /// The seed.
    public let seed: UInt64
    /// What it was told or drawn.
    public let configuration: FlightScenarioConfiguration
    /// Where the emitter is: anywhere in the region, in a city on open ground.
    public let emitter: LocalPosition
    /// Lines of sight over the city; `nil` over open ground.
    public let lineOfSight: LineOfSight?

    private let horizon: Horizon?
    private let clearField: ShadowingField
    private let blockedField: ShadowingField
    private let timetable: FlightTimetable
    private let states: FlightReceiverStates
    private let sampleDraw: SeededGenerator

    /// Draws the circumstances too.
    public init(seed: UInt64) {
        // Another stream than the flight's own draws, which start from the same seed.
        var generator = SeededGenerator(seed: seed ^ 0xD6E8_FEB8_6659_FD93)
        self.init(seed: seed, configuration: .drawn(using: &generator))
    }

    /// Draws a flight under some circumstances.
    public init(seed: UInt64, configuration: FlightScenarioConfiguration) {
        precondition(configuration.extentMetres > 0, "a region has a size")
        precondition(
            configuration.sampleRateHz > 0 && configuration.durationSeconds > 0,
            "a flight has samples")
        // Each part draws from its own generator, so that another receiver leaves the world as it was.
        var parts = SeededGenerator(seed: seed)
        var worldDraw = parts.split()
        var fieldDraw = parts.split()
        var flightDraw = parts.split()
        var receiverDraw = parts.split()
        self.seed = seed
        self.configuration = configuration
        let extent = configuration.extentMetres
        let city = configuration.city.map {
            CityGenerator(shape: $0).city(
                extentEastMetres: extent, extentNorthMetres: extent, using: &worldDraw)
        }
        let emitter = Self.emitterPlace(configuration, city: city, using: &worldDraw)
        self.emitter = emitter
        lineOfSight = city.map { LineOfSight(city: $0) }
        horizon = lineOfSight?.horizon(from: emitter)
        (clearField, blockedField) = ShadowingField.pair(
            extentMetres: extent, correlationMetres: configuration.channel.correlationMetres,
            using: &fieldDraw)
        timetable = FlightTimetable(
            path: Self.path(configuration, using: &flightDraw), configuration: configuration,
            using: &flightDraw)
        states = FlightReceiverStates(
            receiver: configuration.receiver, durationSeconds: configuration.durationSeconds,
            using: &receiverDraw)
        sampleDraw = receiverDraw
    }

    /// Whether the emitter is seen from a place.
    public func isClear(_ place: LocalPosition) -> Bool { horizon?.sees(place) ?? true }

    /// Power at a place without fading and noise, read by a hearing receiver, dBm.
    public func meanPowerDbm(at place: LocalPosition) -> Double {
        let isClear = isClear(place)
        let channel = configuration.channel
        let law = isClear ? channel.clear : channel.blocked
        let field = isClear ? clearField : blockedField
        let shadowing = field.value(eastMetres: place.eastMetres, northMetres: place.northMetres)
        return configuration.eirpDbm + configuration.receiver.constantDb
            - law.pathLossDb(distanceMetres: place.distanceMetres(to: emitter))
            + law.shadowingDb * shadowing - elevationLossDb(at: place)
    }

    /// The samples, in the order of time.
    public func samples() -> [FlightSample] {
        var generator = sampleDraw
        let receiver = configuration.receiver
        let biasEast = receiver.positionBiasMetres * generator.normal()
        let biasNorth = receiver.positionBiasMetres * generator.normal()
        let count = Int(configuration.durationSeconds * configuration.sampleRateHz)
        var samples: [FlightSample] = []
        samples.reserveCapacity(count)
        for index in 0..<count {
            let seconds = Double(index) / configuration.sampleRateHz
            let place = timetable.position(at: seconds)
            let isDeaf = states.isDeaf(at: seconds)
            // Drawn also where nothing is put out, so that a gap leaves the rest as it was.
            var power = readDbm(at: place, using: &generator) - (isDeaf ? receiver.deafDb : 0)
            let isSpike = generator.uniform() < receiver.spikeShare
            let spike = generator.uniform(in: receiver.spikeDb)
            let sign = generator.uniform() < 0.5 ? -1.0 : 1
            if isSpike { power += sign * spike }
            let reported = LocalPosition(
                eastMetres: place.eastMetres + biasEast
                    + receiver.positionNoiseMetres * generator.normal(),
                northMetres: place.northMetres + biasNorth
                    + receiver.positionNoiseMetres * generator.normal(),
                upMetres: place.upMetres)
            guard !states.isSilent(at: seconds) else { continue }
            samples.append(
                FlightSample(
                    seconds: seconds, position: place, reportedPosition: reported,
                    powerDbm: power, isDeaf: isDeaf, isSpike: isSpike))
        }
        return samples
    }

    /// What a hearing receiver reads, with fading and noise, dBm.
    private func readDbm(
        at place: LocalPosition, using generator: inout SeededGenerator
    ) -> Double {
        let channel = configuration.channel
        let constant = configuration.receiver.constantDb
        let fading = channel.fadingRatio(isClear: isClear(place), using: &generator)
        let signal = Decibels.watts(fromDbm: meanPowerDbm(at: place) - constant) * fading
        let noise =
            Decibels.watts(fromDbm: channel.noiseDbm) * channel.noiseRatio(using: &generator)
        return Decibels.dbm(fromWatts: signal + noise) + constant
    }

    /// Loss by the elevation patterns of two upright half-wave dipoles, decibels; 0 at the horizon,
    /// at most the configured null.
    private func elevationLossDb(at place: LocalPosition) -> Double {
        guard configuration.elevationNullDb > 0 else { return 0 }
        let distance = max(place.distanceMetres(to: emitter), 1e-3)
        let cosine = min(abs(place.upMetres - emitter.upMetres) / distance, 1)
        let sine = max((1 - cosine * cosine).squareRoot(), 1e-3)
        let gain = cos(Double.pi / 2 * cosine) / sine
        return min(-40 * log10(max(gain, 1e-3)), configuration.elevationNullDb)
    }

    private static func emitterPlace(
        _ configuration: FlightScenarioConfiguration, city: City?,
        using generator: inout SeededGenerator
    ) -> LocalPosition {
        func draw() -> LocalPosition {
            LocalPosition(
                eastMetres: configuration.extentMetres * generator.uniform(),
                northMetres: configuration.extentMetres * generator.uniform(),
                upMetres: configuration.emitterHeightMetres)
        }
        var place = draw()
        for _ in 0..<4_096 where city?.isInsideBuilding(place) ?? false { place = draw() }
        return place
    }

    /// A closed path over a square somewhere in the region.
    private static func path(
        _ configuration: FlightScenarioConfiguration, using generator: inout SeededGenerator
    ) -> Path {
        let side = configuration.extentMetres * min(configuration.flownShare, 1)
        let slack = configuration.extentMetres - side
        let part = Rectangle(
            west: slack * generator.uniform(), south: slack * generator.uniform(), width: side,
            depth: side)
        return configuration.pattern.path(
            over: part, index: Int(generator.uniform() * 4),
            upMetres: configuration.altitudeMetres, using: &generator)
    }
}
