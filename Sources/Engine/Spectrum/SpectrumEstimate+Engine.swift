import Glibc
import Model

extension SpectrumEstimate {
    /// The least density that is told, dBm per hertz: less is none.
    static let leastDbmPerHz = -300.0

    /// What is told of a sensor's spectrum.
    init(_ update: SpectrumUpdate, of spectrum: SensorSpectrum, method: String) {
        let width = update.axis.binWidthHz
        func density(_ watts: Double) -> Float {
            Float(max(Decibels.dbm(fromWatts: watts / width), Self.leastDbmPerHz))
        }
        self.init(
            sensor: spectrum.sensor, time: update.time, epoch: 0,
            firstFrequencyHz: update.axis.firstFrequencyHz, binWidthHz: width,
            psdDbmPerHz: update.binWatts.map(density), occupied: update.occupied,
            thresholdsDbmPerHz: update.thresholdWatts.map(density), method: method,
            iterations: UInt32(clamping: update.iterations), residual: Float(update.residual),
            isWarmStart: update.isWarmStart)
        standardDeviationsDbmPerHz = update.deviationWatts.map(density)
        occupancies = spectrum.occupancy.shares
        noiseDbmPerHz = update.noiseWatts.isFinite ? density(update.noiseWatts) : nil
        falseAlarmProbability = Float(update.falseAlarmProbability)
        degradations = SpectrumDegradation.allCases.filter { spectrum.degradations.contains($0) }
        let shares = occupancies
        bands = spectrum.follower.found(at: update.time).map { band in
            let low = update.axis.lowerEdgeHz(of: band.bins.lowerBound)
            let high = update.axis.lowerEdgeHz(of: band.bins.upperBound)
            return SpectrumBand(
                centerFrequencyHz: (low + high) / 2, widthHz: high - low,
                powerDbm: Float(Decibels.dbm(fromWatts: band.watts)),
                // d(10 lg p) = 10 / ln 10 · dp / p.
                powerDeviationDb: band.deviationWatts.isFinite
                    ? Float(10 / log(10) * band.deviationWatts / band.watts) : nil,
                firstSeen: band.firstSeen,
                occupancy: shares[band.bins].reduce(0, +) / Float(band.bins.count))
        }
    }
}
