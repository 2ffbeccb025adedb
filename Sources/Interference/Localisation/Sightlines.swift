import Geometry
import Model

/// Which candidates each place of reception sees over the roofs, kept from update to update.
///
/// One polar sweep a new place (`Horizon`, from the receiver down), one bit a candidate. A place
/// stands for its cube's centre, so that what is kept does not depend on the samples' order.
/// Bound: `placeCountMax` places, then all are forgotten and made anew.
struct Sightlines: Sendable {
    static let placeCountMax = 4_096

    let lineOfSight: LineOfSight
    private let lattice: CandidateLattice
    private let positions: [LocalPosition]
    private var words: [Visit.Cell: [UInt64]] = [:]

    init(lineOfSight: LineOfSight, lattice: CandidateLattice) {
        self.lineOfSight = lineOfSight
        self.lattice = lattice
        positions = (0..<lattice.count).map { index in
            lattice.position(
                of: .init(
                    column: Int32(index % lattice.columnCount),
                    row: Int32(index / lattice.columnCount), stride: 1))
        }
    }

    /// Bits over the finest lattice: whether the candidate is seen from a place.
    mutating func seen(from place: LocalPosition, placeMetres: Double) -> [UInt64] {
        guard let cell = Visit.cell(of: place, placeMetres: placeMetres) else {
            return Array(repeating: 0, count: (lattice.count + 63) / 64)
        }
        if let known = words[cell] { return known }
        if words.count >= Self.placeCountMax { words.removeAll(keepingCapacity: true) }
        func centre(_ index: Int32) -> Double { (Double(index) + 0.5) * placeMetres }
        let horizon = lineOfSight.horizon(
            from: LocalPosition(
                eastMetres: centre(cell.x), northMetres: centre(cell.y), upMetres: centre(cell.z)))
        var bits = [UInt64](repeating: 0, count: (lattice.count + 63) / 64)
        for (index, position) in positions.enumerated() where horizon.sees(position) {
            bits[index >> 6] |= 1 << UInt64(index & 63)
        }
        words[cell] = bits
        return bits
    }

    /// Whether a candidate lies inside a building.
    func isBuilt(_ position: LocalPosition) -> Bool { lineOfSight.city.isInsideBuilding(position) }
}
