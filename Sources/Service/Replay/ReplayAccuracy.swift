import Geometry
import Model
import Store

/// How the interferer that an engine followed compares with the recording's truth, instant by instant.
public struct ReplayAccuracy: Hashable, Codable, Sendable {
    /// Instants at which the truth is known, one a round.
    public var instants = 0
    /// Instants of them at which an interferer was active.
    public var followed = 0
    /// Median distance of the interferer from the truth at that instant, metres.
    public var errorMedianMetres: Double?
    /// Distance that nine in ten of them do not exceed, metres.
    public var errorP90Metres: Double?
    /// Share of them at which CE90 held the truth; 0.9 is honest.
    public var coverage: Double?
    /// Median CE90, metres.
    public var ce90MedianMetres: Double?
    /// Most interferers active at once; the recording has one emitter.
    public var activeMax = 0

    private enum CodingKeys: String, CodingKey {
        case instants
        case followed
        case errorMedianMetres = "error_median_m"
        case errorP90Metres = "error_p90_m"
        case coverage
        case ce90MedianMetres = "ce90_median_m"
        case activeMax = "active_max"
    }

    /// Compares what a store remembers with the truth.
    ///
    /// Of several active interferers the one seen last counts, and of these the strongest.
    ///
    /// - Parameters:
    ///   - reader: the store.
    ///   - truth: where the emitter was.
    ///   - frame: the region's local frame.
    ///   - everySeconds: time between two instants.
    /// - Throws: `StoreError`.
    init(
        of reader: StoreReader, against truth: ReplayTruth, in frame: LocalFrame,
        everySeconds: Double
    ) throws {
        guard let first = truth.times.first, let last = truth.times.last else { return }
        var errors: [Double] = []
        var radii: [Double] = []
        var held = 0
        var step = 0.0
        while first.advanced(bySeconds: step) <= last {
            let time = first.advanced(bySeconds: step)
            step += everySeconds
            guard let place = truth.position(at: time) else { continue }
            instants += 1
            let active = try reader.interferers(at: time)
            activeMax = max(activeMax, active.count)
            let best = active.max {
                ($0.lastSeen, $0.peakAboveBackgroundDb) < ($1.lastSeen, $1.peakAboveBackgroundDb)
            }
            guard let best else { continue }
            let error = frame.local(of: best.position).horizontalDistanceMetres(to: place)
            errors.append(error)
            radii.append(best.ce90Metres)
            if error <= best.ce90Metres { held += 1 }
        }
        followed = errors.count
        errorMedianMetres = Self.quantile(0.5, of: errors)
        errorP90Metres = Self.quantile(0.9, of: errors)
        ce90MedianMetres = Self.quantile(0.5, of: radii)
        coverage = errors.isEmpty ? nil : Double(held) / Double(errors.count)
    }

    private static func quantile(_ share: Double, of values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        return values.sorted()[min(Int(share * Double(values.count)), values.count - 1)]
    }
}
