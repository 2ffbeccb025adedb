import Geometry
import Glibc
import Model
import Numerics

/// What one transmitter, an emitter or the own station, puts over a whole plane.
struct SynthesisField {
    /// Its power where the links are clear, dBm [cell].
    var clearDbm: [Float]
    /// Its power where they are blocked, dBm [cell].
    var blockedDbm: [Float]
    /// Probability that the link is clear [cell].
    var clearShare: [Float]
    /// Variance of clear links about that, square decibels.
    var clearVariance: Float
    /// Variance of blocked links.
    var blockedVariance: Float
    /// Variance that all cells share: of the transmitter's power and the laws.
    var commonVariance: Float = 0

    /// Its mean level in a cell, dBm, and the variance about it.
    @inline(__always)
    func level(_ cell: Int) -> (dbm: Float, variance: Float) {
        let share = clearShare[cell]
        let apart = clearDbm[cell] - blockedDbm[cell]
        return (
            blockedDbm[cell] + share * apart,
            share * clearVariance + (1 - share) * blockedVariance + commonVariance
                + share * (1 - share) * apart * apart
        )
    }
}

/// Cells over which fields are worked out: a whole plane, or some of one.
struct SynthesisPlane {
    let samples: EmissionSamples
    let targets: SightTargets

    /// Some cells of the evidence's plane, or all.
    init(_ evidence: InterferenceEvidence, cells: [Int]? = nil, like other: SynthesisPlane? = nil) {
        let grid = evidence.grid
        let centres = (cells ?? Array(0..<grid.levelCellCount)).map {
            grid.centre(of: grid.cell(at: $0))
        }
        let east = centres.map { Float($0.eastMetres) }
        let north = centres.map { Float($0.northMetres) }
        let nothing = [Float](repeating: 0, count: east.count)
        samples = EmissionSamples(
            east: east, north: north, up: Float(evidence.altitudeMetres), received: nothing,
            fading: nothing, weights: nothing, background: nothing, spread: nothing)
        targets =
            other?.targets.moved(toEastMetres: east, northMetres: north)
            ?? SightTargets(
                city: evidence.lineOfSight.city, eastMetres: east, northMetres: north,
                upMetres: evidence.altitudeMetres)
    }

    /// The field of an emitter, averaged over the likeliest of the places where it may stand.
    func field(
        of emitter: KeptEmitter, placeCountMax: Int, _ evidence: InterferenceEvidence
    ) -> SynthesisField {
        let up = evidence.emitterHeightMetres
        var slopes = [Float](repeating: 0, count: samples.count)
        var seen = [UInt8](repeating: 0, count: samples.count)
        samples.slopes(
            toEast: Float(emitter.eastMetres), north: Float(emitter.northMetres), up: Float(up),
            into: &slopes)
        var shares = [Float](repeating: 0, count: samples.count)
        let places = emitter.places.prefix(max(placeCountMax, 1))
        let total = places.reduce(0) { $0 + $1.log }
        for place in places {
            targets.look(
                from: LocalPosition(
                    eastMetres: place.eastMetres, northMetres: place.northMetres, upMetres: up),
                into: &seen)
            let weight = Float(place.log / total)
            for cell in shares.indices where seen[cell] != 0 { shares[cell] += weight }
        }
        let laws = emitter.laws.map { Float($0) }
        let power = Float(emitter.eirpDbm)
        let pathLoss = evidence.pathLoss
        return SynthesisField(
            clearDbm: slopes.map { power - laws[0] - laws[1] * $0 },
            blockedDbm: slopes.map { power - laws[2] - laws[3] * $0 }, clearShare: shares,
            clearVariance: Float(pathLoss.clearScatterDb * pathLoss.clearScatterDb),
            blockedVariance: Float(pathLoss.blockedScatterDb * pathLoss.blockedScatterDb),
            commonVariance: 0.5)
    }

    /// The field of the band's own station; `nil` where there is none.
    ///
    /// Which class D̂ takes a cell's link for is read from where D̂ lies between the two laws. Several
    /// stations are taken together, as one transmitter of one class.
    func stationField(_ evidence: InterferenceEvidence) -> SynthesisField? {
        let desired = evidence.desiredDbm
        let audible = desired.indices.filter { desired[$0] > InterferenceEvidence.floorDbm + 20 }
        guard !audible.isEmpty else { return nil }
        let laws = evidence.pathLoss
        let clearVariance = Float(laws.clearScatterDb * laws.clearScatterDb)
        let blockedVariance = Float(laws.blockedScatterDb * laws.blockedScatterDb)
        guard evidence.stations.count == 1 else {
            let shown = desired.map { max($0.isNaN ? -200 : $0, -200) }
            let mean =
                audible.reduce(Float(0)) {
                    let deviation = evidence.desiredDeviationsDb[$1]
                    return $0 + (deviation.isFinite ? deviation * deviation : 9)
                } / Float(audible.count)
            return SynthesisField(
                clearDbm: shown, blockedDbm: shown,
                clearShare: [Float](repeating: 1, count: desired.count),
                clearVariance: mean, blockedVariance: mean)
        }
        let station = evidence.stations[0]
        var slopes = [Float](repeating: 0, count: samples.count)
        samples.slopes(
            toEast: Float(station.eastMetres), north: Float(station.northMetres),
            up: Float(station.upMetres), into: &slopes)
        var seen = [UInt8](repeating: 0, count: samples.count)
        targets.look(from: station, into: &seen)
        let parameters = laws.parameters.map { Float($0) }
        // The station's power is not told, but D̂ has it: as the map's classes are mostly D̂'s own.
        var powers = stride(from: 0, to: audible.count, by: max(audible.count / 1_000, 1)).map {
            let cell = audible[$0]
            let law = seen[cell] != 0 ? 0 : 2
            return desired[cell] + parameters[law] + parameters[law + 1] * slopes[cell]
        }
        powers.sort()
        let power = powers[powers.count / 2]
        var field = SynthesisField(
            clearDbm: slopes.map { power - parameters[0] - parameters[1] * $0 },
            blockedDbm: slopes.map { power - parameters[2] - parameters[3] * $0 },
            clearShare: seen.map { $0 != 0 ? 1 : 0 }, clearVariance: clearVariance,
            blockedVariance: blockedVariance)
        for cell in audible {
            let apart = field.clearDbm[cell] - field.blockedDbm[cell]
            guard apart > 3 else { continue }
            // D̂ = share · clear + (1 − share) · blocked, in milliwatts.
            let ratio = exp2((desired[cell] - field.blockedDbm[cell]) * 0.332_192_8)
            let top = exp2(apart * 0.332_192_8)
            field.clearShare[cell] = min(max((ratio - 1) / (top - 1), 0), 1)
        }
        return field
    }
}
