import Glibc
import Numerics

/// Received power as a sum: the stations' and that of unknown emitters, all under one exponent.
///
///     R̂(q) = s c_0(q)^-n + sum_k x_k c_k(q)^-n,   f(q) = ln R(q) - ln R̂(q),   ρ_k(q) = k's share of R̂(q)
///
/// A step moves the logarithm of each emitter's power by its share-weighted mean residual,
/// sum_q ρ_k f / sum_q ρ_k: the gradient of sum f²/2 in ln x_k over a bound of its curvature, since
/// shares add to 1. Residuals are bounded (Huber). Every emitter costs evidence, so that few remain.
struct EmissionMixture: Hashable, Sendable {
    /// Steps from a cold start to a settled mixture.
    static let settledAge = 80
    // Before it all emitters share freely, and the exponent is the prior's.
    private static let freeAge = 30
    private static let exponentStride = 4
    /// What an emitter costs: so many samples' residual of one deviation.
    private static let emitterCost = 12.0
    private static let huber = 1.345
    private static let floor = -60.0
    // How many samples' worth the prior scatter counts for.
    private static let scatterPriorCount = 8.0

    /// Steps made.
    private(set) var age = 0
    /// ln of the stations' power at the reference distance, over their EIRP.
    private(set) var station: Double
    /// The exponent.
    private(set) var exponent: Double
    /// ln of each column's power at the reference distance, over the stations' EIRP.
    private(set) var emitters: [Double]
    /// Scatter of all residuals, nepers.
    private(set) var scatter: Double
    /// Scatter of the stations' own share, nepers.
    private(set) var stationScatter: Double

    private let prior: PathLossPrior

    /// A cold start: the prior for the stations, and all emitters alike, together about as strong as
    /// what was received.
    init(prior: PathLossPrior, _ dictionary: EmitterDictionary) {
        self.prior = prior
        exponent = prior.exponent
        station = Self.level(prior.model)
        scatter = prior.scatterDb * EmitterDictionary.nepersPerDb
        stationScatter = scatter
        let sorted = dictionary.received.sorted()
        let columns = EmitterDictionary.columnCount
        var start = sorted.isEmpty ? Self.floor : sorted[sorted.count / 2]
        // Less their mean gain at the reference, as seen from the first sample's row.
        if dictionary.count > 0 {
            let row = dictionary.distances.prefix(columns).sorted()
            start += prior.exponent * row[columns / 2] - log(Double(columns))
        }
        emitters = dictionary.isUsed.map { $0 ? start : Self.floor }
    }

    /// The stations' path loss.
    var model: PathLossModel {
        let nepers = EmitterDictionary.nepersPerDb
        return PathLossModel(
            interceptDb: -station / nepers
                - 10 * exponent * log10(EmitterDictionary.referenceMetres),
            exponent: exponent,
            standardDeviationDb: max(stationScatter / nepers, ScatterScale.floorDb))
    }

    private static func level(_ model: PathLossModel) -> Double {
        -model.lossDb(distanceMetres: EmitterDictionary.referenceMetres)
            * EmitterDictionary.nepersPerDb
    }

    /// Makes some steps on the samples.
    mutating func step(_ dictionary: EmitterDictionary, count: Int) {
        guard dictionary.count > 0, count > 0 else { return }
        var gains = Gains(dictionary, exponent: exponent)
        for _ in 0..<count {
            if gains.exponent != exponent { gains = Gains(dictionary, exponent: exponent) }
            let sums = Sums(self, dictionary, gains, bound: Self.huber * scatter)
            moveEmitters(sums, dictionary)
            moveStation(sums)
            if age >= Self.freeAge, age % Self.exponentStride == 0 { moveExponent(sums) }
            moveScatter(sums, count: Double(dictionary.count))
            age = min(age + 1, 1 << 20)
        }
    }

    private mutating func moveEmitters(_ sums: Sums, _ dictionary: EmitterDictionary) {
        let cost = age < Self.freeAge ? 0 : Self.emitterCost
        for k in emitters.indices where dictionary.isUsed[k] {
            let mass = sums.shares[k] + cost / 2
            guard mass > 1e-12 else { continue }
            let step = (sums.pulls[k] - cost * scatter) / mass
            emitters[k] = max(emitters[k] + min(max(step, -1), 1), Self.floor)
        }
    }

    private mutating func moveStation(_ sums: Sums) {
        let deviation = prior.interceptDeviationDb * EmitterDictionary.nepersPerDb
        let weight = scatter * scatter / (deviation * deviation)
        var expected = prior.model
        expected.exponent = exponent
        let pull = sums.stationPull - weight * (station - Self.level(expected))
        station += min(max(pull / (sums.stationShare + weight), -1), 1)
    }

