import Glibc
import Numerics
import Sensing
import Testing

struct CaponBeamsTests {
    @Test(arguments: [(40, 10, 16), (7, 3, 5), (12, 5, 20), (40, 1, 3)])
    func `the kernel does as dense double arithmetic does`(
        rows: Int, cosets: Int, columns: Int
    ) throws {
        var generator = SeededGenerator(seed: 3)
        let offsets = Array((0..<rows).shuffled(using: &generator).prefix(cosets)).sorted()
        var covariance = CosetCovariance(cosetCount: cosets, columnCount: columns)
        var frames: [ComplexMatrix] = []
        for _ in 0..<6 {
            var frame = ComplexMatrix(rowCount: cosets, columnCount: columns)
            for place in frame.real.indices {
                frame.real[place] = Float(generator.normal())
                frame.imaginary[place] = Float(generator.normal())
            }
            frames.append(frame)
            covariance.add(frame, forgetting: 0.9)
        }
        // Some bins sixty decibels above the noise.
        let power = (0..<rows * columns).map { _ in
            generator.uniform() < 0.2 ? Float(pow(10, 6 * generator.uniform())) : 0
        }
        var beams = CaponBeams(rowCount: rows, offsets: offsets, columnCount: columns)
        beams.steer(power: power, noise: 1.5, covariance: covariance)
        for column in 0..<columns {
            let exact = try Self.dense(
                rows: rows, offsets: offsets, frames: frames.map { Self.column($0, column) },
                forgetting: 0.9, power: (0..<rows).map { Double(power[$0 * columns + column]) },
                noise: 1.5)
            for row in 0..<rows {
                let (z, v) = (
                    Double(beams.output[row * columns + column]),
                    Double(beams.interference[row * columns + column])
                )
                let p = Double(power[row * columns + column])
                #expect(abs(z - exact[row].z) < 1e-4 * exact[row].z + 1e-4)
                #expect(abs(v - exact[row].v) < 1e-4 * exact[row].v + 1e-6 * (p + exact[row].v))
            }
        }
    }

    @Test func `frames of weight one count as many, forgotten ones less`() {
        var covariance = CosetCovariance(cosetCount: 2, columnCount: 3)
        var frame = ComplexMatrix(rowCount: 2, columnCount: 3)
        frame.real = [1, 1, 1, 1, 1, 1]
        for _ in 0..<5 { covariance.add(frame) }
        #expect(covariance.effectiveCount == 5)
        #expect(abs(covariance.meanPower - 1) < 1e-6)
        for _ in 0..<400 { covariance.add(frame, forgetting: 0.9) }
        #expect(abs(covariance.effectiveCount - 1.9 / 0.1) < 0.01)
    }

    static func column(_ frame: ComplexMatrix, _ column: Int) -> [(Double, Double)] {
        (0..<frame.rowCount).map { row in
            let value = frame[row, column]
            return (Double(value.real), Double(value.imaginary))
        }
    }

    /// z and v of every row in one column, from S⁻¹ as such.
    static func dense(
        rows: Int, offsets: [Int], frames: [[(Double, Double)]], forgetting: Double,
        power: [Double], noise: Double
    ) throws -> [(z: Double, v: Double)] {
        let cosets = offsets.count
        let scale = 1 / Double(cosets).squareRoot()
        let steering = (0..<rows).map { row in
            offsets.map { offset -> (Double, Double) in
                let turn = 2 * Double.pi * Double(offset * row % rows) / Double(rows)
                return (scale * cos(turn), scale * sin(turn))
            }
        }
        var model = HermitianMatrix(order: cosets)
        for i in 0..<cosets {
            for j in 0...i {
                var (a, b) = (i == j ? noise : 0, 0.0)
                for row in 0..<rows {
                    let (x, y) = (steering[row][i], steering[row][j])
                    a += power[row] * (x.0 * y.0 + x.1 * y.1)
                    b += power[row] * (x.1 * y.0 - x.0 * y.1)
                }
                model.set(i, j, real: a, imaginary: b)
            }
        }
        let inverse = try #require(model.inverse()?.inverse)
        return (0..<rows).map { row in
            // w = S⁻¹ a; e = aᴴ w; q is the mean of |wᴴ y|².
            let w = (0..<cosets).map { i -> (Double, Double) in
                (0..<cosets).reduce((0.0, 0.0)) { sum, j in
                    let (a, b) = (inverse.real(i, j), inverse.imaginary(i, j))
                    let (c, d) = steering[row][j]
                    return (sum.0 + a * c - b * d, sum.1 + a * d + b * c)
                }
            }
            let e = (0..<cosets).reduce(0.0) {
                $0 + steering[row][$1].0 * w[$1].0 + steering[row][$1].1 * w[$1].1
            }
            var (q, total, weight) = (0.0, 0.0, 1.0)
            for frame in frames.reversed() {
                var (a, b) = (0.0, 0.0)
                for i in 0..<cosets {
                    a += w[i].0 * frame[i].0 + w[i].1 * frame[i].1
                    b += w[i].0 * frame[i].1 - w[i].1 * frame[i].0
                }
                q += weight * (a * a + b * b)
                total += weight
                weight *= forgetting
            }
            return (q / total / (e * e), max(1 / e - power[row], 1e-6 / e))
        }
    }
}
