import Numerics
import Testing

@testable import Interpolation

struct VariogramTests {
    private func exactLags(_ variogram: Variogram) -> EmpiricalVariogram {
        let lags = (1...16).map { step -> EmpiricalVariogram.Lag in
            let h = 4.0 * Double(step * step) / 4
            return .init(
                distanceMetres: h, semivarianceDb2: variogram.semivarianceDb2(atMetres: h),
                weight: 1_000)
        }
        return EmpiricalVariogram(lags: lags, varianceDb2: variogram.varianceDb2)
    }

    private var index: NeighbourIndex {
        let field = SimulatedField(
            count: 100, sideMetres: 300, variogram: .typical, meanDb: 0, seed: 1)
        return NeighbourIndex(field.observed(100, errorDb: 1, seed: 1), verticalScale: 2)
    }

    @Test(arguments: [(1.0, 25.0, 40.0), (0.2, 9.0, 15.0), (6.0, 30.0, 90.0)])
    func `a fit to an exact variogram finds it within 5 percent`(
        nugget: Double, sill: Double, range: Double
    ) {
        let truth = Variogram(nuggetDb2: nugget, sillDb2: sill, rangeMetres: range)
        var fit = VariogramFit(exactLags(truth), index: index, start: nil)
        let used = fit.improve(budget: 100)
        #expect(used < 60)
        #expect(abs(fit.variogram.sillDb2 / sill - 1) < 0.05)
        #expect(abs(fit.variogram.rangeMetres / range - 1) < 0.05)
        #expect(abs(fit.variogram.nuggetDb2 - nugget) < 0.02 * sill)
    }

    @Test func `a warm fit needs fewer iterations and a budget is kept`() {
        let truth = Variogram(nuggetDb2: 2, sillDb2: 20, rangeMetres: 30)
        var cold = VariogramFit(exactLags(truth), index: index, start: nil)
        let coldUsed = cold.improve(budget: 100)
        var warm = VariogramFit(exactLags(truth), index: index, start: cold.variogram)
        let warmUsed = warm.improve(budget: 100)
        #expect(warmUsed < coldUsed)
        var bounded = VariogramFit(exactLags(truth), index: index, start: nil)
        let boundedUsed = bounded.improve(budget: 2)
        #expect(boundedUsed == 2)
        let none = bounded.improve(budget: 0)
        #expect(none == 0)
    }

    /// Eight independent fields of 500 observations; the range of one alone scatters by a third.
    @Test func `simulated fields give back their variogram`() {
        let truth = Variogram(nuggetDb2: 1, sillDb2: 16, rangeMetres: 25)
        var nuggets = 0.0
        var sills = 0.0
        var ranges = 0.0
        for seed in 1...8 {
            let simulated = SimulatedField(
                count: 500, sideMetres: 500, variogram: truth, meanDb: -80, seed: UInt64(seed))
            var kriging = OrdinaryKrigingInterpolator()
            _ = kriging.fit(simulated.observed(500, errorDb: 2, seed: 5), budget: 50)
            nuggets += kriging.variogram.nuggetDb2 / 8
            sills += kriging.variogram.sillDb2 / 8
            ranges += kriging.variogram.rangeMetres / 8
        }
        #expect(abs(sills + nuggets - 17) < 3)
        #expect(abs(ranges / 25 - 1) < 0.35)
        // The measurements' 4 dB² are not the nugget's.
        #expect(nuggets < 3.5)
    }

    @Test func `equal values give a variogram of almost nothing`() {
        var field = SimulatedField(
            count: 50, sideMetres: 200, variogram: .typical, meanDb: 0, seed: 3)
        field.truth = [Double](repeating: -77, count: 50)
        var kriging = OrdinaryKrigingInterpolator()
        _ = kriging.fit(field.observed(50, errorDb: 0, seed: 1), budget: 20)
        #expect(kriging.variogram.varianceDb2 < 1e-3)
    }

    @Test func `a variogram's numbers are checked when they are read`() {
        var writer = ByteWriter()
        writer.append(1.0)
        writer.append(-1.0)
        writer.append(1.0)
        var reader = ByteReader(writer.bytes)
        #expect(throws: ByteReaderError.self) { try Variogram(from: &reader) }
    }
}
