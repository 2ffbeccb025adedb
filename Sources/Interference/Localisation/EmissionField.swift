import Glibc
import Model

/// What places say of an emitter once everything else is explained: levels where it is heard, limits
/// where it is not.
struct EmissionField: Sendable {
    /// A place where more is received than is explained.
    struct Heard: Sendable {
        var place: Place
        /// The emitter's own power, dBm: received less explained, in linear power.
        var levelDbm: Double
        /// Variance of that level without the emitter's shadowing, square decibels.
        var varianceDb2: Double
        /// How far the received lies above the explained, decibels; infinite where nothing is.
        var excessDb: Double
    }

    /// A place where the emitter cannot be stronger than this.
    struct Silent: Sendable {
        var place: Place
        var limitDbm: Double
        var deviationDb: Double
    }

    var heard: [Heard] = []
    var silent: [Silent] = []

    /// Splits places by what is explained at each, told by index.
    init(
        _ places: [Place], configuration: LocalisationConfiguration,
        explained: (Int) -> ExplainedPower
    ) {
        let fading = configuration.fadingDeviationDb * configuration.fadingDeviationDb
        let floor = configuration.floorDeviationDb * configuration.floorDeviationDb
        for (index, place) in places.enumerated() {
            let known = explained(index)
            var variance = floor + fading / Double(min(place.lookCount, 10))
            if place.isDeaf {
                variance += configuration.deafDeviationDb * configuration.deafDeviationDb
            }
            let received = Decibels.watts(fromDbm: place.levelDbm)
            let knownDeviation = (known.deviationDb * known.deviationDb + variance).squareRoot()
            guard known.watts > 0 || place.isCensored else {
                heard.append(
                    Heard(
                        place: place, levelDbm: place.levelDbm, varianceDb2: variance,
                        excessDb: .infinity))
                continue
            }
            let excess =
                known.watts > 0 ? Decibels.db(fromRatio: received / known.watts) : 0
            if !place.isCensored, excess > configuration.heardDeviations * knownDeviation {
                let rest = received - known.watts
                // What the explained part's error does to the rest.
                let lever = known.watts / rest
                heard.append(
                    Heard(
                        place: place, levelDbm: Decibels.dbm(fromWatts: rest),
                        varianceDb2: variance + lever * lever * known.deviationDb
                            * known.deviationDb, excessDb: excess))
            } else {
                let limit = max(received, known.watts)
                silent.append(
                    Silent(
                        place: place, limitDbm: Decibels.dbm(fromWatts: limit),
                        deviationDb: knownDeviation))
            }
        }
    }
}
