import Engine
import Interference
import Interpolation

extension ConfigurationTable {
    private static let distance = 0.1...100_000.0

    static let time: [ConfigurationKey] = [
        ConfigurationKey(
            "time.clock", \.engine.clock, oneOf: RegionClock.allCases,
            "wall: now, for live sensors. event: the frames' own times, for recordings."),
        ConfigurationKey(
            "time.allowed_lateness_s", \.engine.allowedLatenessSeconds, 0...3_600,
            "How late a frame still changes a map, seconds; later ones are kept and counted only."),
        ConfigurationKey(
            "time.round_interval_s", \.engine.roundIntervalSeconds, 0.01...3_600,
            "Time between two updates of the maps, seconds."),
        ConfigurationKey(
            "time.sensor_lost_after_s", \.engine.sensorLostAfterSeconds, 0.1...86_400,
            "Silence after which a sensor counts as lost (alert SENSOR_LOST), seconds."),
    ]

    static let intake: [ConfigurationKey] = [
        ConfigurationKey(
            "intake.future_tolerance_s", \.engine.intake.futureToleranceSeconds, 0...3_600,
            "How far ahead of the region's clock a frame's time may be, seconds."),
        ConfigurationKey(
            "intake.point_count_max", \.engine.intake.pointCountMax, 1...16_384,
            "The most points of a frame."),
        ConfigurationKey(
            "intake.value_count_max", \.engine.intake.valueCountMax, 1...16_384,
            "The most values (points times bands) of a frame."),
        ConfigurationKey(
            "intake.bin_count_max", \.engine.intake.binCountMax, 2...8_192,
            "The most bins of a coset frame's spectrum, factor times samples per coset."),
        ConfigurationKey(
            "intake.sensor_count_max", \.engine.intake.sensorCountMax, 1...65_536,
            "The most sensors of the region; frames of further ones are refused."),
        ConfigurationKey(
            "intake.boot_count_max", \.engine.intake.bootCountMax, 1...64,
            "Boots of one sensor whose sequences are remembered."),
        ConfigurationKey(
            "intake.range_count_max", \.engine.intake.rangeCountMax, 1...4_096,
            "Gaps in a sensor's sequences that may be open at once; the oldest is given up."),
        ConfigurationKey(
            "intake.gap_timeout_s", \.engine.intake.gapTimeoutSeconds, 0.1...86_400,
            "How long a gap may stay open before it is given up as lost (alert DATA_GAP), seconds."),
        ConfigurationKey(
            "intake.require_checksum", \.engine.intake.requireChecksum,
            "Whether frames without a checksum (crc32c) are refused."),
    ]

    static let evidence: [ConfigurationKey] = [
        ConfigurationKey(
            "evidence.half_life_s", \.engine.evidence.halfLifeSeconds, 0.1...10_000_000,
            "Time in which evidence loses half its weight, seconds."),
        ConfigurationKey(
            "evidence.huber_limit", \.engine.evidence.huberLimit, 0.1...100,
            "Residual, in standard deviations, beyond which a sample's weight falls."),
        ConfigurationKey(
            "evidence.prior_deviation_db", \.engine.evidence.priorDeviationDb, 0.1...50,
            "Standard deviation of one sample about its cell's mean before any is known, dB."),
        ConfigurationKey(
            "evidence.floor_deviation_db", \.engine.evidence.floorDeviationDb, 0.01...50,
            "Least standard deviation of a cell's mean, dB: what averaging cannot remove."),
        ConfigurationKey(
            "evidence.sensor_bias_deviation_db", \.engine.evidence.sensorBiasDeviationDb,
            0.01...50,
            "Standard deviation of a sensor's calibration where its birth does not say, dB."),
        ConfigurationKey(
            "evidence.level_reach_m", \.engine.evidence.levelReachMetres, distance,
            "How far above or below a z level a sample may be to count for it, metres."),
        ConfigurationKey(
            "evidence.pending_sample_count_max", \.engine.evidence.pendingSampleCountMax,
            1_000...100_000_000,
            "Samples that may wait for their round; beyond it the oldest round closes early."),
    ]

