import Geometry
import Interference
import Model

/// One level of a band's maps as its interference is mapped: the plane of 4 m cells, the mapper with
/// its warm state, the guard.
struct LevelMapping: Sendable {
    /// A measurement older than this many decibels of deviation says nothing to a mapper.
    private static let staleDeviationDb = 10.0
    /// A measurement surer than this is held against predictions, decibels of deviation.
    private static let checkingDeviationDb = 4.0

    /// Only live measurements judge: older ones may speak of what is no longer, seconds.
    private static let checkingSeconds = 10.0
    /// Cells that must be measured before a method is asked: below, there is nothing to fit.
    static let sampledCellMin = 64
    /// Least time between two maps of a plane, seconds: what changes meanwhile waits and is mapped in
    /// one go.
    static let intervalSeconds = 1.0

    /// The level's index in the region's grid.
    let level: Int
    let planes: PlaneResampling
    let stations: [StationEmission]
    /// From the middles of the plane's cells.
    let visibility: StationVisibility
    var mapper: any PlaneMapper
    /// What a sample says of the interference, as the method has learnt it; `nil` where it has not.
    let table: SampleInterferenceTable?
    var watch = MappingGuard()
    /// When the plane was last mapped.
    var mappedTime = UnixTime.zero
    /// Whether enough of the plane was measured when it was last looked at.
    var isSettled = false
    // How the plane is cut into the networks' windows.
    private let lattice: WindowLattice
    // D̂ in each cell, and the laws behind it; made again from the laws as they are asked for.
    private var laws: CityPathLoss?
    private var desiredDbm: [Float] = []
    private var desiredDeviationsDb: [Float] = []

    init(
        level: Int, planes: PlaneResampling, stations: [StationEmission],
        visibility: StationVisibility, mapper: any PlaneMapper,
        table: SampleInterferenceTable? = nil
    ) {
        self.table = table
        self.level = level
        self.planes = planes
        self.stations = stations
        self.visibility = visibility
        self.mapper = mapper
        lattice = WindowLattice(columnCount: planes.fine.nx, rowCount: planes.fine.ny)
    }

    /// Whether a window of the level has to wait because the plane has just been mapped.
    func isResting(at now: UnixTime) -> Bool {
        isSettled && !watch.isTripped && now >= mappedTime
            && now.seconds(since: mappedTime) < Self.intervalSeconds
    }

    /// The network's windows that run for some of the level's cells.
    func networkWindows(behind rectangle: CellRectangle) -> [Int] {
        lattice.windows(touching: [planes.area(behind: rectangle)])
    }

    /// Whether enough of the plane is measured.
    func isSettled(by observations: Observations) -> Bool {
        observations.cells.count(where: holds) >= Self.sampledCellMin
    }

    /// Index of the level's first cell in the region's grid.
    var firstCell: Int { level * planes.level.levelCellCount }

    /// The plane's cell behind a cell of the region's grid on this level.
    func fineCell(of cell: Int) -> Int { planes.fineCell(of: cell - firstCell) }

    /// Whether a cell of the region's grid lies on this level.
    func holds(_ cell: Int) -> Bool {
        cell >= firstCell && cell < firstCell + planes.level.levelCellCount
    }

    /// Whether a place lies in some areas of the plane; what lies beside the plane is in all of them.
    func isMapped(_ place: LocalPosition, in areas: [CellRectangle]) -> Bool {
        guard let cell = planes.fine.cell(holding: place) else { return true }
        return areas.contains { $0.columns.contains(cell.x) && $0.rows.contains(cell.y) }
    }

    /// Whether what was observed is kept from the mapper.
    func holdsOut(_ cell: Int) -> Bool { MappingGuard.holdsOut(fineCell(of: cell)) }

