import Glibc
import Model
import Numerics

extension EmissionSamples {
    /// What was received in some cells, beside D̂ and noise.
    init(_ evidence: InterferenceEvidence, cells: [Int]) {
        let centres = cells.map { evidence.grid.centre(of: evidence.grid.cell(at: $0)) }
        let noise = Float(Decibels.ratio(fromDb: max(evidence.noiseDbm, -180)))
        var background: [Float] = []
        var spread: [Float] = []
        for cell in cells {
            let dbm = evidence.desiredDbm[cell].isFinite ? evidence.desiredDbm[cell] : -200
            let desired = Float(Decibels.ratio(fromDb: Double(dbm)))
            let deviation =
                evidence.desiredDeviationsDb[cell].isFinite ? evidence.desiredDeviationsDb[cell] : 6
            background.append(desired + noise)
            spread.append(desired * desired * deviation * deviation + noise * noise)
        }
        self.init(
            east: centres.map { Float($0.eastMetres) },
            north: centres.map { Float($0.northMetres) },
            up: Float(evidence.altitudeMetres), received: cells.map { evidence.receivedDbm[$0] },
            fading: cells.map {
                let deviation = evidence.receivedDeviationsDb[$0]
                return max(deviation.isFinite ? deviation * deviation : 2, 0.25)
            }, weights: [Float](repeating: 1, count: cells.count), background: background,
            spread: spread)
    }

    /// How many others share a sample's shadowing, on the mean: Σ_j exp(−|q_i − q_j| / d_cor).
    ///
    /// Samples strewn evenly have 2π d_cor² times their density, those along a way have more, however
    /// large the plane about it is.
    func likeCount(correlationMetres: Double) -> Double {
        guard count > 1 else { return 0 }
        let asked = min(count, 256)
        let reach = Float(5 * correlationMetres)
        var sum = 0.0
        for number in 0..<asked {
            let sample = number * count / asked
            for other in 0..<count where other != sample {
                let across = east[other] - east[sample]
                let along = north[other] - north[sample]
                guard abs(across) < reach, abs(along) < reach else { continue }
                let distance = Double((across * across + along * along).squareRoot())
                sum += exp(-distance / correlationMetres)
            }
        }
        return sum / Double(asked)
    }
}
