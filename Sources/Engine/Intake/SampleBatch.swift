import Model

/// One validated RSS frame, placed on the region's grid: what the windows take in.
///
/// P points, B bands; `rssDbm` and `detections` are point-major [P × B].
public struct SampleBatch: Hashable, Sendable {
    /// The cell of a point that no cell of the grid stands for.
    public static let outside = Int32(-1)

    /// The sensor.
    public var sensor: SensorID
    /// Its boot.
    public var bootID: UInt64
    /// The frame's sequence.
    public var sequence: UInt64
    /// Time of each point [P].
    public var times: [UnixTime]
    /// Flat cell index of each point, or `outside` [P].
    public var cells: [Int32]
    /// Where each point was received, metres east, north and up in the region's local frame
    /// [P × 3]; singles, which are exact to 0.03 m at 500 km.
    public var localMetres: [Float]
    /// Index of each band in the region's list [B].
    public var bandIndices: [Int]
    /// Received power, dBm [P × B].
    public var rssDbm: [Float]
    /// Whether each value was detected; empty means all [P × B].
    public var detections: [Bool]
    /// The receiver's noise in each band, dBm; empty where the frame does not tell [B].
    public var noiseFloorsDbm: [Float]
    /// Place of the last point, for people who ask where the sensor is.
    public var lastPosition: GeodeticPosition

    /// Where a point was received, in the region's local frame.
    public func position(ofPoint point: Int) -> LocalPosition {
        LocalPosition(
            eastMetres: Double(localMetres[3 * point]),
            northMetres: Double(localMetres[3 * point + 1]),
            upMetres: Double(localMetres[3 * point + 2]))
    }

    /// The newest time in the batch.
    public var newestTime: UnixTime { times.max() ?? .zero }
}
