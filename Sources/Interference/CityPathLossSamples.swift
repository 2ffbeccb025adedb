import Model

/// Received powers with each station's distance and line of sight: what the two laws are fitted to.
public struct CityPathLossSamples: Sendable {
    /// The most samples that one fit takes.
    public static let countMax = 4_096

    /// Stations of the band.
    let stationCount: Int
    /// EIRP of each station, dBm.
    let eirpDbm: [Double]
    /// Received power, dBm [count].
    private(set) var receivedDbm: [Double] = []
    /// Variance of each by the measurement, square decibels [count].
    private(set) var variancesDb2: [Double] = []
    /// How much each counts in the fit, 0 to 1 [count].
    private(set) var weights: [Double] = []
    /// Decibels that an exponent of one makes between 100 m and each station [count × stationCount].
    private(set) var slopes: [Double] = []
    /// Whether each station is seen [count × stationCount].
    private(set) var isClear: [Bool] = []

    /// No samples of some stations.
    public init(stations: [StationEmission]) {
        precondition(!stations.isEmpty, "a path loss is that of some station")
        stationCount = stations.count
        eirpDbm = stations.map { Decibels.dbm(fromWatts: $0.eirpWatts) }
    }

    /// Number of samples.
    public var count: Int { receivedDbm.count }

    /// Adds a sample, unless there are too many or its power or weight is none.
    ///
    /// - Parameters:
    ///   - receivedDbm: what was received.
    ///   - varianceDb2: its variance by the measurement.
    ///   - weight: how much it counts: below 1 where neighbours say the same.
    ///   - links: each station's distance in metres and whether it is seen.
    public mutating func append(
        receivedDbm: Double, varianceDb2: Double, weight: Double = 1,
        links: [(distanceMetres: Double, isClear: Bool)]
    ) {
        precondition(links.count == stationCount, "a sample has a link to each station")
        guard receivedDbm.isFinite, varianceDb2.isFinite, varianceDb2 >= 0, weight.isFinite,
            weight > 0, count < Self.countMax
        else { return }
        self.receivedDbm.append(receivedDbm)
        variancesDb2.append(varianceDb2)
        weights.append(weight)
        for link in links {
            slopes.append(CityPathLoss.slope(link.distanceMetres))
            isClear.append(link.isClear)
        }
    }

    /// What the laws say of a sample: received power, its derivative by the loss's parameters
    /// (negative), and whether clear links bring most of it.
    func prediction(
        _ index: Int, under model: CityPathLoss
    ) -> (dbm: Double, row: SIMD4<Double>, isClear: Bool) {
        let first = index * stationCount
        func part(_ station: Int) -> (dbm: Double, row: SIMD4<Double>, isClear: Bool) {
            let slope = slopes[first + station]
            let clear = isClear[first + station]
            let law = clear ? 0 : 2
            return (
                eirpDbm[station] - model.parameters[law] - model.parameters[law + 1] * slope,
                clear ? SIMD4(1, slope, 0, 0) : SIMD4(0, 0, 1, slope), clear
            )
        }
        if stationCount == 1 { return part(0) }
        var watts = 0.0
        var clearWatts = 0.0
        var row = SIMD4<Double>(repeating: 0)
        for station in 0..<stationCount {
            let part = part(station)
            let power = Decibels.watts(fromDbm: part.dbm)
            watts += power
            if part.isClear { clearWatts += power }
            row += power * part.row
        }
        return (Decibels.dbm(fromWatts: watts), row / watts, clearWatts >= watts / 2)
    }
}
