import Model

/// What fixed receivers heard of one radio beacon that was carried about (`ble-mbd`).
///
/// Each line is `time_unix_s,receiver,emitter,rssi_dbm[,x,y,z[,nine numbers of orientation]]`,
/// without a header; x, y, z is where the beacon truly was, in metres of the building's frame
/// (philotuxo/Position-Annotated-BLE-RSSI-Dataset).
public struct BeaconRecording: Hashable, Sendable {
    /// One received advertisement.
    public struct Sample: Hashable, Sendable {
        /// When.
        public var time: UnixTime
        /// By which receiver.
        public var sensor: SensorID
        /// How strong, dBm.
        public var rssDbm: Float
        /// Where the beacon truly was; `nil` where the line does not say.
        public var truth: LocalPosition?

        /// A sample from its parts.
        public init(time: UnixTime, sensor: SensorID, rssDbm: Float, truth: LocalPosition? = nil) {
            self.time = time
            self.sensor = sensor
            self.rssDbm = rssDbm
            self.truth = truth
        }
    }

    /// The samples, in the file's order.
    public var samples: [Sample]
    /// The beacon's address; empty where the file has no line.
    public var emitter: String
    /// Lines that could not be read and were passed over.
    public var skippedLineCount: Int
    /// Why the first of them could not be read.
    public var firstSkipped: RecordingError?

    /// Reads a file whole.
    ///
    /// - Parameters:
    ///   - path: the file.
    ///   - receivers: where the receivers stand; a line of another one cannot be read.
    ///   - skipInvalid: whether lines that cannot be read are passed over.
    /// - Throws: `RecordingError` at the first line that cannot be read.
    public init(
        path: String, receivers: BeaconReceivers, skipInvalid: Bool = false
    ) throws(RecordingError) {
        let reader = BeaconReader(
            lines: try LineReader(path: path), path: path, receivers: receivers,
            skipInvalid: skipInvalid)
        try self.init(reading: reader)
    }

    /// Reads a text whole; `name` stands for the file in errors.
    public init(
        text: String, name: String = "text", receivers: BeaconReceivers, skipInvalid: Bool = false
    ) throws(RecordingError) {
        let reader = BeaconReader(
            lines: LineReader(bytes: Array(text.utf8), name: name), path: name,
            receivers: receivers, skipInvalid: skipInvalid)
        try self.init(reading: reader)
    }

    private init(reading reader: BeaconReader) throws(RecordingError) {
        samples = []
        while let sample = try reader.next() { samples.append(sample) }
        emitter = reader.emitter ?? ""
        skippedLineCount = reader.skippedLineCount
        firstSkipped = reader.firstSkipped
    }
}
