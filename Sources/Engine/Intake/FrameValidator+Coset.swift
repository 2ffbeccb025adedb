import Model

extension FrameValidator {
    /// Checks a multi-coset frame.
    ///
    /// - Parameters:
    ///   - coset: the decoded frame.
    ///   - topicSensor: the sensor that the topic names.
    ///   - clock: the region's clock at arrival.
    /// - Throws: the first reason to refuse it.
    public func check(
        _ coset: CosetFrame, topicSensor: SensorID, clock: UnixTime
    ) throws(Refusal) {
        try checkHeader(
            schemaVersion: coset.schemaVersion, sensor: coset.sensor, topicSensor: topicSensor,
            sequence: coset.sequence)
        guard coset.centerFrequencyHz.isFinite, coset.nyquistRateHz.isFinite,
            coset.iqScale.isFinite
        else { throw refusal(.notFinite, "frequency, rate and scale must be numbers") }
        try checkPattern(of: coset)
        guard coset.time <= clock.advanced(bySeconds: limits.futureToleranceSeconds) else {
            throw refusal(.futureTime, "\(coset.time.seconds(since: clock)) s ahead")
        }
        _ = try cell(of: coset.position, point: 0)
    }

    private func checkPattern(of coset: CosetFrame) throws(Refusal) {
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
    }
}
