import Glibc
import Model

/// Where something else than the localiser, a network say, places an emitter.
public struct EmitterProposal: Hashable, Sendable {
    /// The place.
    public var position: LocalPosition
    /// How sure the proposer is, 0 to 1.
    public var confidence: Double

    /// A proposal from its parts.
    public init(position: LocalPosition, confidence: Double) {
        self.position = position
        self.confidence = confidence
    }

    /// An emitter found so near is the proposed one, metres.
    static let sameMetres = 40.0

    /// What proposals make of the belief about a place before the samples speak: the share that is
    /// believed lies about them by a normal law, the rest anywhere.
    struct Prior: Sendable {
        /// No proposals: every place is as likely.
        static let none = Prior(places: [], rest: 1, variance: 1)

        /// Places with the height of their peaks, in units of the flat density.
        private let places: [(position: LocalPosition, height: Double)]
        private let rest: Double
        private let variance: Double

        private init(
            places: [(position: LocalPosition, height: Double)], rest: Double, variance: Double
        ) {
            self.places = places
            self.rest = rest
            self.variance = variance
        }

        init(
            _ proposals: [EmitterProposal], over area: SearchArea,
            configuration: LocalisationConfiguration
        ) {
            let total = proposals.reduce(0) { $0 + $1.confidence }
            guard total > 0 else {
                self = .none
                return
            }
            let trust = configuration.proposalTrust / max(total, 1)
            let deviation = configuration.proposalDeviationMetres
            variance = deviation * deviation
            let scale = area.widthMetres * area.depthMetres / (2 * Double.pi * variance)
            places = proposals.map { ($0.position, trust * $0.confidence * scale) }
            rest = 1 - trust * total
        }

        /// log of the density at a place over the flat one.
        func log(at place: LocalPosition) -> Double {
            guard !places.isEmpty else { return 0 }
            var density = rest
            for (position, height) in places {
                let distance = position.horizontalDistanceMetres(to: place)
                density += height * exp(-distance * distance / (2 * variance))
            }
            return Glibc.log(density)
        }
    }
}
