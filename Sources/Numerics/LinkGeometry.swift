import CKernels

/// Where some receivers stand, laid out for computing the geometry of their links to many places.
public struct LinkGeometry: Sendable {
    private let east: [Float]
    private let north: [Float]
    private let up: [Float]

    /// Receivers.
    public var count: Int { east.count }

    /// Receivers at some places, metres; the three arrays are of one length.
    public init(eastMetres: [Float], northMetres: [Float], upMetres: [Float]) {
        precondition(
            eastMetres.count == northMetres.count && eastMetres.count == upMetres.count,
            "each receiver has three coordinates")
        east = eastMetres
        north = northMetres
        up = upMetres
    }

    /// The geometry of all links to one place, written to `offset` and on.
    ///
    /// - Parameters:
    ///   - eastMetres: Where the links end, east.
    ///   - northMetres: Where the links end, north.
    ///   - upMetres: Where the links end, up.
    ///   - leastMetres: Shorter links count as this long.
    ///   - limitDb: Depth of the dipole's null, decibels.
    ///   - logDistances: Receives log10 of the distance in three dimensions, metres.
    ///   - cosinesDb: Receives 20 log10 of the elevation's cosine, at least −`limitDb`.
    ///   - offset: Where in both arrays the first receiver's numbers go.
    public func links(
        toEastMetres eastMetres: Float, northMetres: Float, upMetres: Float,
        leastMetres: Float = 1, limitDb: Float, logDistances: inout [Float],
        cosinesDb: inout [Float], at offset: Int
    ) {
        precondition(
            offset >= 0 && offset + count <= logDistances.count
                && offset + count <= cosinesDb.count,
            "the arrays have room for every receiver")
        logDistances.withUnsafeMutableBufferPointer { logs in
            cosinesDb.withUnsafeMutableBufferPointer { cosines in
                guard let logStart = logs.baseAddress, let cosineStart = cosines.baseAddress else {
                    return
                }
                ethermap_link_geometry(
                    east, north, up, count, eastMetres, northMetres, upMetres, leastMetres,
                    limitDb, logStart + offset, cosineStart + offset)
            }
        }
    }
}
