import Geometry
import Interference
import Model
import Scenario

extension InterferenceScene {
    /// What methods are told of the scene before anything is sampled.
    func blankEvidence() -> InterferenceEvidence {
        InterferenceEvidence(
            grid: grid, receivedDbm: [Float](repeating: .nan, count: grid.cellCount),
            calibration: calibration,
            stations: [
                StationEmission(
                    position: stationPosition,
                    eirpWatts: Decibels.watts(fromDbm: stationEirpDbm))
            ], lineOfSight: LineOfSight(city: assumedCity), noiseDbm: channel.noiseDbm,
            emitterHeightMetres: emitterHeightMetres)
    }
}
