import Glibc
import Model

/// Two-dimensional cell-averaging CFAR: a cell against the mean of the ring about it.
///
///     ring(c) = { c' : guard < |c' - c|_inf <= training, c' in the map and with data }
///     power:   X > alpha mean(X over ring),          alpha = N (Pfa^(-1/N) - 1)
///     decibel: X_dB > mean(X_dB over ring) + T
///
/// Then the greatest of its neighbourhood. Rings are sums of integral images, so the cost per cell
/// does not depend on the ring's size. An emitter seen from a height h is a peak about h wide: a guard
/// narrower than that masks it with its own flanks.
public struct CellAveragingDetector: PeakDetector {
    /// What is compared with what.
    public let configuration: CFARConfiguration
    // What a threshold is made of: for power it depends on the count alone, [count].
    private let powerThresholdsDb: [Double]
    private let quantile: Double

    /// A detector from its configuration.
    public init(configuration: CFARConfiguration = .init()) {
        self.configuration = configuration
        let rate = configuration.falseAlarmRate
        quantile = GaussianTail.quantile(exceededWith: rate)
        powerThresholdsDb = (0...configuration.trainingCountFull).map { count in
            let n = Double(max(count, 1))
            return Decibels.db(fromRatio: n * (pow(rate, -1 / n) - 1))
        }
    }

    /// How far a cell must stand above its surroundings' mean, dB.
    ///
    /// Power: alpha = N (Pfa^(-1/N) - 1), exact where cells are independent and exponential (H. M.
    /// Finn and R. S. Johnson, 1968). Decibels: the Gaussian quantile times the ring's own standard
    /// deviation, which holds for log-normal cells.
    private func thresholdDb(_ statistics: TrainingStatistics) -> Double {
        if let fixed = configuration.fixedThresholdDb { return fixed }
        switch configuration.domain {
        case .power: return powerThresholdsDb[statistics.count]
        case .decibel:
            let spread = statistics.variance * (1 + 1 / Double(statistics.count))
            return quantile * spread.squareRoot()
        }
    }

    /// The peaks of one level of a map, the greatest excess first.
    public func peaks(valuesDbm: [Float], nx: Int, ny: Int) -> [Peak] {
        precondition(valuesDbm.count == nx * ny, "a map holds nx times ny values")
        let rings = Rings(valuesDbm, nx: nx, ny: ny, configuration: configuration)
        var peaks: [Peak] = []
        for y in 0..<ny {
            for x in 0..<nx where valuesDbm[y * nx + x].isFinite {
                guard let statistics = rings.statistics(x: x, y: y),
                    let peak = peak(x: x, y: y, Double(valuesDbm[y * nx + x]), statistics),
                    isGreatest(x: x, y: y, valuesDbm, nx: nx, ny: ny)
                else { continue }
                peaks.append(peak)
            }
        }
        return Self.ordered(peaks)
    }

    /// The cell as a peak, where it passes the test against its surroundings.
    func peak(x: Int, y: Int, _ valueDbm: Double, _ statistics: TrainingStatistics) -> Peak? {
        guard statistics.count >= configuration.trainingCountMin else { return nil }
        let background =
            configuration.domain == .power
            ? Decibels.dbm(fromWatts: max(statistics.mean, .leastNormalMagnitude))
            : statistics.mean
        let threshold = thresholdDb(statistics)
        let excess = valueDbm - background
        guard excess > threshold, excess >= configuration.excessMinDb else { return nil }
        return Peak(
            x: x, y: y, valueDbm: valueDbm, backgroundDb: background, excessDb: excess,
            thresholdDb: threshold)
    }

    /// Whether no cell within the suppression square is greater; of equal ones the first counts.
    func isGreatest(x: Int, y: Int, _ values: [Float], nx: Int, ny: Int) -> Bool {
        let reach = configuration.suppressionHalfWidth
        let own = values[y * nx + x]
        for row in max(y - reach, 0)...min(y + reach, ny - 1) {
            for column in max(x - reach, 0)...min(x + reach, nx - 1) {
                let other = values[row * nx + column]
                let isEarlier = (row, column) < (y, x)
                if other > own || (other == own && isEarlier) { return false }
            }
        }
        return true
    }

    static func ordered(_ peaks: [Peak]) -> [Peak] {
        peaks.sorted { ($1.excessDb, $0.y, $0.x) < ($0.excessDb, $1.y, $1.x) }
    }
}

extension CellAveragingDetector {
    /// The rings of a map, from integral images of values, squares and counts.
    private struct Rings {
        private let nx: Int
        private let ny: Int
        private let configuration: CFARConfiguration
        private let counts: IntegralImage
        private let sums: IntegralImage
        private let squares: IntegralImage?
        // Decibels are taken about a middle of the map, so that squares lose no digits.
        private let centreDb: Double

        init(_ values: [Float], nx: Int, ny: Int, configuration: CFARConfiguration) {
            self.nx = nx
            self.ny = ny
            self.configuration = configuration
            let isPower = configuration.domain == .power
            let finite = values.first { $0.isFinite }
            let centre = isPower ? 0 : Double(finite ?? 0)
            centreDb = centre
            let masked = values.map { value -> Double in
                guard value.isFinite else { return 0 }
                return isPower
                    ? Decibels.watts(fromDbm: Double(value)) : Double(value) - centre
            }
            sums = IntegralImage(masked, nx: nx, ny: ny)
            counts = IntegralImage(values.map { $0.isFinite ? 1 : 0 }, nx: nx, ny: ny)
            squares = isPower ? nil : IntegralImage(masked.map { $0 * $0 }, nx: nx, ny: ny)
        }

        func statistics(x: Int, y: Int) -> TrainingStatistics? {
            let count = Int(ring(counts, x, y).rounded())
            guard count > 0 else { return nil }
            let n = Double(count)
            let sum = ring(sums, x, y)
            let square = squares.map { ring($0, x, y) } ?? 0
            return TrainingStatistics(
                count: count, mean: sum / n + centreDb,
                variance: max(square - sum * sum / n, 0) / max(n - 1, 1))
        }

        private func ring(_ image: IntegralImage, _ x: Int, _ y: Int) -> Double {
            square(image, x, y, configuration.trainingHalfWidth)
                - square(image, x, y, configuration.guardHalfWidth)
        }

        private func square(_ image: IntegralImage, _ x: Int, _ y: Int, _ reach: Int) -> Double {
            image.sum(
                columns: max(x - reach, 0)..<min(x + reach + 1, nx),
                rows: max(y - reach, 0)..<min(y + reach + 1, ny))
        }
    }
}
