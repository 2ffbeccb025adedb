import Glibc
import Model

/// What ``ResidualNet`` is shown: evidence, city and a physical prior, scaled to the order of one.
///
/// Everything is a fixed function of decibels and metres; no bounds are taken from a map, so a plane
/// means the same in every city.
public struct ResidualPlanes: Sendable {
    /// The planes' order in ``values``.
    public enum Plane: Int, CaseIterable, Sendable {
        /// The prior's interference, dBm.
        case prior
        /// The prior's standard deviation, dB.
        case priorDeviation
        /// Where something was measured.
        case sampled
        /// What a sample says of the interference, above the prior.
        case sampleAbovePrior
        /// How much a sample says of it: the inverse of its deviation.
        case sampleInformation
        /// D̂, dBm.
        case desired
        /// D̂'s standard deviation, dB.
        case desiredDeviation
        /// How far R is above D̂.
        case receivedAboveDesired
        /// How far R is above all that is explained, D̂ and the prior.
        case receivedAboveExplained
        /// A sample's own scatter, dB.
        case receivedDeviation
        /// Height of what stands there, metres.
        case roof
        /// The plane's height, metres; the same everywhere.
        case altitude
        /// Where the prior has its emitters.
        case emitters
    }

    /// Number of planes.
    public static let count = Plane.allCases.count
    /// Reach of an emitter's mark, standard deviation in metres.
    public static let markDeviationMetres = 8.0

    /// All planes, `[count, ny, nx]`, the southernmost row first.
    public let values: [Float]

    /// The planes of some evidence, with what the samples say by a table.
    public init(
        _ evidence: InterferenceEvidence, prior: InterferencePrior, table: SampleInterferenceTable
    ) {
        let cells = evidence.grid.cellCount
        precondition(prior.issDbm.count == cells, "a prior holds one value a cell")
        var values = [Float](repeating: 0, count: Self.count * cells)
        func put(_ plane: Plane, _ cell: Int, _ value: Float) {
            values[plane.rawValue * cells + cell] = value
        }
        let roofs = Self.roofsMetres(evidence)
        let altitude = Float(evidence.altitudeMetres) / 100
        for cell in 0..<cells {
            let expected = prior.issDbm[cell]
            let desired = evidence.desiredDbm[cell]
            put(.prior, cell, (expected + 75) / 25)
            put(.priorDeviation, cell, min(prior.deviationsDb[cell], 30) / 10)
            put(.desired, cell, (max(desired, -120) + 60) / 25)
            put(.desiredDeviation, cell, min(evidence.desiredDeviationsDb[cell], 30) / 10)
            put(.roof, cell, roofs[cell] / 50)
            put(.altitude, cell, altitude)
            let received = evidence.receivedDbm[cell]
            guard !received.isNaN else { continue }
            let sample = table.interference(receivedDbm: received, desiredDbm: desired)
            let explained =
                10 * log10f(powf(10, desired / 10) + powf(10, expected / 10))
            put(.sampled, cell, 1)
            put(.sampleAbovePrior, cell, Self.clipped(sample.meanDbm - expected, by: 20))
            put(.sampleInformation, cell, min(4 / max(sample.deviationDb, 1), 2))
            put(.receivedAboveDesired, cell, Self.clipped(received - desired, by: 20))
            put(.receivedAboveExplained, cell, Self.clipped(received - explained, by: 10))
            put(.receivedDeviation, cell, min(evidence.receivedDeviationsDb[cell], 10) / 5)
        }
        Self.mark(prior.emitters, on: evidence, into: &values)
        self.values = values
    }

    private static func clipped(_ db: Float, by scaleDb: Float) -> Float {
        min(max(db / scaleDb, -2), 2)
    }

    /// Height of what stands below each cell's middle, metres.
    private static func roofsMetres(_ evidence: InterferenceEvidence) -> [Float] {
        let grid = evidence.grid
        return (0..<grid.cellCount).map { index in
            let place = grid.centre(of: grid.cell(at: index))
            return evidence.lineOfSight.city.heightMetres(
                eastMetres: place.eastMetres, northMetres: place.northMetres)
        }
    }

    /// A Gaussian mark at each emitter, as high as the prior is sure of it.
    private static func mark(
        _ emitters: [InterferenceEstimate.Emitter], on evidence: InterferenceEvidence,
        into values: inout [Float]
    ) {
        let grid = evidence.grid
        let base = Plane.emitters.rawValue * grid.cellCount
        for emitter in emitters {
            let marks = HeatPlane.mark(
                at: emitter.position, on: grid, deviationMetres: markDeviationMetres)
            for (cell, height) in marks {
                let value = height * Float(min(max(emitter.confidence, 0), 1))
                values[base + cell] = max(values[base + cell], value)
            }
        }
    }
}
