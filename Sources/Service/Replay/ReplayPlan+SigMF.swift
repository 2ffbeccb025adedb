import Engine
import EthermapSensor
import Formats
import Foundation
import Model
import Numerics
import Sensing

extension ReplayPlan {
    /// Samples that all frames of a plan may hold: a plan lies in memory.
    static let cosetSampleCountMax = 1 << 27
    /// Bytes of IQ in a frame at most; a frame of 64 KiB is accepted.
    static let cosetFrameBytesMax = 48 << 10
    /// Blocks in a frame at most.
    static let cosetBlocksMax = 16
    /// Rounds that a recording is cut into at least, where they do not get too short.
    static let cosetRoundsMin = 20.0
    /// Side of the region about the receiver, cells of 8 m.
    private static let receiverCellCount = 25

    /// Makes a plan from recordings of IQ: each file is a sensor that samples it by multi-coset.
    ///
    /// - Parameters:
    ///   - recordings: each file.
    ///   - sampling: how they are sampled.
    ///   - region: the region's name.
    ///   - bootID: the boot of every sensor.
    /// - Throws: where there is no whole block, too much to hold, or no centre frequency.
    public init(
        of recordings: [SigMFRecording], sampling: SigMFSampling, region: RegionID,
        bootID: UInt64
    ) throws {
        var tracks: [Track] = []
        var bands: [Band] = []
        var (points, seconds) = (0, 0.0)
        let place =
            recordings.lazy.flatMap(\.captures).compactMap(\.position).first ?? sampling.position
        for (number, recording) in recordings.enumerated() {
            let sensor = SensorID(unchecked: "recording-\(number + 1)")
            let quantiser = try Self.quantiser(for: recording, sampling: sampling)
            var frames: [ReplayFrame] = []
            for capture in recording.captures {
                let made = try Self.frames(
                    of: capture, in: recording, sampling: sampling, sensor: sensor,
                    quantiser: quantiser, after: frames.last?.time)
                for frame in made {
                    points += frame.iq.count / 4
                    frames.append(.coset(frame))
                    let band = Self.band(of: frame)
                    if !bands.contains(where: { $0.id == band.id }) { bands.append(band) }
                }
                seconds = max(seconds, Double(capture.samples.count) / recording.sampleRateHz)
                guard points <= Self.cosetSampleCountMax else {
                    throw Self.failure(
                        "more than \(Self.cosetSampleCountMax) samples would be kept; publish every "
                            + "k-th block only (--every), or cut the recording")
                }
            }
            guard !frames.isEmpty else {
                throw Self.failure(
                    "\(recording.dataPath) holds no block of \(sampling.pattern.binCount) samples")
            }
            tracks.append(
                Track(
                    birth: SensorBirth(
                        sensor: sensor, bootID: bootID, platform: .ground,
                        capabilities: ["coset"]), frames: frames))
        }
        let region = Region(
            id: region, grid: Self.grid(about: place), marginMetres: 200, bands: bands)
        self.init(
            tracks: tracks, engine: Self.engine(region: region, seconds: seconds),
            pointCount: points)
    }

    /// An engine on event time whose rounds suit a recording of some seconds.
    private static func engine(region: Region, seconds: Double) -> EngineConfiguration {
        var engine = EngineConfiguration(region: region)
        engine.clock = .event
        engine.allowedLatenessSeconds = 0
        engine.roundIntervalSeconds = min(max(seconds / cosetRoundsMin, 0.01), 0.5)
        engine.spectrum.publishIntervalSeconds = engine.roundIntervalSeconds
        engine.sensorLostAfterSeconds = 60
        return engine
    }

    private static func grid(about place: GeodeticPosition) -> Grid {
        let half = Double(receiverCellCount) * 8 / 2
        let north = half / 111_132
        let east = half / max(111_320 * cos(place.latitudeDegrees * Double.pi / 180), 1)
        return Grid(
            origin: GeodeticPosition(
                latitudeDegrees: place.latitudeDegrees - north,
                longitudeDegrees: place.longitudeDegrees - east,
                altitudeMetres: place.altitudeMetres),
            cellEastMetres: 8, cellNorthMetres: 8, nx: receiverCellCount, ny: receiverCellCount,
            zLevelsMetres: [0])
    }

