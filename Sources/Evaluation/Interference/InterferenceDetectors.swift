import Interference

/// The detectors of the methods that find emitters as peaks of their maps, tuned for each.
///
/// Least OSPA over 24 validation maps of another seed than any experiment's, sampled at 5, 10, 20 and
/// 30 % by turns. Repeat it with `ethermap evaluate interference --tune-cfar`.
public enum InterferenceDetectors {
    /// Whether a method's emitters are peaks of its map.
    public static func serves(_ method: String) -> Bool { !finders.contains(method) }

    /// The detector of a method by its name.
    ///
    /// One that was not tuned has that of its like: the interpolated magnitudes kriging's, the
    /// networks IMNet's, the bounds the perfect map's.
    public static func detector(for method: String) -> CellAveragingDetector {
        let likes = [
            ("unet", "imnet"), ("imnet-oracle", "imnet"), ("unet-oracle", "imnet"),
            ("perfect-calibrated", "perfect-iss"),
        ]
        let like = likes.first { $0.0 == method }?.1 ?? "kriging"
        return CellAveragingDetector(
            configuration: tuned[method] ?? tuned[like] ?? CFARTuning.tuned)
    }

    /// Methods that find emitters in ways of their own.
    private static let finders = [
        SynthesisMapper().name, SynthesisMapper(isKriged: true).name, ResidualNet.name,
    ]

    /// The best of the lattice, with their mean OSPA on the validation maps.
    private static let tuned = [
        // 39.0 m.
        "kriging": configuration(guard: 8, training: 64, thresholdDb: 6, suppression: 11),
        // 33.7 m.
        "imnet": configuration(guard: 12, training: 64, thresholdDb: 6, suppression: 15),
        // 42.6 m, of training squares up to 32.
        "posterior-kriging": configuration(
            guard: 8, training: 32, thresholdDb: 7, suppression: 11),
        // 35.2 m, of training squares up to 32.
        "perfect-iss": configuration(guard: 6, training: 32, thresholdDb: 9, suppression: 11),
    ]

    private static func configuration(
        guard guardHalfWidth: Int, training: Int, thresholdDb: Double, suppression: Int
    ) -> CFARConfiguration {
        CFARConfiguration(
            domain: .power, guardHalfWidth: guardHalfWidth, trainingHalfWidth: training,
            fixedThresholdDb: thresholdDb, suppressionHalfWidth: suppression)
    }
}
