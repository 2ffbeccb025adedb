import Model
import Sensing

extension FrameValidator {
    /// Checks a multi-coset frame and places it on the grid.
    ///
    /// - Parameters:
    ///   - coset: the decoded frame.
    ///   - topicSensor: the sensor that the topic names.
    ///   - clock: the region's clock at arrival.
    /// - Returns: the samples, with their place.
    /// - Throws: the first reason to refuse it.
    public func cosets(
        of coset: CosetFrame, topicSensor: SensorID, clock: UnixTime
    ) throws(Refusal) -> CosetBatch {
        try checkHeader(
            schemaVersion: coset.schemaVersion, sensor: coset.sensor, topicSensor: topicSensor,
            sequence: coset.sequence)
        guard coset.centerFrequencyHz.isFinite, coset.nyquistRateHz.isFinite,
            coset.iqScale.isFinite
        else { throw refusal(.notFinite, "frequency, rate and scale must be numbers") }
        let pattern = try pattern(of: coset)
        guard coset.time <= clock.advanced(bySeconds: limits.futureToleranceSeconds) else {
            throw refusal(.futureTime, "\(coset.time.seconds(since: clock)) s ahead")
        }
        let local = frame.local(of: coset.position)
        let cell = try cell(holding: local, point: 0)
        try checkPower(of: coset)
        return CosetBatch(
            sensor: coset.sensor, bootID: coset.bootID, sequence: coset.sequence, time: coset.time,
            position: coset.position,
            localMetres: [
                Float(local.eastMetres), Float(local.northMetres), Float(local.upMetres),
            ],
            cell: cell, pattern: pattern, blockCount: Int(coset.blockCount),
            centerFrequencyHz: coset.centerFrequencyHz, nyquistRateHz: coset.nyquistRateHz,
            iq: coset.iq, iqScale: coset.iqScale)
    }

    /// Checks the mean power of the samples: a receiver that is on always hears its own noise.
    private func checkPower(of coset: CosetFrame) throws(Refusal) {
        var energy = 0.0
        for place in stride(from: 0, to: coset.iq.count, by: 2) {
            let step = Int16(
                bitPattern: UInt16(coset.iq[place]) | UInt16(coset.iq[place + 1]) << 8)
            energy += Double(step) * Double(step)
        }
        guard energy > 0 else { throw refusal(.powerRange, "every sample is 0") }
        let scale = Double(coset.iqScale)
        let dbm = Decibels.dbm(
            fromWatts: energy * 4 / Double(coset.iq.count) * scale * scale)
        guard Self.rssDbmRange.contains(Float(dbm)) else {
            throw refusal(.powerRange, "the samples' mean power, \(dbm) dBm, is outside [-200, 60]")
        }
    }

    private func pattern(of coset: CosetFrame) throws(Refusal) -> CosetPattern {
        let offsets = coset.cosetOffsets
        guard coset.centerFrequencyHz > 0, coset.nyquistRateHz > 0, coset.iqScale > 0 else {
            throw refusal(.cosetPattern, "frequency, rate and scale must be positive")
        }
        guard (2...65_536).contains(coset.downsamplingFactor), !offsets.isEmpty,
            offsets.count <= Int(coset.downsamplingFactor)
        else {
            throw refusal(
                .cosetPattern, "\(offsets.count) cosets of a period of \(coset.downsamplingFactor)")
        }
        guard zip(offsets, offsets.dropFirst()).allSatisfy({ $0 < $1 }),
            offsets.last.map({ $0 < coset.downsamplingFactor }) == true
        else { throw refusal(.cosetPattern, "offsets must ascend and lie below the period") }
        let samples = [UInt64(coset.samplesPerCoset), UInt64(coset.blockCount)].reduce(
            (UInt64(offsets.count), false)
        ) { product, factor in
            let next = product.0.multipliedReportingOverflow(by: factor)
            return (next.partialValue, product.1 || next.overflow)
        }
        guard !samples.1, samples.0 > 0, samples.0 <= 65_536,
            UInt64(coset.iq.count) == samples.0 * 4
        else {
            throw refusal(
                .cosetPattern,
                "\(coset.iq.count) bytes of IQ for \(offsets.count) cosets × "
                    + "\(coset.samplesPerCoset) samples × \(coset.blockCount) blocks")
        }
        let pattern: CosetPattern
        do throws(SensingError) {
            pattern = try CosetPattern(
                downsamplingFactor: Int(coset.downsamplingFactor),
                offsets: offsets.map { Int($0) }, samplesPerCoset: Int(coset.samplesPerCoset))
        } catch {
            throw refusal(.cosetPattern, "\(error)")
        }
        guard pattern.binCount <= limits.binCountMax else {
            throw refusal(
                .cosetPattern,
                "a spectrum of \(pattern.binCount) bins; at most \(limits.binCountMax) are told")
        }
        return pattern
    }
}