    /// The whole span of a frame, as a band.
    private static func band(of frame: CosetFrame) -> Band {
        Band(
            id: BandID(unchecked: "b\(Int((frame.centerFrequencyHz / 1e6).rounded()))"),
            centerFrequencyHz: frame.centerFrequencyHz, bandwidthHz: frame.nyquistRateHz)
    }

    /// A converter whose range suits what a recording holds at some places of it.
    private static func quantiser(
        for recording: SigMFRecording, sampling: SigMFSampling
    ) throws -> IQQuantiser {
        let unit = Self.unit(sampling)
        // Integers come back as they were, where the file has them.
        if recording.type == .int16 || recording.type == .int16Big {
            return try IQQuantiser(scale: unit / 32_768)
        }
        let (count, length) = (64, min(1_024, recording.sampleCount))
        var greatest: Float = 0
        for index in 0..<count {
            let start = (recording.sampleCount - length) * index / (count - 1)
            let parts = try recording.samples(in: start..<start + length)
            for value in parts.inPhase { greatest = max(greatest, abs(value)) }
            for value in parts.quadrature { greatest = max(greatest, abs(value)) }
        }
        guard greatest > 0 else { throw failure("\(recording.dataPath) holds no power") }
        return try IQQuantiser(scale: 1.4 * greatest * unit / 32_767)
    }

    /// The root of a full-scale sample's power, square root of watts.
    private static func unit(_ sampling: SigMFSampling) -> Float {
        Float(Decibels.watts(fromDbm: sampling.fullScaleDbm).squareRoot())
    }

    private static func frames(
        of capture: SigMFRecording.Capture, in recording: SigMFRecording, sampling: SigMFSampling,
        sensor: SensorID, quantiser: IQQuantiser, after last: UnixTime?
    ) throws -> [CosetFrame] {
        guard let frequency = capture.frequencyHz ?? sampling.centerFrequencyHz, frequency > 0
        else {
            throw failure(
                "\(recording.path) tells no positive 'core:frequency'; give --frequency-hz")
        }
        let pattern = sampling.pattern
        let sampler = CosetSampling(pattern: pattern)
        let blocksInFrame = min(
            max(cosetFrameBytesMax / (4 * pattern.cosetCount * pattern.samplesPerCoset), 1),
            cosetBlocksMax)
        let stretch = pattern.binCount * sampling.blockStride
        let blockCount = (capture.samples.count + stretch - pattern.binCount) / stretch
        // A recording without a time begins when the century did; one capture follows another.
        let begun = capture.time ?? last?.advanced(bySeconds: 1) ?? UnixTime(seconds: 946_684_800)
        let unit = unit(sampling)
        var frames: [CosetFrame] = []
        for first in stride(from: 0, to: blockCount, by: blocksInFrame) {
            var taken = CosetCapture(
                time: begun.advanced(
                    bySeconds: Double(first * stretch) / recording.sampleRateHz),
                position: capture.position ?? sampling.position, centerFrequencyHz: frequency,
                nyquistRateHz: recording.sampleRateHz,
                downsamplingFactor: pattern.downsamplingFactor, cosetOffsets: pattern.offsets,
                samplesPerCoset: pattern.samplesPerCoset, inPhase: [], quadrature: [])
            for block in first..<min(first + blocksInFrame, blockCount) {
                let start = capture.samples.lowerBound + block * stretch
                let parts = try recording.samples(in: start..<start + pattern.binCount)
                let record = zip(parts.inPhase, parts.quadrature).map {
                    ComplexFloat(real: $0 * unit, imaginary: $1 * unit)
                }
                let samples = sampler.samples(of: record)
                taken.inPhase += samples.real
                taken.quadrature += samples.imaginary
            }
            frames.append(
                try CosetFrame.frame(of: taken, sensor: sensor, by: quantiser).frame)
        }
        return frames
    }

    private static func failure(_ reason: String) -> ServiceError {
        ServiceError(kind: .badData, operation: "replay", reason: reason)
    }
}
