import CKernels

/// Who sees whom over a raster of heights, for very many places seen from one.
///
/// Coordinates are in cells from the raster's south-west corner, heights in metres. Exact like a walk
/// over the crossed cells, but for lines that pass within 1e-5 cells of a corner; some 40 ns a place.
public struct RasterSightlines: Sendable {
    private let heights: [Float]
    private let columnCount: Int32
    private let rowCount: Int32
    private let heightMax: Float

    /// Sightlines over a raster, [rowCount × columnCount], the southernmost row first.
    public init(heights: [Float], columnCount: Int, rowCount: Int) {
        precondition(
            columnCount > 0 && rowCount > 0 && heights.count == columnCount * rowCount,
            "a raster has one height for each cell")
        precondition(heights.count <= 1 << 30, "the kernel counts cells in 32 bits")
        self.heights = heights
        self.columnCount = Int32(columnCount)
        self.rowCount = Int32(rowCount)
        heightMax = max(heights.max() ?? 0, 0)
    }

    /// Writes 1 for each place that is seen from (x, y, z), 0 for all others.
    ///
    /// - Parameters:
    ///   - x: Where it is looked from, cells eastwards.
    ///   - y: Cells northwards.
    ///   - z: Its height, metres.
    ///   - east: The places, cells eastwards.
    ///   - north: Cells northwards, as many.
    ///   - up: The height of all of them, metres.
    ///   - clear: Receives one answer a place; as long as the places.
    public func look(
        fromX x: Float, y: Float, z: Float, toEast east: [Float], north: [Float], up: Float,
        into clear: inout [UInt8]
    ) {
        precondition(
            east.count == north.count && clear.count >= east.count, "each place has an answer")
        guard !east.isEmpty else { return }
        clear.withUnsafeMutableBufferPointer { answers in
            guard let start = answers.baseAddress else { return }
            ethermap_sightlines(
                heights, columnCount, rowCount, heightMax, x, y, z, east, north, up, east.count,
                start)
        }
    }
}
