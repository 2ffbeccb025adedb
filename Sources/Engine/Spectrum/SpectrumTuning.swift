import Model
import Numerics
import Sensing

/// What makes a sensor's frames one stream: pattern, centre and rate.
struct SpectrumTuning: Hashable, Sendable {
    let pattern: CosetPattern
    let centerFrequencyHz: Double
    let nyquistRateHz: Double

    init(of batch: CosetBatch) {
        pattern = batch.pattern
        centerFrequencyHz = batch.centerFrequencyHz
        nyquistRateHz = batch.nyquistRateHz
    }

    /// The frequencies of its bins.
    var axis: SpectrumAxis {
        SpectrumAxis(
            pattern: pattern, centerFrequencyHz: centerFrequencyHz, nyquistRateHz: nyquistRateHz)
    }

    func encode(into writer: inout ByteWriter) {
        writer.append([
            UInt64(pattern.downsamplingFactor), UInt64(pattern.samplesPerCoset),
        ])
        writer.append(pattern.offsets.map(UInt64.init))
        writer.append([centerFrequencyHz, nyquistRateHz])
    }

    init(from reader: inout ByteReader) throws {
        let sizes = try reader.readUInt64s()
        let offsets = try reader.readUInt64s()
        let tuning = try reader.readDoubles()
        let bound = UInt64(CosetPattern.binCountMax)
        guard sizes.count == 2, tuning.count == 2, tuning.allSatisfy({ $0.isFinite && $0 > 0 }),
            (sizes + offsets).allSatisfy({ $0 <= bound })
        else { throw EngineStateError(reason: "a sensor's tuning is damaged") }
        do throws(SensingError) {
            pattern = try CosetPattern(
                downsamplingFactor: Int(sizes[0]), offsets: offsets.map { Int($0) },
                samplesPerCoset: Int(sizes[1]))
        } catch {
            throw EngineStateError(reason: "a sensor's tuning is damaged: \(error)")
        }
        centerFrequencyHz = tuning[0]
        nyquistRateHz = tuning[1]
    }
}
