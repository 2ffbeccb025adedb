import Glibc
import Model
import Numerics

/// Conditions the fields of several transmitters on what was received.
///
/// First the classes: at each sample, and for each transmitter, the two laws tell apart which holds,
/// and a sample speaks for its surroundings,
///
///     logit P(clear at q) = logit(prior) + min(1, W / Σ w_i) Σ_i w_i λ_i,   w_i = (1 − |q − q_i| / L)₊,
///
/// over samples whose class is believed the same. Then the levels: about the fields' sum the residual
/// is, to first order, Σ_k share_k η_k with η_k the transmitter's shadowing, a Gaussian field for
/// each class with covariance σ² exp(−Δ / d_cor); each cell's η_k follow by simple kriging from the
/// nearest samples, all transmitters together.
struct FieldCorrection {
    /// L: how far a sample speaks of the class around it, metres.
    static let reachMetres = 24.0
    /// W: the most that all samples around a cell weigh together.
    static let weightMax: Float = 3
    /// Bound of one sample's say, nepers.
    static let sayMax: Float = 5
    /// Residuals beyond so many standard deviations are not shadowing alone.
    static let outlierLimit = 2.5
    /// Samples that a cell's levels are kriged from.
    static let neighbourCount = 12

    let width: Int
    let depth: Int
    let cellMetres: Double
    let correlationMetres: Double
    let noise: Float
    /// Cells, levels and fading variances of the samples.
    let cells: [Int]
    let received: [Float]
    let fading: [Float]
    /// The fields; the class shares are corrected.
    var fields: [SynthesisField]
    /// Sample of a cell, or −1.
    private let sampleOfCell: [Int32]

    private static let octaves: Float = 0.332_192_8

    init(
        _ evidence: InterferenceEvidence, search: SynthesisSearch, fields: [SynthesisField]
    ) {
        let grid = evidence.grid
        width = grid.nx
        depth = grid.ny
        cellMetres = (grid.cellEastMetres * grid.cellNorthMetres).squareRoot()
        correlationMetres = search.configuration.correlationMetres
        noise = Float(Decibels.ratio(fromDb: max(evidence.noiseDbm, -180)))
        cells = search.cells
        received = search.samples.received
        fading = search.samples.fading
        self.fields = fields
        var sampleOfCell = [Int32](repeating: -1, count: grid.levelCellCount)
        for (sample, cell) in cells.enumerated() { sampleOfCell[cell] = Int32(sample) }
        self.sampleOfCell = sampleOfCell
    }

    private static func power(_ dbm: Float) -> Float { exp2(octaves * dbm) }

    /// Corrects one field's classes by the samples, given the others'; `errorShare` of all links are
    /// not of the class that they are believed to be.
    mutating func correctClasses(of index: Int, errorShare: Float) {
        let field = fields[index]
        let count = cells.count
        var says = [Float](repeating: 0, count: count)
        var isClear = [Bool](repeating: false, count: count)
        for sample in 0..<count {
            let cell = cells[sample]
            isClear[sample] = field.clearShare[cell] > 0.5
            guard field.clearDbm[cell] - field.blockedDbm[cell] > 3 else { continue }
            var rest = noise
            var spread = noise * noise
            for (other, own) in fields.enumerated() where other != index {
                let level = own.level(cell)
                let power = Self.power(level.dbm)
                rest += power
                spread += power * power * level.variance
            }
            func log(_ dbm: Float, _ variance: Float) -> Float {
                let power = Self.power(dbm)
                let total = rest + power
                let v =
                    (spread + power * power * (variance + field.commonVariance))
                    / (total * total) + fading[sample]
                let residual = received[sample] - log2(total) / Self.octaves
                let density = exp(-residual * residual / (2 * v)) / v.squareRoot()
                return Glibc.log(density + 3e-4)
            }
            let say =
                log(field.clearDbm[cell], field.clearVariance)
                - log(field.blockedDbm[cell], field.blockedVariance)
            says[sample] = min(max(say, -Self.sayMax), Self.sayMax)
        }
        let (sums, weights) = spread(says, isClear, field)
        let clearPrior = Glibc.log((1 - errorShare) / errorShare)
        for cell in fields[index].clearShare.indices {
            let share =
                field.clearShare[cell] * (1 - errorShare)
                + (1 - field.clearShare[cell]) * errorShare
            guard weights[cell] > 0 else { continue }
            let prior = min(max(Glibc.log(share / (1 - share)), -clearPrior), clearPrior)
            let score = prior + sums[cell] * min(1, Self.weightMax / weights[cell])
            fields[index].clearShare[cell] = 1 / (1 + exp(-score))
        }
    }

