import Glibc
import Model

/// Where power that is not the stations' own could come from, seen from the samples' places.
///
/// A square lattice of emitters over the region and, last, a constant for noise. Distances are
/// logarithms of metres over ``referenceMetres``, so that an exponent's change turns each emitter's
/// power about the middle of the region and not about one metre.
struct EmitterDictionary {
    /// Emitters along one side of the region.
    static let sideCount = 16
    /// Columns: the emitters and the constant.
    static let columnCount = sideCount * sideCount + 1
    /// The distance at which powers are stated.
    static let referenceMetres = 100.0
    /// The most samples that are taken; of more, every so manieth.
    static let sampleCountMax = 1_024
    // Closer to a station, an emitter cannot be told from it.
    private static let separationMetres = 60.0
    private static let heightMetres = 1.5

    /// Samples taken: what was received, as natural logarithm of power over EIRP, `[count]`.
    private(set) var received: [Double] = []
    /// Natural logarithm of each sample's distance to the station over the reference, `[count]`.
    private(set) var stationDistances: [Double] = []
    /// Weights of the samples, `[count]`.
    private(set) var weights: [Double] = []
    /// Natural logarithms of distances over the reference, `[count, columnCount]`; 0 for noise.
    private(set) var distances: [Double] = []
    /// Whether a column may carry power.
    private(set) var isUsed = [Bool](repeating: true, count: Self.columnCount)

    /// The samples that say where they were taken, against a lattice over the region.
    init(
        _ samples: PathLossSamples, stations: [LocalPosition], eastMetres: Double,
        northMetres: Double
    ) {
        var emitters: [LocalPosition] = []
        for y in 0..<Self.sideCount {
            for x in 0..<Self.sideCount {
                let place = LocalPosition(
                    eastMetres: (Double(x) + 0.5) / Double(Self.sideCount) * eastMetres,
                    northMetres: (Double(y) + 0.5) / Double(Self.sideCount) * northMetres,
                    upMetres: Self.heightMetres)
                isUsed[emitters.count] = stations.allSatisfy {
                    $0.horizontalDistanceMetres(to: place) > Self.separationMetres
                }
                emitters.append(place)
            }
        }
        let placed = samples.positions.indices.filter { samples.positions[$0] != nil }
        let step = max(1, (placed.count + Self.sampleCountMax - 1) / Self.sampleCountMax)
        let logReference = log(Self.referenceMetres)
        for i in stride(from: 0, to: placed.count, by: step) {
            let sample = placed[i]
            guard let place = samples.positions[sample] else { continue }
            received.append(-samples.lossesDb[sample] * Self.nepersPerDb)
            stationDistances.append(samples.logDistances[sample] * log(10.0) - logReference)
            weights.append(samples.weights[sample])
            for emitter in emitters {
                let distance = max(place.distanceMetres(to: emitter), 1)
                distances.append(log(distance) - logReference)
            }
            distances.append(0)
        }
    }

    /// Number of samples taken.
    var count: Int { received.count }

    /// Nepers of power in a decibel.
    static let nepersPerDb: Double = log(10.0) / 10
}
