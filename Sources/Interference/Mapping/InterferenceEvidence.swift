import Geometry
import Model

/// What is known about the interference over one plane of cells, for a method that maps it.
///
/// All arrays hold one value a cell of the grid's one level, row-major, the southernmost row first.
/// Powers are decibels over a milliwatt, as log-normal fields are; sums of powers go through watts.
public struct InterferenceEvidence: Sendable {
    /// The cells: one level.
    public var grid: Grid
    /// R, what was received on the mean in each cell, dBm; NaN where nothing was.
    public var receivedDbm: [Float]
    /// Standard deviation of R about the cell's true mean power: fading, dB; anything where R is NaN.
    public var receivedDeviationsDb: [Float]
    /// D̂, what the own stations should put there, dBm, at least ``floorDbm``.
    public var desiredDbm: [Float]
    /// Standard deviation of the true desired signal about D̂, dB.
    public var desiredDeviationsDb: [Float]
    /// Where the band's own stations stand.
    public var stations: [LocalPosition]
    /// The city as it is believed to be.
    public var lineOfSight: LineOfSight
    /// The laws of path loss, clear and blocked, as fitted on the own stations' links.
    public var pathLoss: CityPathLoss
    /// Receivers' noise power in the band, dBm; a part of the interference.
    public var noiseDbm: Double
    /// Height at which interfering nodes are believed to stand, metres.
    public var emitterHeightMetres: Double

    /// Power that stands for nothing at all, dBm.
    public static let floorDbm: Float = -200

    /// Evidence from its parts; arrays hold one value a cell.
    public init(
        grid: Grid, receivedDbm: [Float], receivedDeviationsDb: [Float], desiredDbm: [Float],
        desiredDeviationsDb: [Float], stations: [LocalPosition], lineOfSight: LineOfSight,
        pathLoss: CityPathLoss, noiseDbm: Double, emitterHeightMetres: Double
    ) {
        let count = grid.cellCount
        precondition(grid.nz == 1, "interference is mapped plane by plane")
        precondition(
            receivedDbm.count == count && receivedDeviationsDb.count == count
                && desiredDbm.count == count && desiredDeviationsDb.count == count,
            "evidence holds one value a cell")
        self.grid = grid
        self.receivedDbm = receivedDbm
        self.receivedDeviationsDb = receivedDeviationsDb
        self.desiredDbm = desiredDbm
        self.desiredDeviationsDb = desiredDeviationsDb
        self.stations = stations
        self.lineOfSight = lineOfSight
        self.pathLoss = pathLoss
        self.noiseDbm = noiseDbm
        self.emitterHeightMetres = emitterHeightMetres
    }

    /// The plane's height, metres.
    public var altitudeMetres: Double { grid.zLevelsMetres[0] }

    /// Cells in which something was received, ascending.
    public var sampledCells: [Int] { receivedDbm.indices.filter { !receivedDbm[$0].isNaN } }
}