    /// Spreads what samples say over the cells around whose class is believed the same.
    private func spread(
        _ says: [Float], _ isClear: [Bool], _ field: SynthesisField
    ) -> (sums: [Float], weights: [Float]) {
        var sums = [Float](repeating: 0, count: width * depth)
        var weights = sums
        let reach = Int(Self.reachMetres / cellMetres)
        let kernel = (0..<(2 * reach + 1) * (2 * reach + 1)).map { index in
            let x = Double(index % (2 * reach + 1) - reach)
            let y = Double(index / (2 * reach + 1) - reach)
            return Float(max(1 - (x * x + y * y).squareRoot() * cellMetres / Self.reachMetres, 0))
        }
        for (sample, centre) in cells.enumerated() {
            let say = says[sample]
            let (x, y) = (centre % width, centre / width)
            for row in max(y - reach, 0)...min(y + reach, depth - 1) {
                let line = (row - y + reach) * (2 * reach + 1) + reach - x
                for column in max(x - reach, 0)...min(x + reach, width - 1) {
                    let weight = kernel[line + column]
                    let cell = row * width + column
                    guard (field.clearShare[cell] > 0.5) == isClear[sample] else { continue }
                    sums[cell] += weight * say
                    weights[cell] += weight
                }
            }
        }
        return (sums, weights)
    }

