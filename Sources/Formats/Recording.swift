import Model

/// A recording read whole: its samples in the file's order, and what to know about them.
public struct Recording: Hashable, Sendable {
    /// The samples, in the file's order.
    public var samples: [RecordedSample]
    /// What the samples' altitudes are measured from.
    public var altitudeDatum: AltitudeDatum
    /// Columns of the file that mean nothing to us.
    public var ignoredColumns: [String]
    /// Lines that could not be read and were passed over.
    public var skippedLineCount: Int
    /// Why the first of them could not be read.
    public var firstSkipped: RecordingError?

    /// A recording from its parts.
    public init(
        samples: [RecordedSample], altitudeDatum: AltitudeDatum, ignoredColumns: [String] = [],
        skippedLineCount: Int = 0, firstSkipped: RecordingError? = nil
    ) {
        self.samples = samples
        self.altitudeDatum = altitudeDatum
        self.ignoredColumns = ignoredColumns
        self.skippedLineCount = skippedLineCount
        self.firstSkipped = firstSkipped
    }

    /// Reads all that a reader still has.
    public init(reading reader: RecordingReader) throws(RecordingError) {
        var samples: [RecordedSample] = []
        while let sample = try reader.next() { samples.append(sample) }
        self.init(
            samples: samples, altitudeDatum: reader.altitudeDatum,
            ignoredColumns: reader.ignoredColumns, skippedLineCount: reader.skippedLineCount,
            firstSkipped: reader.firstSkipped)
    }
}
