import Model
import Numerics

/// Ours: the stations' path loss found together with whatever else transmits.
///
/// Where interferers cover half of a region, no robust line through losses and distances helps: the
/// far samples are interference nearly all. But interference comes from somewhere, and falls off from
/// there: fitted as a sum of the stations' power and of a few unknown emitters' on a lattice
/// (``EmissionMixture``), each sample finds its own explanation.
///
/// For open ground: where two links in five are blocked by buildings, the lit ones look like emitters
/// and D̂ comes out 8 to 10 dB low (simulated); there ``LineOfSightRidgeFit`` is the one to use.
///
/// Emitters that were given up do not come back by small steps. So half of every budget goes to a
/// challenger, started afresh; once settled it takes over, and the next begins.
public struct UnmixingPathLossFit: PathLossEstimator {
    /// The method's name.
    public static let name = "unmixing"

    /// What is believed beforehand.
    public let prior: PathLossPrior

    private let stations: [LocalPosition]
    private let eastMetres: Double
    private let northMetres: Double
    private var settled: EmissionMixture?
    private var challenger: EmissionMixture?

    private static let version: UInt8 = 1

    /// A fit that has seen nothing, for a region that begins at the origin of its frame.
    public init(
        stations: [LocalPosition], eastMetres: Double, northMetres: Double,
        prior: PathLossPrior = .init()
    ) {
        precondition(eastMetres > 0 && northMetres > 0, "a region has an extent")
        self.prior = prior
        self.stations = stations
        self.eastMetres = eastMetres
        self.northMetres = northMetres
    }

    /// The stations' path loss as fitted so far.
    public var model: PathLossModel { (settled ?? challenger)?.model ?? prior.model }

    /// Makes at most `budget` steps on the samples that say where they were taken.
    public mutating func fit(_ samples: PathLossSamples, budget: Int) -> Int {
        precondition(budget >= 0, "a budget is not negative")
        guard budget > 0 else { return 0 }
        let dictionary = EmitterDictionary(
            samples, stations: stations, eastMetres: eastMetres, northMetres: northMetres)
        guard dictionary.count > 0 else { return 0 }
        let settling = settled == nil ? 0 : budget / 2
        settled?.step(dictionary, count: settling)
        var next = challenger ?? EmissionMixture(prior: prior, dictionary)
        let challenging = min(budget - settling, EmissionMixture.settledAge - next.age)
        next.step(dictionary, count: challenging)
        if next.age >= EmissionMixture.settledAge {
            settled = next
            challenger = nil
        } else {
            challenger = next
        }
        return settling + challenging
    }

    /// Writes both mixtures.
    public func encode(into writer: inout ByteWriter) {
        writer.append(Self.version)
        for mixture in [settled, challenger] {
            writer.append(mixture != nil)
            mixture?.encode(into: &writer)
        }
    }

    /// Reads both mixtures.
    public mutating func restore(from reader: inout ByteReader) throws {
        let start = reader.offset
        guard try reader.readUInt8() == Self.version else {
            throw ByteReaderError(
                what: "path-loss fit", offset: start, reason: "its version is not known")
        }
        settled = try reader.readBool() ? EmissionMixture(from: &reader, prior: prior) : nil
        challenger = try reader.readBool() ? EmissionMixture(from: &reader, prior: prior) : nil
    }
}