    /// Levels of all fields in all cells with their variances, kriged, [field][cell].
    func kriged() -> (dbm: [[Float]], variances: [[Float]]) {
        let fieldCount = fields.count
        let cellCount = width * depth
        var dbm = fields.map { field in (0..<cellCount).map { field.level($0).dbm } }
        var variances = fields.map { field in (0..<cellCount).map { field.level($0).variance } }
        guard !cells.isEmpty, fieldCount > 0 else { return (dbm, variances) }
        // Of each sample: residual, its own variance, and each field's share times its deviation.
        let count = cells.count
        var residuals = [Double](repeating: 0, count: count)
        var own = [Double](repeating: 0, count: count)
        var loads = [Double](repeating: 0, count: count * fieldCount)
        var isClear = [Bool](repeating: false, count: count * fieldCount)
        for sample in 0..<count {
            let cell = cells[sample]
            var total = noise
            for index in 0..<fieldCount { total += Self.power(dbm[index][cell]) }
            let residual = Double(received[sample] - log2(total) / Self.octaves)
            var variance = Double(fading[sample])
            var expected = variance
            for index in 0..<fieldCount {
                let field = fields[index]
                let share = Double(Self.power(dbm[index][cell]) / total)
                let clearShare = Double(field.clearShare[cell])
                let seen = clearShare > 0.5
                let scatter = Double(
                    (seen ? field.clearVariance : field.blockedVariance) + field.commonVariance)
                let apart = Double(field.clearDbm[cell] - field.blockedDbm[cell])
                let doubt = clearShare * (1 - clearShare) * apart * apart
                loads[sample * fieldCount + index] = share * scatter.squareRoot()
                isClear[sample * fieldCount + index] = seen
                variance += share * share * doubt
                expected += share * share * (doubt + scatter)
            }
            // What lies far out is no shadowing: it counts as the limit, and for less.
            let limit = Self.outlierLimit * expected.squareRoot()
            if abs(residual) > limit { variance += residual * residual - limit * limit }
            residuals[sample] = min(max(residual, -limit), limit)
            own[sample] = variance
        }
        let neighbourhood = Neighbourhood(
            cellMetres: cellMetres, reachMetres: 2 * correlationMetres,
            correlationMetres: correlationMetres)
        let limit = Self.neighbourCount
        var workspace = CholeskyWorkspace(capacity: limit)
        var near = [Int](repeating: 0, count: limit)
        var correlations = [Double](repeating: 0, count: limit)
        var solved = [Double](repeating: 0, count: limit)
        var cross = [Double](repeating: 0, count: limit)
        for cell in 0..<cellCount {
            let (x, y) = (cell % width, cell / width)
            var found = 0
            for offset in neighbourhood.offsets {
                let (column, row) = (x + offset.x, y + offset.y)
                guard column >= 0, row >= 0, column < width, row < depth else { continue }
                let sample = sampleOfCell[row * width + column]
                guard sample >= 0 else { continue }
                near[found] = Int(sample)
                correlations[found] = offset.correlation
                found += 1
                if found == limit { break }
            }
            guard found > 0 else { continue }
            for i in 0..<found {
                let a = near[i]
                let (ax, ay) = (cells[a] % width, cells[a] / width)
                for j in 0...i {
                    let b = near[j]
                    let correlation = neighbourhood.correlation(
                        ax - cells[b] % width, ay - cells[b] / width)
                    var sum = 0.0
                    for index in 0..<fieldCount
                    where isClear[a * fieldCount + index] == isClear[b * fieldCount + index] {
                        sum += loads[a * fieldCount + index] * loads[b * fieldCount + index]
                    }
                    workspace[i, j] = sum * correlation + (i == j ? own[a] : 0)
                }
            }
            guard workspace.factor(order: found) else { continue }
            var total = noise
            for index in 0..<fieldCount { total += Self.power(dbm[index][cell]) }
            for i in 0..<found { solved[i] = residuals[near[i]] }
            workspace.solve(&solved)
            for index in 0..<fieldCount {
                let field = fields[index]
                // What is nowhere near the rest changes nothing that anyone reads; the station
                // matters by itself.
                let seen = field.clearShare[cell] > 0.5
                let scatter = Double(
                    (seen ? field.clearVariance : field.blockedVariance) + field.commonVariance)
                let deviation = scatter.squareRoot()
                var mean = 0.0
                var weight = 0.0
                for i in 0..<found {
                    let entry = near[i] * fieldCount + index
                    cross[i] =
                        isClear[entry] == seen ? deviation * loads[entry] * correlations[i] : 0
                    mean += cross[i] * solved[i]
                    weight += cross[i] * cross[i]
                }
                guard weight > 1e-4 else { continue }
                workspace.solveLower(&cross)
                var explained = 0.0
                for i in 0..<found { explained += cross[i] * cross[i] }
                dbm[index][cell] += Float(mean)
                variances[index][cell] -= Float(min(explained, 0.95 * scatter))
            }
        }
        return (dbm, variances)
    }
}

/// The cells around a cell, nearest first, and how alike shadowing is there.
private struct Neighbourhood {
    struct Offset {
        var x: Int
        var y: Int
        var correlation: Double
    }

    let offsets: [Offset]
    private let table: [Double]
    private let reach: Int

    init(cellMetres: Double, reachMetres: Double, correlationMetres: Double) {
        let radius = max(Int(reachMetres / cellMetres), 1)
        let reach = 2 * radius
        self.reach = reach
        table = (0..<(reach + 1) * (reach + 1)).map { index in
            let x = Double(index % (reach + 1))
            let y = Double(index / (reach + 1))
            return exp(-(x * x + y * y).squareRoot() * cellMetres / correlationMetres)
        }
        var offsets: [Offset] = []
        for y in -radius...radius {
            for x in -radius...radius where x * x + y * y <= radius * radius {
                offsets.append(
                    Offset(
                        x: x, y: y, correlation: table[abs(y) * (reach + 1) + abs(x)]))
            }
        }
        self.offsets = offsets.sorted {
            ($0.x * $0.x + $0.y * $0.y, $0.y, $0.x) < ($1.x * $1.x + $1.y * $1.y, $1.y, $1.x)
        }
    }

    func correlation(_ x: Int, _ y: Int) -> Double {
        table[min(abs(y), reach) * (reach + 1) + min(abs(x), reach)]
    }
}
