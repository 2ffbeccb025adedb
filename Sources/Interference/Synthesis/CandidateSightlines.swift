import Geometry
import Glibc
import Model
import Numerics

/// Where emitters may stand in a piece of a city, on a lattice, and which blocks of the plane above
/// see them there.
///
/// One bit a candidate and block: some 2 MB for 512 m of city, made once for a city and a plane.
struct CandidateSightlines: Sendable {
    /// The candidates, metres east; row by row.
    let east: [Float]
    /// Metres north.
    let north: [Float]
    /// Bits over the blocks, `wordCount` words a candidate.
    let words: [UInt32]
    let wordCount: Int
    /// What the blocks cover.
    private let heard: GroundRectangle
    private let blockMetres: Double
    private let columnCount: Int
    private let rowCount: Int

    var count: Int { east.count }

    /// - Parameters:
    ///   - lineOfSight: the city.
    ///   - grid: the plane's cells.
    ///   - tile: what is searched and where it is heard.
    ///   - upMetres: the candidates' height.
    ///   - configuration: how fine both lattices may be.
    ///   - stepCountMax: steps that all sightlines may take.
    init(
        lineOfSight: LineOfSight, grid: Grid, tile: SynthesisTiling.Tile, upMetres: Double,
        configuration: SynthesisConfiguration, stepCountMax: Double
    ) {
        heard = tile.heard
        let city = lineOfSight.city
        let search = tile.search
        // A sightline costs as many steps as the city is wide; both lattices widen until all fit.
        let steps = max(heard.width, heard.depth) / city.cellMetres
        let lattice = configuration.latticeMetres * configuration.latticeMetres
        let square = configuration.blockMetres * configuration.blockMetres
        let work = search.area / lattice * (heard.area / square) * steps
        let stretch = pow(max(work / stepCountMax, 1), 0.25)
        let spacing = max(
            configuration.latticeMetres * stretch,
            (search.area / Double(configuration.candidateCountMax)).squareRoot())
        (east, north) = Self.candidates(
            in: search, spacingMetres: spacing, upMetres: upMetres, city: city)
        let block = max(
            configuration.blockMetres * stretch,
            (heard.area / Double(configuration.blockCountMax)).squareRoot(),
            grid.cellEastMetres, grid.cellNorthMetres)
        let columns = max(Int((heard.width / block).rounded(.up)), 1)
        let rows = max(Int((heard.depth / block).rounded(.up)), 1)
        blockMetres = block
        columnCount = columns
        rowCount = rows
        let corner = heard
        let targets = SightTargets(
            city: city,
            eastMetres: (0..<rows * columns).map {
                Float(corner.west + (Double($0 % columns) + 0.5) * block)
            },
            northMetres: (0..<rows * columns).map {
                Float(corner.south + (Double($0 / columns) + 0.5) * block)
            },
            upMetres: grid.zLevelsMetres[0])
        wordCount = (rows * columns + 31) / 32
        words = Self.words(
            of: zip(east, north).map { east, north in
                LocalPosition(
                    eastMetres: Double(east), northMetres: Double(north), upMetres: upMetres)
            }, targets, wordCount: wordCount)
    }

    /// The lattice's places that are in no building.
    private static func candidates(
        in search: GroundRectangle, spacingMetres spacing: Double, upMetres: Double, city: City
    ) -> (east: [Float], north: [Float]) {
        var east: [Float] = []
        var north: [Float] = []
        let columnCount = max(Int((search.width / spacing).rounded(.down)), 1)
        let rowCount = max(Int((search.depth / spacing).rounded(.down)), 1)
        for row in 0..<rowCount {
            for column in 0..<columnCount {
                let place = LocalPosition(
                    eastMetres: search.west + (Double(column) + 0.5) * spacing,
                    northMetres: search.south + (Double(row) + 0.5) * spacing, upMetres: upMetres)
                guard !city.isInsideBuilding(place) else { continue }
                east.append(Float(place.eastMetres))
                north.append(Float(place.northMetres))
            }
        }
        return (east, north)
    }

    private static func words(
        of candidates: [LocalPosition], _ targets: SightTargets, wordCount: Int
    ) -> [UInt32] {
        var words = [UInt32](repeating: 0, count: wordCount * candidates.count)
        var clear = [UInt8](repeating: 0, count: 32 * wordCount)
        for (candidate, place) in candidates.enumerated() {
            targets.look(from: place, into: &clear)
            for word in 0..<wordCount {
                var bits: UInt32 = 0
                for bit in 0..<32 { bits |= UInt32(clear[32 * word + bit]) << UInt32(bit) }
                words[candidate * wordCount + word] = bits
            }
        }
        return words
    }

    /// Block of a place in the plane.
    func block(eastMetres: Double, northMetres: Double) -> Int {
        let column = Int((eastMetres - heard.west) / blockMetres)
        let row = Int((northMetres - heard.south) / blockMetres)
        return min(max(row, 0), rowCount - 1) * columnCount
            + min(max(column, 0), columnCount - 1)
    }
}
