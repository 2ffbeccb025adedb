import Geometry
import Glibc
import Model

/// What located emitters and the receivers' noise should put at a place, over a known city.
///
///     Î(q) = σ_w² + Σ_k P_k 10^(-L_s(q,k)(|q - t_k|) / 10)                                   (3)
///
/// under the laws of the band's own stations, for want of others: the city is the same.
public struct ExpectedInterference: Sendable {
    /// One located emitter.
    public struct Emitter: Hashable, Sendable {
        /// Where it is.
        public var position: LocalPosition
        /// EIRP, dBm.
        public var eirpDbm: Double
        /// Standard deviation of its position along one axis, metres.
        public var deviationMetres: Double

        /// An emitter from its parts.
        public init(position: LocalPosition, eirpDbm: Double, deviationMetres: Double) {
            self.position = position
            self.eirpDbm = eirpDbm
            self.deviationMetres = deviationMetres
        }
    }

    /// Deviation of the interference where nothing is located: somebody may transmit, decibels.
    private static let unknownDeviationDb = 10.0
    /// Deviation of the noise, decibels.
    private static let noiseDeviationDb = 2.0
    /// What an emitter's link deviates beyond its class's scatter: other heights, other antennas.
    private static let strangeDeviationDb = 4.0
    /// Nearest distance at which an error of position is turned into one of loss, metres.
    private static let nearMetres = 20.0
    /// Least samples that correct an emitter's power, and the most that they may change it.
    private static let correctingCountMin = 5
    private static let correctionMaxDb = 20.0
    /// What a sample's excess over D̂ must be to correct, decibels.
    private static let correctingExcessDb = 6.0

    private var emitters: [Emitter]
    private let laws: CityPathLoss
    private let lineOfSight: LineOfSight
    private let noiseDbm: Double

    /// An expectation from emitters, noise in dBm, and the laws of path loss.
    public init(
        emitters: [Emitter], noiseDbm: Double, laws: CityPathLoss, lineOfSight: LineOfSight
    ) {
        self.emitters = emitters
        self.noiseDbm = noiseDbm
        self.laws = laws
        self.lineOfSight = lineOfSight
    }

    /// The expected interference with noise at a place, dBm, and its standard deviation, decibels.
    public func power(at place: LocalPosition) -> (dbm: Double, deviationDb: Double) {
        let noiseWatts = Decibels.watts(fromDbm: noiseDbm)
        guard !emitters.isEmpty else { return (noiseDbm, Self.unknownDeviationDb) }
        var watts = noiseWatts
        var spread = noiseWatts * Self.noiseDeviationDb * (noiseWatts * Self.noiseDeviationDb)
        for emitter in emitters {
            let link = link(from: emitter, to: place)
            let power = Decibels.watts(fromDbm: link.dbm)
            watts += power
            spread += power * link.deviationDb * (power * link.deviationDb)
        }
        return (Decibels.dbm(fromWatts: watts), spread.squareRoot() / watts)
    }

    /// Corrects the emitters' powers by samples in which interference rules.
    ///
    /// An emitter's stated power rests on the localiser's law of path loss, not on these: the median
    /// of what samples near it have above the expectation is added.
    ///
    /// - Parameter samples: place, received power and D̂, dBm.
    public mutating func correct(
        by samples: [(place: LocalPosition, receivedDbm: Double, desiredDbm: Double)]
    ) {
        var residuals = [[Double]](repeating: [], count: emitters.count)
        for sample in samples
        where sample.receivedDbm > sample.desiredDbm + Self.correctingExcessDb {
            let links = emitters.map { link(from: $0, to: sample.place).dbm }
            // Of several, the one that should be heard best answers for the sample.
            guard let best = links.indices.max(by: { links[$0] < links[$1] }) else { return }
            let interference =
                Decibels.watts(fromDbm: sample.receivedDbm)
                - Decibels.watts(fromDbm: sample.desiredDbm)
            residuals[best].append(Decibels.dbm(fromWatts: interference) - links[best])
        }
        for index in emitters.indices where residuals[index].count >= Self.correctingCountMin {
            let sorted = residuals[index].sorted()
            let median = sorted[sorted.count / 2]
            emitters[index].eirpDbm += min(
                max(median, -Self.correctionMaxDb), Self.correctionMaxDb)
        }
    }

    private func link(
        from emitter: Emitter, to place: LocalPosition
    ) -> (dbm: Double, deviationDb: Double) {
        let isClear = lineOfSight.isClear(from: emitter.position, to: place)
        let distance = max(emitter.position.distanceMetres(to: place), 1)
        let scatter = laws.scatterDb(isClear: isClear)
        let exponent = laws.parameters[isClear ? 1 : 3]
        let moved =
            10 * exponent / log(10) * emitter.deviationMetres / max(distance, Self.nearMetres)
        return (
            emitter.eirpDbm - laws.lossDb(distanceMetres: distance, isClear: isClear),
            (scatter * scatter + Self.strangeDeviationDb * Self.strangeDeviationDb
                + moved * moved).squareRoot()
        )
    }
}
