import Model

/// Measured values at scattered places: what an interpolator is fitted to.
///
/// Observations with a number that is not finite or beyond all reason, or a negative variance, keep
/// their index but take no part in anything.
public struct ScatteredField: Hashable, Sendable {
    /// The most observations that a field may hold; the caller keeps its evidence within it.
    public static let observationCountMax = 65_536

    /// Metres east of the region's origin, `[count]`.
    public private(set) var eastMetres: [Double]
    /// Metres north of the region's origin, `[count]`.
    public private(set) var northMetres: [Double]
    /// Metres above the region's origin, `[count]`.
    public private(set) var upMetres: [Double]
    /// The measured values, decibels of whatever unit, `[count]`.
    public private(set) var valuesDb: [Double]
    /// The measurements' variances, dB², `[count]`.
    public private(set) var variancesDb2: [Double]

    /// A field of no observations.
    public init() {
        eastMetres = []
        northMetres = []
        upMetres = []
        valuesDb = []
        variancesDb2 = []
    }

    /// A field from its parts, all of one length of at most ``observationCountMax``.
    public init(
        eastMetres: [Double], northMetres: [Double], upMetres: [Double], valuesDb: [Double],
        variancesDb2: [Double]
    ) {
        let count = valuesDb.count
        precondition(
            eastMetres.count == count && northMetres.count == count && upMetres.count == count
                && variancesDb2.count == count, "an observation has a place, a value, a variance")
        precondition(count <= Self.observationCountMax, "the field's observations are bounded")
        self.eastMetres = eastMetres
        self.northMetres = northMetres
        self.upMetres = upMetres
        self.valuesDb = valuesDb
        self.variancesDb2 = variancesDb2
    }

    /// Number of observations.
    public var count: Int { valuesDb.count }

    /// Adds an observation; the field must not be full.
    public mutating func append(at position: LocalPosition, valueDb: Double, varianceDb2: Double) {
        precondition(count < Self.observationCountMax, "the field's observations are bounded")
        eastMetres.append(position.eastMetres)
        northMetres.append(position.northMetres)
        upMetres.append(position.upMetres)
        valuesDb.append(valueDb)
        variancesDb2.append(varianceDb2)
    }

    /// Makes room for some observations.
    public mutating func reserveCapacity(_ count: Int) {
        eastMetres.reserveCapacity(count)
        northMetres.reserveCapacity(count)
        upMetres.reserveCapacity(count)
        valuesDb.reserveCapacity(count)
        variancesDb2.reserveCapacity(count)
    }

    // Beyond it nothing is a place, a power or a variance, and sums of products would overflow.
    private static let magnitudeMax = 1e9

    /// Whether every number of an observation is finite and sane, and its variance not negative.
    func isUsable(_ index: Int) -> Bool {
        func isSane(_ value: Double) -> Bool { abs(value) <= Self.magnitudeMax }
        return isSane(eastMetres[index]) && isSane(northMetres[index]) && isSane(upMetres[index])
            && isSane(valuesDb[index]) && isSane(variancesDb2[index]) && variancesDb2[index] >= 0
    }
}
