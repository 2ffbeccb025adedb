import Glibc
import Numerics
import Testing

@testable import Sensing

struct ColumnScoreTests {
    private let pattern: CosetPattern
    private let spectrum: BranchSpectrum
    private let observed: HermitianMatrix
    private let bin = 3

    init() throws {
        pattern = try CosetPattern(
            downsamplingFactor: 12, offsets: [0, 1, 4, 6, 11], samplesPerCoset: 8)
        var generator = SeededGenerator(seed: 61)
        var power = [Float](repeating: 0, count: 96)
        for row in [1, 4, 5, 10] { power[row * 8 + 3] = Float(0.5 + generator.uniform()) }
        spectrum = BranchSpectrum(pattern: pattern, power: power, noise: 0.1)
        var columns = ComplexMatrix(rowCount: 5, columnCount: 12)
        for place in columns.real.indices {
            columns.real[place] = Float(generator.normal())
            columns.imaginary[place] = Float(generator.normal())
        }
        observed = HermitianMatrix(columnsOf: columns, factor: 1.0 / 12)
    }

    private func column(_ delays: [Double]) -> BranchColumn {
        BranchColumn(bin, of: spectrum, steering: DelayedSteering(pattern, delays: delays))
    }

    /// −log det C − tr C⁻¹ R of logarithmic gains and delays.
    private func likelihood(_ point: [Double]) throws -> Double {
        var model = column(Array(point[5...])).covariance
        for p in 0..<5 {
            for q in 0..<5 {
                model.values[2 * (p * 5 + q)] *= exp(point[p] + point[q])
                model.values[2 * (p * 5 + q) + 1] *= exp(point[p] + point[q])
            }
        }
        let (inverse, determinant) = try #require(model.inverse())
        let product = inverse.product(observed.values, columnCount: 5)
        let traces = (0..<5).map { product[12 * $0] }
        return -determinant - traces.reduce(0, +)
    }

    @Test func `slopes are those of the likelihood`() throws {
        let delays = [0.05, -0.02, 0.1, -0.08, -0.05]
        let score = try #require(ColumnScore(column(delays), observed: observed))
        let point = [Double](repeating: 0, count: 5) + delays
        for place in point.indices {
            var (above, below) = (point, point)
            above[place] += 1e-5
            below[place] -= 1e-5
            let slope = (try likelihood(above) - likelihood(below)) / 2e-5
            #expect(abs(score.slope[place] - slope) < 1e-5 * (1 + abs(slope)))
        }
    }

    /// The covariance's derivatives by gains, delays, and what is unknown, by their definitions.
    private func derivatives(_ model: BranchColumn, _ delays: [Double]) -> [[Double]] {
        func difference(_ above: HermitianMatrix, _ below: HermitianMatrix) -> [Double] {
            zip(above.values, below.values).map { ($0 - $1) / 2e-5 }
        }
        var all: [[Double]] = []
        for branch in 0..<5 {
            var derivative = [Double](repeating: 0, count: 50)
            for p in 0..<5 {
                for part in 0..<2 {
                    let (row, column) = (2 * (branch * 5 + p) + part, 2 * (p * 5 + branch) + part)
                    derivative[row] += model.covariance.values[row]
                    derivative[column] += model.covariance.values[column]
                }
            }
            all.append(derivative)
        }
        for branch in 0..<5 {
            var (above, below) = (delays, delays)
            above[branch] += 1e-5
            below[branch] -= 1e-5
            all.append(difference(column(above).covariance, column(below).covariance))
        }
        for row in model.rows {
            // A dyad whose phase along the places is turned by an angle, and its two derivatives.
            func dyad(_ angle: Double) -> HermitianMatrix {
                var exact = HermitianMatrix(order: 5)
                for p in 0..<5 {
                    for q in 0..<5 {
                        let turn = angle * (model.places[p] - model.places[q])
                        let (c, d) = (row.steering[2 * p], row.steering[2 * p + 1])
                        let (e, f) = (row.steering[2 * q], row.steering[2 * q + 1])
                        let (real, imaginary) = (c * e + d * f, d * e - c * f)
                        exact.values[2 * (p * 5 + q)] = real * cos(turn) - imaginary * sin(turn)
                        exact.values[2 * (p * 5 + q) + 1] =
                            real * sin(turn) + imaginary * cos(turn)
                    }
                }
                return exact
            }
            all.append(dyad(0).values)
            all.append(difference(dyad(1e-5), dyad(-1e-5)))
            let middle = dyad(0).values
            let (above, below) = (dyad(1e-3).values, dyad(-1e-3).values)
            all.append(middle.indices.map { -(above[$0] + below[$0] - 2 * middle[$0]) / 1e-6 })
        }
        var identity = HermitianMatrix(order: 5)
        identity.addToDiagonal(1)
        return all + [identity.values]
    }

    @Test func `information is Fisher's, and what the spectrum explains is taken off it`() throws {
        let delays = [0.05, -0.02, 0.1, -0.08, -0.05]
        let model = column(delays)
        let derivatives = derivatives(model, delays)
        var score = try #require(ColumnScore(model, observed: observed))
        let inverse = score.inverse
        let slopes = derivatives.map { derivative in
            (0..<5).reduce(0) {
                $0 + HermitianMatrix.diagonal(score.departure, derivative, $1, order: 5).real
            }
        }
        let halves = derivatives.map { inverse.product($0, columnCount: 5) }
        let information = halves.map { left in
            halves.map { right in
                (0..<5).reduce(0) {
                    $0 + HermitianMatrix.diagonal(left, right, $1, order: 5).real
                }
            }
        }
        for row in 0..<10 {
            for place in 0..<10 {
                let exact = information[row][place]
                #expect(abs(score.information[row * 10 + place] - exact) < 1e-4 * (1 + abs(exact)))
            }
        }
        let unknowns = SpectrumUnknowns(
            score, model, rows: model.rows, frames: 1e9, blocksBefore: 0)
        for row in 10..<23 {
            #expect(abs(unknowns.slope[row - 10] - slopes[row]) < 1e-4 * (1 + abs(slopes[row])))
            for place in 0..<10 {
                let exact = information[place][row]
                #expect(
                    abs(unknowns.shared[place * 13 + row - 10] - exact) < 1e-4 * (1 + abs(exact)))
            }
            for other in 10..<23 {
                let exact = information[row][other]
                let found = unknowns.information[(row - 10) * 13 + other - 10]
                #expect(abs(found - exact) < 2e-4 * (1 + abs(exact)))
            }
        }
        // A gain that all have is a power that all have: nothing is left of it.
        score.takeOffSpectrum(model, leastPower: 0, frames: 1e9, blocksBefore: 0)
        let common = (0..<5).reduce(0.0) { sum, row in
            sum + (0..<5).reduce(0) { $0 + score.information[row * 10 + $1] }
        }
        #expect(abs(common) < 1e-3)
    }

    @Test func `a column of more unknown rows than can be paid for tells nothing`() throws {
        let wide = try CosetPattern(
            downsamplingFactor: 200, offsets: [0, 1, 4, 6, 11], samplesPerCoset: 1)
        for (rows, tells) in [(64, true), (65, false), (200, false)] {
            let power = (0..<200).map { Float($0 < rows ? 1 : 0) }
            let score = BranchScore(
                covariances: [observed], frames: 8,
                spectrum: BranchSpectrum(pattern: wide, power: power, noise: 0.1),
                delays: [0, 0, 0, 0, 0], blocksBefore: 0)
            #expect(score.information.contains { $0 != 0 } == tells)
            #expect(score.slope.contains { $0 != 0 } == tells)
        }
    }
}