    /// What is known of the interference over the plane, without what is held out.
    mutating func evidence(
        _ observations: Observations, laws model: CityPathLoss, noiseDbm: Double,
        emitterHeightMetres: Double
    ) -> InterferenceEvidence {
        renewDesired(model)
        let count = planes.fine.cellCount
        var received = [Float](repeating: .nan, count: count)
        var deviations = [Float](repeating: 0, count: count)
        // Where several of the region's cells share one of the plane's, their powers' mean counts.
        var watts: [Int: (sum: Double, count: Int)] = [:]
        for index in 0..<observations.count where holds(observations.cells[index]) {
            let deviation = observations.variancesDb2[index].squareRoot()
            let cell = fineCell(of: observations.cells[index])
            guard deviation <= Self.staleDeviationDb, !MappingGuard.holdsOut(cell) else { continue }
            let dbm = observations.valuesDbm[index]
            if received[cell].isNaN {
                received[cell] = Float(dbm)
                deviations[cell] = Float(deviation)
            } else {
                var all =
                    watts[cell] ?? (Decibels.watts(fromDbm: Double(received[cell])), 1)
                all.sum += Decibels.watts(fromDbm: dbm)
                all.count += 1
                watts[cell] = all
                received[cell] = Float(Decibels.dbm(fromWatts: all.sum / Double(all.count)))
                deviations[cell] = min(deviations[cell], Float(deviation))
            }
        }
        return InterferenceEvidence(
            grid: planes.fine, receivedDbm: received, receivedDeviationsDb: deviations,
            desiredDbm: desiredDbm, desiredDeviationsDb: desiredDeviationsDb,
            stations: stations.map(\.position), lineOfSight: visibility.lineOfSight,
            pathLoss: model, noiseDbm: noiseDbm, emitterHeightMetres: emitterHeightMetres)
    }

    private mutating func renewDesired(_ model: CityPathLoss) {
        guard laws != model else { return }
        laws = model
        let fine = planes.fine
        let desired = CityDesiredSignal(stations: stations, visibility: visibility, model: model)
        desiredDbm = [Float](repeating: InterferenceEvidence.floorDbm, count: fine.cellCount)
        desiredDeviationsDb = [Float](repeating: 0, count: fine.cellCount)
        for cell in 0..<fine.cellCount {
            let power = desired.power(inCell: cell, at: fine.centre(of: fine.cell(at: cell)))
            guard power.watts > 0 else { continue }
            desiredDbm[cell] = max(
                Float(Decibels.dbm(fromWatts: power.watts)), InterferenceEvidence.floorDbm)
            desiredDeviationsDb[cell] = Float(power.deviationDb)
        }
    }

    /// Observations in some windows that were held out and are sure enough to judge by.
    func checks(
        _ observations: Observations, at now: UnixTime, in areas: [CellRectangle]
    ) -> [Int] {
        let limit = Self.checkingDeviationDb * Self.checkingDeviationDb
        return (0..<observations.count).filter { index in
            let cell = observations.cells[index]
            guard holds(cell), observations.variancesDb2[index] <= limit,
                now.seconds(since: observations.times[index]) <= Self.checkingSeconds,
                holdsOut(cell)
            else { return false }
            let place = planes.level.cell(at: cell - firstCell)
            return areas.contains {
                $0.columns.contains(place.x) && $0.rows.contains(place.y)
            }
        }
    }

    /// D̂ behind a cell, dBm: as the samples correct it, where the method says so.
    func desiredDbm(at cell: Int, _ estimate: InterferenceEstimate? = nil) -> Double {
        if let estimate, !estimate.desiredDbm.isEmpty {
            return Double(planes.value(of: estimate.desiredDbm, at: cell - firstCell))
        }
        return Double(planes.value(of: desiredDbm, at: cell - firstCell))
    }

    /// How far the estimate lies from what the method's table says of a sample that neither has seen,
    /// in standard deviations; `nil` without a table, or where the method tells no deviation.
    func tableScore(
        of observation: Int, in observations: Observations, _ estimate: InterferenceEstimate
    ) -> Double? {
        guard let table, !estimate.deviationsDb.isEmpty else { return nil }
        let cell = observations.cells[observation]
        let said = table.interference(
            receivedDbm: Float(observations.valuesDbm[observation]),
            desiredDbm: Float(desiredDbm(at: cell)))
        let place = cell - firstCell
        let spread = planes.value(of: estimate.deviationsDb, at: place)
        let off = planes.value(of: estimate.issDbm, at: place) - said.meanDbm
        let deviation = (said.deviationDb * said.deviationDb + spread * spread).squareRoot()
        return deviation > 0 ? Double(off / deviation) : nil
    }
}
