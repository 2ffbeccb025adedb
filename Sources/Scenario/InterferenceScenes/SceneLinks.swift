import Geometry
import Glibc
import Model
import Numerics

/// The links from one transmitter to every cell of a map.
struct SceneLinks {
    /// Which cells see the transmitter.
    let isClear: [Bool]
    /// Received power without fading, watts.
    let meanWatts: [Double]

    private static let nepersPerDb = 0.230_258_509_299_404_57

    init(
        from place: LocalPosition, eirpDbm: Double, clear: LinkClassParameters,
        blocked: LinkClassParameters, grid: Grid, lineOfSight: LineOfSight,
        shadowing: CellShadowing, using generator: inout SeededGenerator
    ) {
        let seen = lineOfSight.visibility(from: place, over: grid, level: 0)
        let fields = shadowing.pair(using: &generator)
        var watts = [Double](repeating: 0, count: grid.cellCount)
        let rise = grid.zLevelsMetres[0] - place.upMetres
        for y in 0..<grid.ny {
            let north = (Double(y) + 0.5) * grid.cellNorthMetres - place.northMetres
            for x in 0..<grid.nx {
                let east = (Double(x) + 0.5) * grid.cellEastMetres - place.eastMetres
                let square = max(east * east + north * north + rise * rise, 1)
                let cell = y * grid.nx + x
                let law = seen[cell] ? clear : blocked
                let field = seen[cell] ? fields.first[cell] : fields.second[cell]
                let gainDb =
                    law.shadowingDb * Double(field) - law.interceptDb
                    - 5 * law.exponent * log10(square)
                watts[cell] = exp((eirpDbm - 30 + gainDb) * Self.nepersPerDb)
            }
        }
        isClear = seen
        meanWatts = watts
    }
}