    static let estimation: [ConfigurationKey] = [
        ConfigurationKey(
            "estimation.interpolator", \.engine.estimation.interpolator,
            choices: InterpolatorChoice.allCases.map(\.rawValue),
            "What fills the cells between samples; kriging is the best measured one."),
        ConfigurationKey(
            "estimation.interference", \.engine.estimation.interference,
            choices: InterferenceChoice.allCases.map(\.rawValue),
            "What maps the interference of bands with stations, where a city is known; elsewhere it "
                + "is kriging. residual, imnet and unet are networks and need weights."),
        ConfigurationKey(
            "estimation.weights", \.weightsFolder, .path,
            "The folder of the networks' weights, <network>.safetensors, relative to this file; null "
                + "for those that came with the program."),
        ConfigurationKey(
            "estimation.network_threads", \.engine.estimation.networkThreads, 1...64,
            "Cores that a network may use."),
        ConfigurationKey(
            "estimation.iss_estimator", \.engine.estimation.issEstimator,
            choices: [AbsoluteIssEstimator.name, PosteriorIssEstimator.name],
            "How interfering power is told from the stations' own."),
        ConfigurationKey(
            "estimation.path_loss_estimator", \.engine.estimation.pathLossEstimator,
            choices: [LineOfSightRidgeFit.name, LogDistancePathLossFit.name],
            "How the stations' own power is modelled over distance."),
        ConfigurationKey(
            "estimation.noise_floor_dbm", \.engine.estimation.noiseFloorDbm, -200...60,
            "The receivers' noise in a band, dBm; interference is never below it."),
        ConfigurationKey(
            "estimation.window_budget", \.engine.estimation.windowBudget, 1...1_000_000,
            "Windows of 16 by 16 cells that a round may infer anew; the rest wait their turn."),
        ConfigurationKey(
            "estimation.fit_budget", \.engine.estimation.fitBudget, 0...10_000,
            "Iterations that fitting (path loss, variogram) may take in a round."),
        ConfigurationKey(
            "estimation.reach_m", \.engine.estimation.reachMetres, distance,
            "How far evidence reaches: cells within it are inferred anew, metres."),
        ConfigurationKey(
            "estimation.refresh_s", \.engine.estimation.refreshSeconds, 0.1...1_000_000,
            "Age at which a window is inferred anew though nothing changed, seconds."),
        ConfigurationKey(
            "estimation.vertical_scale", \.engine.estimation.verticalScale, 0.01...1_000,
            "How many metres along one metre of height counts for."),
    ]

    static let detection: [ConfigurationKey] = [
        ConfigurationKey(
            "detection.domain", \.engine.detection.domain, choices: ["decibel", "power"],
            "What is averaged about a cell: decibels (a fixed threshold) or power (a rate)."),
        ConfigurationKey(
            "detection.guard_m", \.engine.detection.guardMetres, distance,
            "Half-width of the zone left out about the cell under test, metres."),
        ConfigurationKey(
            "detection.training_m", \.engine.detection.trainingMetres, distance,
            "Half-width of the zone that is averaged, metres; at most 512 cells."),
        ConfigurationKey(
            "detection.false_alarm_rate", \.engine.detection.falseAlarmRate, 1e-12...0.49,
            "False alarms a cell, in domain power."),
        ConfigurationKey(
            "detection.threshold_db", \.engine.detection.thresholdDb, 0.1...100,
            "How far a peak must stand above its surroundings in domain decibel, dB."),
        ConfigurationKey(
            "detection.suppression_m", \.engine.detection.suppressionMetres, distance,
            "Distance within which only the strongest peak counts, metres; at most 512 cells."),
        ConfigurationKey(
            "detection.floor_dbm", \.engine.detection.floorDbm, -200...60,
            "Peaks below this power are noise, dBm."),
        ConfigurationKey(
            "detection.settled_cell_min", \.engine.detection.settledCellMin, 0...4_194_304,
            "Cells that must have been visited before a band with own stations is searched."),
        ConfigurationKey(
            "detection.interval_s", \.engine.detection.intervalSeconds, 0.01...86_400,
            "Time between two searches for emitters in a band, seconds."),
        ConfigurationKey(
            "detection.emitter_count_max", \.engine.detection.emitterCountMax, 1...64,
            "Unknown emitters sought in a band at most."),
        ConfigurationKey(
            "detection.emitter_height_m", \.engine.detection.emitterHeightMetres,
            -1_000...10_000, "Height at which emitters are sought, metres above the grid's origin."),
        ConfigurationKey(
            "detection.motion", \.engine.detection.motion,
            choices: ["still", "walking", "driving"],
            "How unknown emitters move: any number that stand still, or one that moves as fast as "
                + "somebody walks indoors or a slow vehicle drives."),
        ConfigurationKey(
            "detection.search_margin_m", \.engine.detection.searchMarginMetres, 0...100_000,
            "How far outside the grid emitters are sought, metres."),
    ]

