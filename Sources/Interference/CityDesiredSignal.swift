import Glibc
import Model

/// The desired signal over a known city: each station's power under the law of its own link.
///
///     D̂(q) = Σ_b P_b 10^(-L_s(q,b)(|q - t_b|) / 10),   s(q,b) ∈ {clear, blocked}
public struct CityDesiredSignal: Sendable {
    /// The stations of one band.
    public let stations: [StationEmission]
    /// Which of them is seen from where.
    public let visibility: StationVisibility
    /// The two laws.
    public var model: CityPathLoss

    /// A desired signal from its parts.
    public init(
        stations: [StationEmission], visibility: StationVisibility, model: CityPathLoss
    ) {
        precondition(
            visibility.stations.count == stations.count, "visibility is of these stations")
        self.stations = stations
        self.visibility = visibility
        self.model = model
    }

    /// D̂ at a place with its deviation; nothing where there is no station.
    ///
    /// At a shadow's edge a metre decides over 20 dB, and neither place nor raster is as exact: where
    /// places around see a station otherwise, D̂ is the mean of both laws, and the deviation says so.
    public func power(at place: LocalPosition) -> ExplainedPower {
        var watts = 0.0
        var spread = 0.0
        var row = SIMD4<Double>(repeating: 0)
        for (index, station) in stations.enumerated() {
            let distance = max(place.distanceMetres(to: station.position), 1)
            let slope = CityPathLoss.slope(distance)
            func part(_ isClear: Bool) -> Double {
                station.eirpWatts
                    * Decibels.ratio(
                        fromDb: -model.lossDb(distanceMetres: distance, isClear: isClear))
            }
            let share = visibility.clearShare(station: index, around: place)
            let clear = share > 0 ? share * part(true) : 0
            let blocked = share < 1 ? (1 - share) * part(false) : 0
            let power = clear + blocked
            watts += power
            row += clear * SIMD4(1, slope, 0, 0) + blocked * SIMD4(0, 0, 1, slope)
            let scatter = model.scatterDb(isClear: clear >= blocked)
            let apart =
                model.lossDb(distanceMetres: distance, isClear: false)
                - model.lossDb(distanceMetres: distance, isClear: true)
            spread += power * power * (scatter * scatter + share * (1 - share) * apart * apart)
        }
        guard watts > 0 else { return .none }
        row /= watts
        return ExplainedPower(
            watts: watts,
            deviationDb: (spread / (watts * watts) + model.variance(along: row)).squareRoot())
    }

    /// D̂ in the middle of a grid's cell with its deviation.
    public func power(inCell cell: Int, at centre: LocalPosition) -> ExplainedPower {
        let link = link(inCell: cell, at: centre)
        return ExplainedPower(watts: link.watts, deviationDb: link.deviationDb)
    }

    /// All that the fit needs to know of a place.
    struct Link {
        /// D̂, watts.
        var watts = 0.0
        /// Standard deviation of the truth about it, decibels.
        var deviationDb = 0.0
        /// Derivative of the loss by the laws' four parameters.
        var row = SIMD4<Double>(repeating: 0)
        /// Share of D̂ that comes by clear links.
        var clearShare = 0.0
    }

    func link(inCell cell: Int, at centre: LocalPosition) -> Link {
        link(at: centre) { visibility.isClear(station: $0, cell: cell) }
    }

    private func link(at place: LocalPosition, isClear: (Int) -> Bool) -> Link {
        var link = Link()
        var variance = 0.0
        for (index, station) in stations.enumerated() {
            let isClear = isClear(index)
            let distance = max(place.distanceMetres(to: station.position), 1)
            let loss = model.lossDb(distanceMetres: distance, isClear: isClear)
            let watts = station.eirpWatts * Decibels.ratio(fromDb: -loss)
            let slope = CityPathLoss.slope(distance)
            link.watts += watts
            link.row += watts * (isClear ? SIMD4(1, slope, 0, 0) : SIMD4(0, 0, 1, slope))
            if isClear { link.clearShare += watts }
            let scatter = model.scatterDb(isClear: isClear)
            variance += watts * watts * scatter * scatter
        }
        guard link.watts > 0 else { return Link() }
        link.row /= link.watts
        link.clearShare /= link.watts
        link.deviationDb =
            (variance / (link.watts * link.watts) + model.variance(along: link.row)).squareRoot()
        return link
    }
}
