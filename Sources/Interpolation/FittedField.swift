import Numerics

/// A field with its index and its variogram: what every interpolator here keeps.
struct FittedField: Sendable {
    private(set) var field = ScatteredField()
    private(set) var index: NeighbourIndex
    /// The warm state; `nil` before the first fit that could estimate one.
    private(set) var fitted: Variogram?
    private let configuration: InterpolationConfiguration

    private static let version: UInt8 = 1

    init(_ configuration: InterpolationConfiguration) {
        self.configuration = configuration
        index = NeighbourIndex(ScatteredField(), verticalScale: configuration.verticalScale)
    }

    /// The fitted variogram, or a typical one before anything was fitted.
    var variogram: Variogram { fitted ?? .typical }

    mutating func fit(_ field: ScatteredField, budget: Int) -> Int {
        precondition(budget >= 0, "a budget is not negative")
        self.field = field
        index = NeighbourIndex(field, verticalScale: configuration.verticalScale)
        // Below a handful of observations three parameters are guesswork: keep what was known.
        guard budget > 0, index.count >= 8, index.diagonalMetres > 0 else { return 0 }
        let empirical = EmpiricalVariogram(
            field, index, pairCountMax: configuration.pairCountMax)
        var fit = VariogramFit(empirical, index: index, start: fitted)
        let used = fit.improve(budget: budget)
        fitted = fit.variogram
        return used
    }

    mutating func fit(_ field: ScatteredField, variogram: Variogram) {
        self.field = field
        index = NeighbourIndex(field, verticalScale: configuration.verticalScale)
        fitted = variogram
    }

    func encode(into writer: inout ByteWriter) {
        writer.append(Self.version)
        writer.append(fitted != nil)
        fitted?.encode(into: &writer)
    }

    mutating func restore(from reader: inout ByteReader) throws(ByteReaderError) {
        let start = reader.offset
        guard try reader.readUInt8() == Self.version else {
            throw ByteReaderError(
                what: "interpolator", offset: start, reason: "its version is not known")
        }
        fitted = try reader.readBool() ? Variogram(from: &reader) : nil
    }
}
