import Glibc
import Numerics

/// Paths that the emitter may have taken, each with a weight, an exponent and its levels' mean.
struct EmitterParticles: Hashable, Sendable {
    /// Where the emitter can be: a rectangle, metres.
    struct Bounds: Hashable, Sendable {
        let west: Double
        let south: Double
        let east: Double
        let north: Double
    }

    /// Exponents are kept within it.
    static let exponents = 1.0...5.0
    /// Share of the posterior's spread by which chosen particles are moved apart.
    static let jitterShare = 0.1
    /// Standard deviation of the exponent's change when particles are chosen anew.
    static let exponentJitter = 0.02

    var east: [Double]
    var north: [Double]
    var eastSpeed: [Double]
    var northSpeed: [Double]
    var exponent: [Double]
    /// Normalised: their exponentials sum to 1.
    var logWeights: [Double]
    /// Means of the levels [count × dimension], row-major.
    var means: [Double]
    let bounds: Bounds

    var count: Int { east.count }

    /// Particles without a place yet.
    init(count: Int, bounds: Bounds) {
        let zeros = [Double](repeating: 0, count: count)
        east = zeros
        north = zeros
        eastSpeed = zeros
        northSpeed = zeros
        exponent = zeros
        logWeights = [Double](repeating: -log(Double(count)), count: count)
        means = zeros
        self.bounds = bounds
    }

    /// Throws one particle anywhere, at any speed.
    mutating func scatter(_ particle: Int, speedDeviation: Double, _ random: inout SeededGenerator)
    {
        east[particle] = bounds.west + (bounds.east - bounds.west) * random.uniform()
        north[particle] = bounds.south + (bounds.north - bounds.south) * random.uniform()
        eastSpeed[particle] = speedDeviation * random.normal()
        northSpeed[particle] = speedDeviation * random.normal()
    }

    /// Draws an exponent from its prior.
    mutating func drawExponent(
        _ particle: Int, mean: Double, deviation: Double, _ random: inout SeededGenerator
    ) {
        // A few draws find the allowed range; a prior far outside it ends at its border.
        for _ in 0..<16 {
            exponent[particle] = mean + deviation * random.normal()
            if Self.exponents.contains(exponent[particle]) { return }
        }
        exponent[particle] = Self.clamped(exponent[particle])
    }

    private static func clamped(_ exponent: Double) -> Double {
        min(max(exponent, exponents.lowerBound), exponents.upperBound)
    }

    /// Makes room in the means for more unknowns, which are 0.
    mutating func widen(from old: Int, to new: Int) {
        var wide = [Double](repeating: 0, count: count * new)
        for particle in 0..<count {
            for unknown in 0..<old {
                wide[particle * new + unknown] = means[particle * old + unknown]
            }
        }
        means = wide
    }

    /// Moves all by one step of a motion; walls throw them back.
    mutating func move(_ motion: VelocityMotion, _ random: inout SeededGenerator) {
        for particle in 0..<count {
            let x = motion.noise(random.normal(), random.normal())
            let y = motion.noise(random.normal(), random.normal())
            east[particle] += motion.shiftSeconds * eastSpeed[particle] + x.position
            north[particle] += motion.shiftSeconds * northSpeed[particle] + y.position
            eastSpeed[particle] = motion.kept * eastSpeed[particle] + x.velocity
            northSpeed[particle] = motion.kept * northSpeed[particle] + y.velocity
            Self.reflect(&east[particle], &eastSpeed[particle], bounds.west, bounds.east)
            Self.reflect(&north[particle], &northSpeed[particle], bounds.south, bounds.north)
        }
    }

    private static func reflect(
        _ place: inout Double, _ speed: inout Double, _ low: Double, _ high: Double
    ) {
        if place < low {
            place = min(2 * low - place, high)
            speed = -speed
        } else if place > high {
            place = max(2 * high - place, low)
            speed = -speed
        }
    }

    /// Weighs each particle by a log-likelihood and normalises.
    ///
    /// - Returns: the logarithm of the likelihood of all together.
    mutating func weigh(_ logLikelihood: [Double]) -> Double {
        var greatest = -Double.infinity
        for particle in 0..<count {
            logWeights[particle] += logLikelihood[particle]
            greatest = max(greatest, logWeights[particle])
        }
        var sum = 0.0
        for particle in 0..<count { sum += exp(logWeights[particle] - greatest) }
        let total = greatest + log(sum)
        for particle in 0..<count { logWeights[particle] -= total }
        return total
    }

    /// Number of particles of equal weight that would be as good: 1 / Σ w².
    var effectiveCount: Double {
        1 / logWeights.reduce(0) { $0 + exp(2 * $1) }
    }

    /// Chooses particles anew in proportion to their weights (systematic resampling), moves them a
    /// little apart, and throws a share of them over the whole area, so that a lost emitter is found.
    mutating func chooseAnew(
        freshShare: Double, speedDeviation: Double, spread: (east: Double, north: Double),
        _ random: inout SeededGenerator
    ) {
        let dimension = means.count / count
        let old = self
        var cumulated = exp(old.logWeights[0])
        var source = 0
        let offset = random.uniform()
        for particle in 0..<count {
            let target = (Double(particle) + offset) / Double(count)
            while cumulated < target, source < count - 1 {
                source += 1
                cumulated += exp(old.logWeights[source])
            }
            east[particle] = old.east[source] + Self.jitterShare * spread.east * random.normal()
            north[particle] = old.north[source] + Self.jitterShare * spread.north * random.normal()
            eastSpeed[particle] = old.eastSpeed[source]
            northSpeed[particle] = old.northSpeed[source]
            exponent[particle] = Self.clamped(
                old.exponent[source] + Self.exponentJitter * random.normal())
            for unknown in 0..<dimension {
                means[particle * dimension + unknown] = old.means[source * dimension + unknown]
            }
            if random.uniform() < freshShare {
                scatter(particle, speedDeviation: speedDeviation, &random)
            }
            Self.reflect(&east[particle], &eastSpeed[particle], bounds.west, bounds.east)
            Self.reflect(&north[particle], &northSpeed[particle], bounds.south, bounds.north)
        }
        logWeights = [Double](repeating: -log(Double(count)), count: count)
    }

    func encode(into writer: inout ByteWriter) {
        for numbers in [east, north, eastSpeed, northSpeed, exponent, logWeights, means] {
            writer.append(numbers)
        }
    }

    /// Reads what ``encode(into:)`` wrote.
    mutating func restore(
        from reader: inout ByteReader, dimension: Int
    ) throws(ByteReaderError) {
        let offset = reader.offset
        let count = count
        east = try reader.readDoubles()
        north = try reader.readDoubles()
        eastSpeed = try reader.readDoubles()
        northSpeed = try reader.readDoubles()
        exponent = try reader.readDoubles()
        logWeights = try reader.readDoubles()
        means = try reader.readDoubles()
        let lists = [east, north, eastSpeed, northSpeed, exponent, logWeights]
        guard lists.allSatisfy({ $0.count == count && $0.allSatisfy(\.isFinite) }),
            means.count == count * dimension, means.allSatisfy(\.isFinite)
        else {
            throw ByteReaderError(
                what: "EmitterParticles", offset: offset, reason: "its numbers are out of range")
        }
    }
}
