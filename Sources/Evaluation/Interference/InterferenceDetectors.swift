import Interference

/// The detectors of the methods that find emitters as peaks of their maps, tuned for each.
///
/// Least OSPA over 24 validation maps of another seed than any experiment's, sampled at 5, 10, 20 and
/// 30 % by turns. Repeat it with `ethermap evaluate interference --tune-cfar`.
public enum InterferenceDetectors {
    /// Whether a method's emitters are peaks of its map.
    public static func serves(_ method: String) -> Bool { !finders.contains(method) }

    /// The detector of a method by its name.
    public static func detector(for method: String) -> CellAveragingDetector {
        CellAveragingDetector(configuration: tuned[method] ?? CFARTuning.tuned)
    }

    /// Methods that find emitters in ways of their own.
    private static let finders = [
        SynthesisMapper().name, SynthesisMapper(isKriged: true).name, ResidualNet.name,
    ]

    /// The best of the lattice, with their mean OSPA on the validation maps.
    ///
    /// All want the widest training square, half the map: little is left of a local background.
    private static let tuned = [
        // 39.6 m.
        "knn": configuration(guard: 4, training: 64, thresholdDb: 4, suppression: 15),
        // 40.9 m.
        "idw": configuration(guard: 4, training: 64, thresholdDb: 7, suppression: 11),
        // 40.7 m.
        "rbf": configuration(guard: 4, training: 64, thresholdDb: 4, suppression: 15),
        // 39.0 m.
        "kriging": configuration(guard: 8, training: 64, thresholdDb: 6, suppression: 11),
        // 38.1 m.
        "unet": configuration(guard: 8, training: 64, thresholdDb: 5, suppression: 19),
        // 33.7 m.
        "imnet": configuration(guard: 12, training: 64, thresholdDb: 6, suppression: 15),
        // 37.2 m.
        "unet-oracle": configuration(guard: 4, training: 64, thresholdDb: 8, suppression: 19),
        // 32.9 m.
        "imnet-oracle": configuration(guard: 4, training: 64, thresholdDb: 7, suppression: 15),
        // 33.2 m.
        "posterior-kriging": configuration(
            guard: 16, training: 64, thresholdDb: 7, suppression: 15),
        // 28.6 m.
        "perfect-iss": configuration(guard: 12, training: 64, thresholdDb: 6, suppression: 15),
        // 32.0 m.
        "perfect-calibrated": configuration(
            guard: 12, training: 64, thresholdDb: 5, suppression: 19),
    ]

    private static func configuration(
        guard guardHalfWidth: Int, training: Int, thresholdDb: Double, suppression: Int
    ) -> CFARConfiguration {
        CFARConfiguration(
            domain: .power, guardHalfWidth: guardHalfWidth, trainingHalfWidth: training,
            fixedThresholdDb: thresholdDb, suppressionHalfWidth: suppression)
    }
}
