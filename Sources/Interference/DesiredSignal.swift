import Glibc
import Model

/// The desired signal strength (DSS), D̂: what the operator's own stations should deliver.
///
///     D̂(q) = sum_b P_b 10^(-(A + 10 n log10 |q - t_b|) / 10)          (6b)
///
/// Stations' powers add, because their signals are independent.
public struct DesiredSignal: Hashable, Sendable {
    /// The stations of one band.
    public var stations: [StationEmission]
    /// The path loss that their signals follow.
    public var model: PathLossModel

    /// A desired signal from its stations and path loss.
    public init(stations: [StationEmission], model: PathLossModel) {
        self.stations = stations
        self.model = model
    }

    /// D̂ at a place, watts; 0 where there is no station.
    public func watts(at place: LocalPosition) -> Double {
        // 10^(-A/10) d^-n, with one power function a station.
        var sum = 0.0
        for station in stations {
            let distance = max(place.distanceMetres(to: station.position), 1)
            sum += station.eirpWatts * pow(distance, -model.exponent)
        }
        return sum * Decibels.ratio(fromDb: -model.interceptDb)
    }

    /// D̂ at every cell centre of one level, watts, `[ny, nx]`.
    public func watts(on grid: Grid, level: Int) -> [Double] {
        var values: [Double] = []
        values.reserveCapacity(grid.levelCellCount)
        for y in 0..<grid.ny {
            for x in 0..<grid.nx {
                values.append(watts(at: grid.centre(of: .init(x: x, y: y, z: level))))
            }
        }
        return values
    }

    /// A measurement as a sample for the path-loss fit, dB and log10 m.
    ///
    /// With one station it is the plain pair of distance and EIRP less power. With several, whose
    /// powers add, it is the sum's tangent at the present model: log-distances are averaged by the
    /// stations' shares, and the loss is such that the residual is the sum's own. Fitting such
    /// samples again and again is Gauss and Newton's method for the sum.
    ///
    /// - Returns: `nil` without stations or where no power was received.
    public func pathLossSample(
        rssWatts: Double, at place: LocalPosition
    ) -> (logDistance: Double, lossDb: Double)? {
        guard rssWatts > 0, rssWatts.isFinite else { return nil }
        var total = 0.0
        var logDistance = 0.0
        for station in stations {
            let distance = max(place.distanceMetres(to: station.position), 1)
            let share = station.eirpWatts * pow(distance, -model.exponent)
            total += share
            logDistance += share * log10(distance)
        }
        guard total > 0 else { return nil }
        logDistance /= total
        let desired = total * Decibels.ratio(fromDb: -model.interceptDb)
        let predicted = model.interceptDb + 10 * model.exponent * logDistance
        return (logDistance, predicted + Decibels.db(fromRatio: desired / rssWatts))
    }
}
