import Geometry
import Glibc
import Model
import Numerics

/// Where emitters may stand in a city, on a lattice, and which blocks of a plane see them there.
///
/// One bit a candidate and block: some 1.5 MB for 512 m of city, made once for a city and a plane.
struct CandidateSightlines: Sendable {
    let city: City
    let grid: Grid
    let upMetres: Double
    let spacingMetres: Double
    /// The candidates, metres east; row by row.
    let east: [Float]
    /// Metres north.
    let north: [Float]
    /// Candidate nearest to each cell's middle on the lattice; -1 where that one stands in a building.
    let candidateOfCell: [Int32]
    /// Block of each cell.
    let blockOfCell: [Int32]
    /// Bits over the blocks, `wordCount` words a candidate.
    let words: [UInt32]
    let wordCount: Int

    var count: Int { east.count }

    init(
        lineOfSight: LineOfSight, grid: Grid, upMetres: Double,
        configuration: SynthesisConfiguration
    ) {
        city = lineOfSight.city
        self.grid = grid
        self.upMetres = upMetres
        let width = grid.extentEastMetres
        let depth = grid.extentNorthMetres
        let area = width * depth
        // A sightline costs as many steps as the city is wide; both lattices widen until all fit.
        let steps = max(width, depth) / lineOfSight.city.cellMetres
        let lattice = configuration.latticeMetres * configuration.latticeMetres
        let square = configuration.blockMetres * configuration.blockMetres
        let work = area / lattice * (area / square) * steps
        let stretch = pow(max(work / configuration.preparationStepCountMax, 1), 0.25)
        let spacing = max(
            configuration.latticeMetres * stretch,
            (width * depth / Double(configuration.candidateCountMax)).squareRoot())
        spacingMetres = spacing
        var east: [Float] = []
        var north: [Float] = []
        let columnCount = max(Int((width / spacing).rounded(.down)), 1)
        let rowCount = max(Int((depth / spacing).rounded(.down)), 1)
        var numbers = [Int32](repeating: -1, count: rowCount * columnCount)
        for row in 0..<rowCount {
            for column in 0..<columnCount {
                let place = LocalPosition(
                    eastMetres: (Double(column) + 0.5) * spacing,
                    northMetres: (Double(row) + 0.5) * spacing, upMetres: upMetres)
                guard !lineOfSight.city.isInsideBuilding(place) else { continue }
                numbers[row * columnCount + column] = Int32(east.count)
                east.append(Float(place.eastMetres))
                north.append(Float(place.northMetres))
            }
        }
        self.east = east
        self.north = north
        candidateOfCell = (0..<grid.levelCellCount).map { index in
            let centre = grid.centre(of: grid.cell(at: index))
            let column = min(Int(centre.eastMetres / spacing), columnCount - 1)
            let row = min(Int(centre.northMetres / spacing), rowCount - 1)
            return numbers[row * columnCount + column]
        }

        let block = max(
            configuration.blockMetres * stretch,
            (width * depth / Double(configuration.blockCountMax)).squareRoot(),
            grid.cellEastMetres, grid.cellNorthMetres)
        let columns = max(Int((width / block).rounded(.up)), 1)
        let rows = max(Int((depth / block).rounded(.up)), 1)
        blockOfCell = (0..<grid.levelCellCount).map { index in
            let centre = grid.centre(of: grid.cell(at: index))
            let column = min(Int(centre.eastMetres / block), columns - 1)
            let row = min(Int(centre.northMetres / block), rows - 1)
            return Int32(row * columns + column)
        }
        let targets = SightTargets(
            city: lineOfSight.city,
            eastMetres: (0..<rows * columns).map { Float((Double($0 % columns) + 0.5) * block) },
            northMetres: (0..<rows * columns).map { Float((Double($0 / columns) + 0.5) * block) },
            upMetres: grid.zLevelsMetres[0])
        let wordCount = (rows * columns + 31) / 32
        self.wordCount = wordCount
        var words = [UInt32](repeating: 0, count: wordCount * east.count)
        var clear = [UInt8](repeating: 0, count: 32 * wordCount)
        for candidate in east.indices {
            targets.look(
                from: LocalPosition(
                    eastMetres: Double(east[candidate]), northMetres: Double(north[candidate]),
                    upMetres: upMetres), into: &clear)
            for word in 0..<wordCount {
                var bits: UInt32 = 0
                for bit in 0..<32 { bits |= UInt32(clear[32 * word + bit]) << UInt32(bit) }
                words[candidate * wordCount + word] = bits
            }
        }
        self.words = words
    }

    /// Whether this was made for some evidence's city and plane.
    func suits(_ evidence: InterferenceEvidence) -> Bool {
        grid == evidence.grid && upMetres == evidence.emitterHeightMetres
            && city == evidence.lineOfSight.city
    }
}
