import Geometry
import Glibc
import Model
import Numerics

/// What the found emitters put over a whole plane.
struct SynthesisField {
    /// One emitter's field.
    struct Part {
        /// Its power where the links are clear, dBm [cell].
        var clearDbm: [Float]
        /// Its power where they are blocked, dBm [cell].
        var blockedDbm: [Float]
        /// Probability that the link is clear [cell].
        var clearShare: [Float]
    }

    var parts: [Part] = []
    let noiseDbm: Double
    let clearVariance: Double
    let blockedVariance: Double

    /// The fields of a search's emitters.
    init(_ search: SynthesisSearch, evidence: InterferenceEvidence) {
        noiseDbm = max(evidence.noiseDbm, -180)
        clearVariance = search.laws.clearVariance
        blockedVariance = search.laws.blockedVariance
        let grid = evidence.grid
        let count = grid.levelCellCount
        guard !search.sources.isEmpty else { return }
        let centres = (0..<count).map { grid.centre(of: grid.cell(at: $0)) }
        let east = centres.map { Float($0.eastMetres) }
        let north = centres.map { Float($0.northMetres) }
        let up = evidence.altitudeMetres
        let targets = SightTargets(
            city: search.city, eastMetres: east, northMetres: north, upMetres: up)
        let nothing = [Float](repeating: 0, count: count)
        let plane = EmissionSamples(
            east: east, north: north, up: Float(up), received: nothing, fading: nothing,
            weights: nothing, background: nothing, spread: nothing)
        var slopes = nothing
        var seen = [UInt8](repeating: 0, count: count)
        for source in search.sources {
            plane.slopes(
                toEast: Float(source.eastMetres), north: Float(source.northMetres),
                up: Float(search.upMetres), into: &slopes)
            let laws = search.laws.parameters
            var shares = nothing
            for place in Self.places(of: source, configuration: search.configuration) {
                targets.look(
                    from: LocalPosition(
                        eastMetres: place.eastMetres, northMetres: place.northMetres,
                        upMetres: search.upMetres), into: &seen)
                let weight = Float(place.log)
                for cell in 0..<count where seen[cell] != 0 { shares[cell] += weight }
            }
            let wrongClear = Float(search.laws.clearErrorShare)
            let wrongBlocked = Float(search.laws.blockedErrorShare)
            _ = (wrongClear, wrongBlocked)
            parts.append(
                Part(
                    clearDbm: slopes.map { Float(source.eirpDbm - laws[0] - laws[1] * Double($0)) },
                    blockedDbm: slopes.map {
                        Float(source.eirpDbm - laws[2] - laws[3] * Double($0))
                    },
                    clearShare: shares))
        }
    }

    /// Places an emitter may stand at with their probabilities, in `log`.
    private static func places(
        of source: SynthesisSource, configuration: SynthesisConfiguration
    ) -> [SynthesisSource.Place] {
        let own = SynthesisSource.Place(
            eastMetres: source.eastMetres, northMetres: source.northMetres, log: 1)
        let near = source.places.filter {
            abs($0.eastMetres - source.eastMetres) <= 3
                && abs($0.northMetres - source.northMetres) <= 3
        }
        guard let top = near.map(\.log).max() else { return [own] }
        var weighed = near.map { place in
            var weighed = place
            weighed.log = exp(configuration.placeTemper * (place.log - top))
            return weighed
        }.filter { $0.log > 0.02 }
        weighed.sort { $0.log > $1.log }
        weighed = Array(weighed.prefix(configuration.placeCountMax))
        let total = weighed.reduce(0) { $0 + $1.log }
        for index in weighed.indices { weighed[index].log /= total }
        return weighed
    }

    /// The interference and its deviation in every cell.
    func estimate(cellCount: Int) -> (dbm: [Float], deviationsDb: [Float]) {
        let noise = Float(Decibels.ratio(fromDb: noiseDbm))
        var dbm = [Float](repeating: Float(noiseDbm), count: cellCount)
        var deviations = [Float](repeating: 3, count: cellCount)
        guard !parts.isEmpty else { return (dbm, deviations) }
        let nepers = Float(Glibc.log(10.0) / 10)
        for cell in 0..<cellCount {
            var total = noise
            var spread = noise * noise
            for part in parts {
                let share = part.clearShare[cell]
                let apart = part.clearDbm[cell] - part.blockedDbm[cell]
                let mean = part.blockedDbm[cell] + share * apart
                let power = Glibc.exp(nepers * mean)
                total += power
                let variance =
                    share * Float(clearVariance) + (1 - share) * Float(blockedVariance)
                    + share * (1 - share) * apart * apart
                spread += power * power * variance
            }
            dbm[cell] = Glibc.log(total) / nepers
            deviations[cell] = (spread / (total * total)).squareRoot()
        }
        return (dbm, deviations)
    }
}
