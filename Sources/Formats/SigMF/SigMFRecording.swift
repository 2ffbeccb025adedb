import Foundation
import Model

/// A recording of complex samples in SigMF: a `.sigmf-meta` of JSON beside the samples.
///
/// What is read: `core:datatype`, `core:sample_rate`, `core:dataset` (a data file of another name),
/// `core:geolocation`, and of each capture `core:sample_start`, `core:frequency`, `core:datetime` and
/// `core:geolocation`. One channel. Samples are read piece by piece.
public struct SigMFRecording: Hashable, Sendable {
    /// A stretch of samples taken at one tuning.
    public struct Capture: Hashable, Sendable {
        /// Its samples, by their place in the file.
        public var samples: Range<Int>
        /// Centre frequency, hertz; `nil` where the file does not tell it.
        public var frequencyHz: Double?
        /// When its first sample was taken; `nil` where the file does not tell it.
        public var time: UnixTime?
        /// Where; `nil` where the file does not tell it.
        public var position: GeodeticPosition?
    }

    /// The most bytes of a description.
    static let metaByteCountMax = 16 << 20
    /// The most captures.
    static let captureCountMax = 100_000

    /// The description's file.
    public let path: String
    /// The samples' file.
    public let dataPath: String
    /// How a sample is written.
    public let type: SigMFSampleType
    /// Samples a second.
    public let sampleRateHz: Double
    /// Samples in all.
    public let sampleCount: Int
    /// The tunings, in their order; what lies before the first is left out.
    public let captures: [Capture]

    /// Opens a recording.
    ///
    /// - Parameter named: its `.sigmf-meta`, its `.sigmf-data`, or their common name without the end.
    /// - Throws: where a file is missing or says what cannot be, or asks for what is not read.
    public init(path named: String) throws(RecordingError) {
        let base = Self.base(of: named)
        let path = base + ".sigmf-meta"
        self.path = path
        let meta = try Self.meta(at: path)
        func failure(_ what: String) -> RecordingError { RecordingError(path: path, what: what) }
        guard let type = SigMFSampleType(rawValue: meta.global.datatype) else {
            throw failure(
                "'core:datatype' is '\(meta.global.datatype.prefix(40))'; complex samples are "
                    + SigMFSampleType.allCases.map(\.rawValue).joined(separator: ", "))
        }
        guard meta.global.channelCount ?? 1 == 1 else {
            throw failure("'core:num_channels' is \(meta.global.channelCount ?? 0), not 1")
        }
        guard let rate = meta.global.sampleRateHz, rate.isFinite, (1...1e12).contains(rate) else {
            throw failure("'core:sample_rate' is no rate from 1 to 1e12 samples a second")
        }
        self.type = type
        sampleRateHz = rate
        let dataPath =
            meta.global.dataset.map { $0.hasPrefix("/") ? $0 : Self.folder(of: path) + $0 } ?? base
            + ".sigmf-data"
        self.dataPath = dataPath
        let attributes = try? FileManager.default.attributesOfItem(atPath: dataPath)
        guard let bytes = (attributes?[.size] as? NSNumber)?.intValue else {
            throw RecordingError(path: dataPath, what: "there are no samples: no such file")
        }
        sampleCount = bytes / type.bytesPerSample
        guard sampleCount > 0 else {
            throw RecordingError(path: dataPath, what: "the file holds no sample")
        }
        do {
            captures = try Self.captures(of: meta, sampleCount: sampleCount)
        } catch {
            throw failure(error.what)
        }
    }

    /// Some consecutive samples; a sample of full scale has a modulus of about 1.
    ///
    /// - Parameter range: which; within the recording.
    /// - Returns: in-phase and quadrature parts.
    /// - Throws: where the file cannot be read any more, or holds what is no number.
    public func samples(
        in range: Range<Int>
    ) throws(RecordingError) -> (inPhase: [Float], quadrature: [Float]) {
        precondition(
            range.lowerBound >= 0 && range.upperBound <= sampleCount, "the recording holds them")
        let bytes = try read(
            range.count * type.bytesPerSample, from: range.lowerBound * type.bytesPerSample)
        let parts = type.parts(of: bytes)
        guard parts.inPhase.allSatisfy(\.isFinite), parts.quadrature.allSatisfy(\.isFinite) else {
            throw RecordingError(
                path: dataPath, what: "a sample among \(range.lowerBound)... is no number")
        }
        return parts
    }

    private func read(_ count: Int, from offset: Int) throws(RecordingError) -> [UInt8] {
        func failure() -> RecordingError {
            RecordingError(path: dataPath, what: "byte \(offset) and what follows cannot be read")
        }
        guard let handle = FileHandle(forReadingAtPath: dataPath) else { throw failure() }
        defer { try? handle.close() }
        do {
            try handle.seek(toOffset: UInt64(offset))
            guard let data = try handle.read(upToCount: count), data.count == count else {
                throw failure()
            }
            return Array(data)
        } catch {
            throw failure()
        }
    }

    private static func base(of name: String) -> String {
        for end in [".sigmf-meta", ".sigmf-data"] where name.hasSuffix(end) {
            return String(name.dropLast(end.count))
        }
        return name
    }

    private static func folder(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
    }
}
