import Model

extension CellAveragingDetector {
    /// The same by direct sums over every ring, as the definition reads: for tests.
    func referencePeaks(valuesDbm: [Float], nx: Int, ny: Int) -> [Peak] {
        var peaks: [Peak] = []
        for y in 0..<ny {
            for x in 0..<nx where valuesDbm[y * nx + x].isFinite {
                var ring: [Double] = []
                for row in 0..<ny {
                    for column in 0..<nx {
                        let distance = max(abs(row - y), abs(column - x))
                        let value = valuesDbm[row * nx + column]
                        guard distance > configuration.guardHalfWidth,
                            distance <= configuration.trainingHalfWidth, value.isFinite
                        else { continue }
                        ring.append(
                            configuration.domain == .power
                                ? Decibels.watts(fromDbm: Double(value)) : Double(value))
                    }
                }
                guard !ring.isEmpty else { continue }
                let n = Double(ring.count)
                let mean = ring.reduce(0, +) / n
                let squares = ring.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
                let statistics = TrainingStatistics(
                    count: ring.count, mean: mean, variance: squares / max(n - 1, 1))
                if let peak = peak(x: x, y: y, Double(valuesDbm[y * nx + x]), statistics),
                    isGreatest(x: x, y: y, valuesDbm, nx: nx, ny: ny)
                {
                    peaks.append(peak)
                }
            }
        }
        return Self.ordered(peaks)
    }
}
