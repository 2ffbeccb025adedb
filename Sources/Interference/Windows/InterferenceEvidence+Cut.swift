import Geometry
import Model

extension InterferenceEvidence {
    /// The evidence of chosen columns and rows as a plane of its own.
    ///
    /// Its south-west corner is the new plane's origin. Of the city, the roofs below the cells' middles
    /// remain, which is what networks are shown; lines of sight are not to be asked of a cut.
    ///
    /// - Parameters:
    ///   - columns: columns of this plane, in the cut's order; some may come twice.
    ///   - rows: rows of this plane, likewise.
    /// - Returns: a plane of as many columns and rows.
    func cut(columns: [Int], rows: [Int]) -> InterferenceEvidence {
        var cut = strip(columns: columns, rows: rows)
        let roofs = rows.flatMap { y in
            columns.map { x -> Float in
                let place = grid.centre(of: Grid.Cell(x: x, y: y, z: 0))
                return lineOfSight.city.heightMetres(
                    eastMetres: place.eastMetres, northMetres: place.northMetres)
            }
        }
        // A city's cells are squares: where the plane's are not, the roofs' raster is as fine.
        precondition(grid.cellEastMetres == grid.cellNorthMetres, "a network's cells are squares")
        cut.lineOfSight = LineOfSight(
            city: City(
                heightsMetres: roofs, columnCount: columns.count, rowCount: rows.count,
                cellMetres: grid.cellEastMetres))
        return cut
    }

    /// The same without a city of its own: lines of sight and roofs are the whole plane's.
    func strip(columns: [Int], rows: [Int]) -> InterferenceEvidence {
        let west = Double(columns.first ?? 0) * grid.cellEastMetres
        let south = Double(rows.first ?? 0) * grid.cellNorthMetres
        var small = grid
        small.nx = columns.count
        small.ny = rows.count
        return InterferenceEvidence(
            grid: small,
            receivedDbm: Self.cut(receivedDbm, grid.nx, columns, rows),
            receivedDeviationsDb: Self.cut(receivedDeviationsDb, grid.nx, columns, rows),
            desiredDbm: Self.cut(desiredDbm, grid.nx, columns, rows),
            desiredDeviationsDb: Self.cut(desiredDeviationsDb, grid.nx, columns, rows),
            stations: stations.map { $0.moved(eastMetres: -west, northMetres: -south) },
            lineOfSight: lineOfSight, pathLoss: pathLoss, noiseDbm: noiseDbm,
            emitterHeightMetres: emitterHeightMetres)
    }

    static func cut(_ plane: [Float], _ width: Int, _ columns: [Int], _ rows: [Int]) -> [Float] {
        var values: [Float] = []
        values.reserveCapacity(columns.count * rows.count)
        for y in rows {
            let start = y * width
            for x in columns { values.append(plane[start + x]) }
        }
        return values
    }
}

extension InterferencePrior {
    /// The prior of chosen columns and rows; see `InterferenceEvidence.cut`.
    ///
    /// Emitters are mirrored where the cut reaches beyond the plane, as the cells are.
    func cut(of grid: Grid, columns: [Int], rows: [Int]) -> InterferencePrior {
        let west = Double(columns.first ?? 0) * grid.cellEastMetres
        let south = Double(rows.first ?? 0) * grid.cellNorthMetres
        let isMirroredEast = (columns.first ?? 0) + columns.count > grid.nx
        let isMirroredNorth = (rows.first ?? 0) + rows.count > grid.ny
        var placed = emitters
        if isMirroredEast {
            placed += placed.map { emitter in
                var image = emitter
                image.position.eastMetres = 2 * grid.extentEastMetres - image.position.eastMetres
                return image
            }
        }
        if isMirroredNorth {
            placed += placed.map { emitter in
                var image = emitter
                image.position.northMetres =
                    2 * grid.extentNorthMetres - image.position.northMetres
                return image
            }
        }
        return InterferencePrior(
            issDbm: InterferenceEvidence.cut(issDbm, grid.nx, columns, rows),
            deviationsDb: InterferenceEvidence.cut(deviationsDb, grid.nx, columns, rows),
            emitters: placed.map { emitter in
                var moved = emitter
                moved.position = emitter.position.moved(eastMetres: -west, northMetres: -south)
                return moved
            })
    }
}

extension LocalPosition {
    /// The place so far east and north of this one.
    func moved(eastMetres: Double, northMetres: Double) -> LocalPosition {
        LocalPosition(
            eastMetres: self.eastMetres + eastMetres, northMetres: self.northMetres + northMetres,
            upMetres: upMetres)
    }
}
