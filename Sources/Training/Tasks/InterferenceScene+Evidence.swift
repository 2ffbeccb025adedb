import Geometry
import Interference
import Model
import Scenario

extension InterferenceScene {
    /// What a method is told when every cell has been measured, in the city as it is believed to be.
    ///
    /// A mask then takes samples away.
    func evidence() -> InterferenceEvidence {
        InterferenceEvidence(
            grid: grid, receivedDbm: receivedDbm, calibration: calibration,
            stations: [
                StationEmission(
                    position: stationPosition,
                    eirpWatts: Decibels.watts(fromDbm: stationEirpDbm))
            ], lineOfSight: LineOfSight(city: assumedCity), noiseDbm: channel.noiseDbm,
            emitterHeightMetres: emitterHeightMetres)
    }
}