    private mutating func moveExponent(_ sums: Sums) {
        let weight = scatter * scatter / (prior.exponentDeviation * prior.exponentDeviation)
        let pull = sums.exponentPull - weight * (exponent - prior.exponent)
        let step = min(max(pull / (sums.exponentCurvature + weight), -0.1), 0.1)
        exponent = min(
            max(exponent + step, prior.exponentLimits.lowerBound), prior.exponentLimits.upperBound)
    }

    private mutating func moveScatter(_ sums: Sums, count: Double) {
        let nepers = EmitterDictionary.nepersPerDb
        let prior = prior.scatterDb * nepers
        func pooled(_ squares: Double, _ mass: Double) -> Double {
            let variance =
                (squares + Self.scatterPriorCount * prior * prior)
                / (mass + Self.scatterPriorCount)
            return max(variance.squareRoot(), ScatterScale.floorDb * nepers)
        }
        let robust = sums.medianMagnitude / 0.6745
        scatter = pooled(count * robust * robust, count)
        stationScatter = pooled(sums.stationSquares, sums.stationShare)
    }
}

extension EmissionMixture {
    /// Gains of every column at every sample, at one exponent.
    struct Gains {
        let exponent: Double
        let columns: [Double]
        let station: [Double]

        init(_ dictionary: EmitterDictionary, exponent: Double) {
            self.exponent = exponent
            columns = dictionary.distances.map { $0 == 0 ? 1 : exp(-exponent * $0) }
            station = dictionary.stationDistances.map { exp(-exponent * $0) }
        }
    }

    /// What one pass over the samples adds up.
    struct Sums {
        var pulls = [Double](repeating: 0, count: EmitterDictionary.columnCount)
        var shares = [Double](repeating: 0, count: EmitterDictionary.columnCount)
        var stationPull = 0.0
        var stationShare = 0.0
        var stationSquares = 0.0
        var exponentPull = 0.0
        var exponentCurvature = 0.0
        var medianMagnitude = 0.0

        init(
            _ mixture: EmissionMixture, _ dictionary: EmitterDictionary, _ gains: Gains,
            bound: Double
        ) {
            let columns = EmitterDictionary.columnCount
            let powers = zip(mixture.emitters, dictionary.isUsed).map { $1 ? exp($0) : 0 }
            let own = exp(mixture.station)
            var magnitudes: [Double] = []
            magnitudes.reserveCapacity(dictionary.count)
            for q in 0..<dictionary.count {
                let row = q * columns
                let stationPower = own * gains.station[q]
                var total = stationPower
                for k in 0..<columns { total += powers[k] * gains.columns[row + k] }
                let residual = dictionary.received[q] - log(total)
                magnitudes.append(abs(residual))
                let weight = dictionary.weights[q]
                let bounded = min(max(residual, -bound), bound)
                let share = stationPower / total
                var slope = -share * dictionary.stationDistances[q]
                let scale = weight / total
                for k in 0..<columns {
                    let mass = scale * powers[k] * gains.columns[row + k]
                    shares[k] += mass
                    pulls[k] += mass * bounded
                    slope -= mass / weight * dictionary.distances[row + k]
                }
                stationPull += weight * share * bounded
                stationShare += weight * share
                // A little more than bounded, so that a Gaussian's scatter comes out whole.
                let outer = min(max(residual, -2 * bound), 2 * bound)
                stationSquares += weight * share * outer * outer
                exponentPull += weight * slope * bounded
                exponentCurvature += weight * slope * slope
            }
            magnitudes.sort()
            medianMagnitude = magnitudes[magnitudes.count / 2]
        }
    }
}

extension EmissionMixture {
    /// Writes the whole state.
    func encode(into writer: inout ByteWriter) {
        writer.append(UInt32(age))
        writer.append(station)
        writer.append(exponent)
        writer.append(scatter)
        writer.append(stationScatter)
        writer.append(emitters)
    }

    /// Reads a state that ``encode(into:)`` wrote.
    init(from reader: inout ByteReader, prior: PathLossPrior) throws(ByteReaderError) {
        let start = reader.offset
        self.prior = prior
        age = try reader.readCount(max: 1 << 20)
        station = try reader.readDouble()
        exponent = try reader.readDouble()
        scatter = try reader.readDouble()
        stationScatter = try reader.readDouble()
        emitters = try reader.readDoubles()
        guard emitters.count == EmitterDictionary.columnCount,
            emitters.allSatisfy({ $0.isFinite && abs($0) < 300 }), abs(station) < 300,
            prior.exponentLimits.contains(exponent), scatter > 0, scatter < 100,
            stationScatter > 0, stationScatter < 100
        else {
            throw ByteReaderError(
                what: "emission mixture", offset: start, reason: "its numbers are out of range")
        }
    }
}
