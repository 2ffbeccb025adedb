import Numerics

extension BranchFollower {
    /// Writes what it has gathered.
    func encode(into writer: inout ByteWriter) {
        pattern.encode(into: &writer)
        writer.append(calibration.gains)
        writer.append(calibration.delays)
        for isCorrected in isCorrected { writer.append(isCorrected) }
        writer.append(evidence.information)
        writer.append(evidence.sum)
        writer.append(UInt32(blockCount))
        writer.append(covariance.real)
        writer.append(covariance.imaginary)
        writer.append([covariance.weight, covariance.squaredWeight, noise])
        writer.append(power)
        writer.append(spectrum != nil)
        guard let spectrum else { return }
        writer.append(spectrum.power)
        writer.append(spectrum.noise)
        writer.append(UInt32(spectrumAge))
    }

    /// Reads what `encode(into:)` wrote; damaged sums throw.
    init(from reader: inout ByteReader) throws {
        self.init(pattern: try CosetPattern(from: &reader))
        guard CalibratedTracker.serves(pattern) else { throw Self.damage }
        calibration.gains = try Self.numbers(&reader, count: pattern.cosetCount, 0.1...10)
        calibration.delays = try Self.numbers(&reader, count: pattern.cosetCount, -1...1)
        isCorrected = [try reader.readBool(), try reader.readBool()]
        guard
            let evidence = BranchEvidence(
                cosetCount: pattern.cosetCount, information: try reader.readDoubles(),
                sum: try reader.readDoubles())
        else { throw Self.damage }
        self.evidence = evidence
        blockCount = try reader.readCount(max: Self.blockCountMax)
        let (real, imaginary) = (try reader.readFloats(), try reader.readFloats())
        let sums = try Self.numbers(&reader, count: 3, 0...1e30)
        guard
            let covariance = CosetCovariance(
                cosetCount: pattern.cosetCount, columnCount: pattern.samplesPerCoset, real: real,
                imaginary: imaginary, weight: sums[0], squaredWeight: sums[1])
        else { throw Self.damage }
        self.covariance = covariance
        noise = sums[2]
        power = try Self.numbers(&reader, count: pattern.binCount, 0...1e30)
        guard try reader.readBool() else { return }
        let known = try reader.readFloats()
        let knownNoise = try reader.readDouble()
        guard known.count == pattern.binCount, known.allSatisfy({ (0...1e30).contains($0) }),
            knownNoise > 0, knownNoise < 1e30
        else { throw Self.damage }
        spectrum = BranchSpectrum(pattern: pattern, power: known, noise: knownNoise)
        spectrumAge = try reader.readCount(max: Self.blockFrames.max() ?? 0)
        makeCorrection()
    }

    private static let damage = SensingError("what is known of a sampler's branches is damaged")

    private static func numbers(
        _ reader: inout ByteReader, count: Int, _ range: ClosedRange<Double>
    ) throws -> [Double] {
        let values = try reader.readDoubles()
        guard values.count == count, values.allSatisfy({ range.contains($0) }) else {
            throw damage
        }
        return values
    }
}