    static let localisation: [ConfigurationKey] = [
        ConfigurationKey(
            "localisation.place_m", \.engine.localisation.placeMetres, distance,
            "Side of a place: samples of one sensor within it are one observation, metres."),
        ConfigurationKey(
            "localisation.place_count_max", \.engine.localisation.placeCountMax, 16...2_000,
            "Places in one likelihood; where there are more, places grow to twice their side."),
        ConfigurationKey(
            "localisation.visit_s", \.engine.localisation.visitSeconds, 0.01...3_600,
            "A sensor's longer stay in a place is told apart into visits of this length, seconds."),
        ConfigurationKey(
            "localisation.visit_count_max", \.engine.localisation.visitCountMax, 64...65_536,
            "Visits remembered in a band; beyond it the oldest eighth is forgotten."),
        ConfigurationKey(
            "localisation.memory_s", \.engine.localisation.memorySeconds, 1...1_000_000,
            "Samples older than this are not listened to, seconds."),
        ConfigurationKey(
            "localisation.finest_m", \.engine.localisation.finestMetres, distance,
            "Side of the finest cell that an emitter is looked for in, metres."),
        ConfigurationKey(
            "localisation.exponent", \.engine.localisation.exponent, 1...8,
            "Path-loss exponent expected between emitters and sensors where no city is known."),
        ConfigurationKey(
            "localisation.exponent_deviation", \.engine.localisation.exponentDeviation, 0.01...4,
            "Standard deviation of that exponent."),
        ConfigurationKey(
            "localisation.sensor_deviation_db", \.engine.localisation.sensorDeviationDb, 0.01...50,
            "Standard deviation of one sensor's constant against the others', dB."),
        ConfigurationKey(
            "localisation.heard_deviations", \.engine.localisation.heardDeviations, 0.5...20,
            "How far above what is explained a level must lie to be an emitter's, in standard "
                + "deviations."),
        ConfigurationKey(
            "localisation.gain_min", \.engine.localisation.gainMin, 0.1...1_000,
            "Gain in log-likelihood for which an emitter is believed, nats."),
        ConfigurationKey(
            "localisation.support_min", \.engine.localisation.supportMin, 1...1_000,
            "Places that an emitter must explain."),
        ConfigurationKey(
            "localisation.model_error_m", \.engine.localisation.modelErrorMetres, 0...10_000,
            "What the model cannot know about a position, one axis, metres; widens every radius."),
    ]

    static let tracking: [ConfigurationKey] = [
        ConfigurationKey(
            "tracking.gate_m", \.engine.tracking.gateMetres, distance,
            "Distance within which an estimate belongs to a known interferer, metres."),
        ConfigurationKey(
            "tracking.gate_deviations", \.engine.tracking.gateDeviations, 0.1...100,
            "Distance within which it does, too, in standard deviations of both positions."),
        ConfigurationKey(
            "tracking.confirmation_hits", \.engine.tracking.confirmationHits, 1...64,
            "Looks out of confirmation_window that must have heard it to make an interferer."),
        ConfigurationKey(
            "tracking.confirmation_window", \.engine.tracking.confirmationWindow, 1...64,
            "Looks that confirmation goes back: rounds with news from near it."),
        ConfigurationKey(
            "tracking.confirmation_confidence", \.engine.tracking.confirmationConfidence, 0...1,
            "Confidence that makes an interferer; estimates below it begin and move none."),
        ConfigurationKey(
            "tracking.confirmation_ce90_m", \.engine.tracking.confirmationCE90Metres, distance,
            "Radius (CE90) within which its place must be known to be reported at once, metres."),
        ConfigurationKey(
            "tracking.confirmation_patience_s", \.engine.tracking.confirmationPatienceSeconds,
            0...86_400, "Time after which it is reported however wide that radius is, seconds."),
        ConfigurationKey(
            "tracking.clear_after_s", \.engine.tracking.clearAfterSeconds, 0.1...86_400,
            "Time without word of it, though sensors were near, after which it is cleared, "
                + "seconds."),
        ConfigurationKey(
            "tracking.expire_after_s", \.engine.tracking.expireAfterSeconds, 1...10_000_000,
            "Time without word of it after which it is cleared though no sensor was near, "
                + "seconds."),
        ConfigurationKey(
            "tracking.retrigger_s", \.engine.tracking.retriggerSeconds, 0...10_000_000,
            "Time after clearing in which it comes back under the same id, seconds."),
        ConfigurationKey(
            "tracking.moved_m", \.engine.tracking.movedMetres, distance,
            "Least displacement that is reported as a move, metres."),
        ConfigurationKey(
            "tracking.moved_deviations", \.engine.tracking.movedDeviations, 0...100,
            "Least displacement that is reported as a move, in standard deviations."),
        ConfigurationKey(
            "tracking.moved_interval_s", \.engine.tracking.movedIntervalSeconds, 0...86_400,
            "Least time between two reported moves of one interferer, seconds."),
        ConfigurationKey(
            "tracking.smoothing", \.engine.tracking.smoothing, 0.01...1,
            "Least share of the newest estimate in an interferer's position."),
        ConfigurationKey(
            "tracking.wander_m", \.engine.tracking.wanderMetres, 0...1_000,
            "How far an emitter may wander in a second, metres; grows with the root of time."),
        ConfigurationKey(
            "tracking.speed_max_mps", \.engine.tracking.speedMaxMetresPerSecond, 0...1_000,
            "The fastest emitter that is followed as one, metres per second."),
        ConfigurationKey(
            "tracking.transitions_per_minute", \.engine.tracking.transitionsPerMinute, 1...1_000,
            "Changes of one interferer that are reported in a minute; more wait and are counted."),
        ConfigurationKey(
            "tracking.track_count_max", \.engine.tracking.trackCountMax, 1...4_096,
            "Interferers and candidates followed at most."),
    ]
}
