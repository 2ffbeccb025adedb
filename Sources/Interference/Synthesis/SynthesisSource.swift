import Glibc
import Numerics

/// One emitter of the synthesis: where it is tried, and what it puts at the samples there.
struct SynthesisSource: Sendable {
    var eastMetres: Double
    var northMetres: Double
    var eirpDbm: Double
    /// 10 log10(d / 100 m) to the samples.
    var slopes: [Float]
    /// Which samples see it.
    var clear: [UInt8]
    /// Its power at the samples, mW.
    var power: [Float]
    /// That squared times its variance.
    var spread: [Float]
    /// What it explains that nothing else does, nats.
    var gain = 0.0
    /// Places that were tried for it, and their log-likelihoods.
    var places: [Place] = []

    /// A place that was tried.
    struct Place: Hashable, Sendable {
        var eastMetres: Double
        var northMetres: Double
        var log: Double
    }

    /// Places it may stand at, likeliest first, with their probabilities in `log`.
    func weighedPlaces(countMax: Int, temper: Double) -> [Place] {
        let own = Place(eastMetres: eastMetres, northMetres: northMetres, log: 1)
        let near = places.filter {
            abs($0.eastMetres - eastMetres) <= 3 && abs($0.northMetres - northMetres) <= 3
        }
        guard let top = near.map(\.log).max() else { return [own] }
        var weighed = near.map { place in
            var weighed = place
            weighed.log = exp(temper * (place.log - top))
            return weighed
        }.filter { $0.log > 0.02 }
        weighed.sort {
            ($1.log, $0.northMetres, $0.eastMetres) < ($0.log, $1.northMetres, $1.eastMetres)
        }
        weighed = Array(weighed.prefix(countMax))
        let total = weighed.reduce(0) { $0 + $1.log }
        for index in weighed.indices { weighed[index].log /= total }
        return weighed
    }
}
