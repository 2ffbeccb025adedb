import Glibc
import Model

/// Since when more of the places hear an emitter than before: a change point in the share of those
/// that do.
///
/// Before τ a share p₀ of the places hears something (errors of what is explained), from τ on p₁:
///
///     Λ(τ) = log [ p₀^k₀ (1 − p₀)^(n₀ − k₀) p₁^k₁ (1 − p₁)^(n₁ − k₁) / p^k (1 − p)^(n − k) ]
///
/// with both shares fitted (generalised likelihood ratio; Hinkley 1970). A neighbourhood has one
/// vote, as in the likelihood: its errors are one error.
struct EmissionOnset: Hashable, Sendable {
    /// Side of a neighbourhood, in places.
    private static let blockPlaces = 5.0
    /// Votes from before that a change needs: whoever has not listened before cannot tell.
    private static let votesMin = 3.0
    /// Λ from which on a change is believed, nats: quiet cities reach 2 or so.
    private static let gainMin = 3.0

    /// When the first place heard it.
    let time: UnixTime
    /// Λ there, nats.
    let gain: Double

    /// One neighbourhood.
    private struct Block: Hashable {
        var x: Double
        var y: Double
        var z: Double
    }

    /// - Returns: `nil` where nothing speaks for a change.
    init?(of field: EmissionField, configuration: LocalisationConfiguration) {
        let side = Self.blockPlaces * configuration.placeMetres
        func block(_ place: Place) -> Block {
            Block(
                x: (place.position.eastMetres / side).rounded(.down),
                y: (place.position.northMetres / side).rounded(.down),
                z: (place.position.upMetres / side).rounded(.down))
        }
        var looks =
            field.heard.map { (time: $0.place.end, isHeard: true, block: block($0.place)) }
            + field.silent.map { (time: $0.place.end, isHeard: false, block: block($0.place)) }
        looks.sort { ($0.time, $0.isHeard ? 1 : 0) < ($1.time, $1.isHeard ? 1 : 0) }
        var counts: [Block: Double] = [:]
        for look in looks { counts[look.block, default: 0] += 1 }
        let votes = looks.map { 1 / (counts[$0.block] ?? 1) }
        let all = votes.reduce(0, +)
        let heard = zip(looks, votes).reduce(0) { $0 + ($1.0.isHeard ? $1.1 : 0) }
        let whole = Self.logLikelihood(heard, of: all)
        var before = (heard: 0.0, all: 0.0)
        var best: (time: UnixTime, gain: Double)?
        for (look, vote) in zip(looks, votes) {
            if look.isHeard, before.all >= Self.votesMin,
                (heard - before.heard) * before.all > before.heard * (all - before.all)
            {
                let gain =
                    Self.logLikelihood(before.heard, of: before.all)
                    + Self.logLikelihood(heard - before.heard, of: all - before.all) - whole
                if gain > best?.gain ?? Self.gainMin { best = (look.time, gain) }
            }
            before.all += vote
            if look.isHeard { before.heard += vote }
        }
        guard let best else { return nil }
        time = best.time
        gain = best.gain
    }

    /// log-likelihood of so many votes of all, their share fitted and kept from 0 and 1.
    private static func logLikelihood(_ votes: Double, of all: Double) -> Double {
        guard all > 0 else { return 0 }
        let share = min(max((votes + 0.02) / (all + 1), 1e-4), 1 - 1e-4)
        return votes * log(share) + (all - votes) * log(1 - share)
    }
}
