import Engine
import Sensing

extension ConfigurationTable {
    static let spectrum: [ConfigurationKey] = [
        ConfigurationKey(
            "spectrum.estimator", \.engine.spectrum.estimator, choices: SpectrumMethods.names,
            "What turns coset frames into spectra; the default is the best measured one."),
        ConfigurationKey(
            "spectrum.iterations", \.engine.spectrum.iterationsMax, 1...10_000,
            "Iterations that one update of one spectrum may take, where the estimator iterates."),
        ConfigurationKey(
            "spectrum.window_frames", \.engine.spectrum.windowFrames, 1...1_024,
            "Blocks that an estimator without a state of its own looks back on."),
        ConfigurationKey(
            "spectrum.calibrate", \.engine.spectrum.calibratesCosets,
            "Whether unlike gains and delays of a receiver's cosets are learnt and corrected."),
        ConfigurationKey(
            "spectrum.false_alarm", \.engine.spectrum.falseAlarmProbability, 1e-9...0.5,
            "The share of what is vacant that may count as occupied."),
        ConfigurationKey(
            "spectrum.occupancy_half_life_s", \.engine.spectrum.occupancyHalfLifeSeconds,
            0.1...10_000_000,
            "Time in which a look loses half its weight in the share of time occupied, seconds."),
        ConfigurationKey(
            "spectrum.publish_interval_s", \.engine.spectrum.publishIntervalSeconds,
            0.01...86_400,
            "Least time between two spectra of one tuning of a sensor, seconds; whole rounds."),
        ConfigurationKey(
            "spectrum.block_budget", \.engine.spectrum.blockBudget, 1...1_000_000,
            "Blocks of coset samples that one round's tick may work out; older ones are left out."),
        ConfigurationKey(
            "spectrum.sensor_count_max", \.engine.spectrum.sensorCountMax, 1...4_096,
            "Sensors of which a spectrum is kept."),
        ConfigurationKey(
            "spectrum.band_count_max", \.engine.spectrum.bandCountMax, 1...4_096,
            "Occupied bands that are followed of one sensor; the strongest."),
    ]
}
