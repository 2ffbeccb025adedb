import Model
import Numerics
import Testing

@testable import Engine

struct SensorBiasTests {
    /// Sensors that walk over the same cells of a field, each with its own error; fading as of
    /// a few averaged samples.
    private func engine(
        biasesDb: [Double], seconds: Int, seed: UInt64, calibrationsDb: [Float] = [],
        sharing: Bool = true
    ) throws -> RegionEngine {
        var generator = SeededGenerator(seed: seed)
        var engine = try RegionEngine(configuration: Fixture.configuration())
        var journalID: Int64 = 0
        for (index, deviation) in calibrationsDb.enumerated() {
            journalID += 1
            engine.accept(
                .birth(
                    SensorBirth(
                        sensor: SensorID(unchecked: "s\(index)"), bootID: 1,
                        calibrationStandardDeviationDb: deviation)), journalID: journalID)
        }
        let field = (0..<24 * 32).map { _ in -80 + 8 * generator.normal() }
        for step in 0..<seconds * 2 {
            for (index, bias) in biasesDb.enumerated() {
                // Everybody walks the same 40 cells, a few cells apart; or cells of his own.
                let cell = sharing ? (step + 5 * index) % 40 : 40 * index + step % 40
                let points = (0..<5).map { point in
                    (
                        seconds: Double(step) / 2 + 0.05 * Double(point), cell: cell,
                        dbm: field[cell] + bias + 2 * generator.normal()
                    )
                }
                journalID += 1
                engine.accept(
                    .samples(
                        Fixture.batch(
                            sensor: SensorID(unchecked: "s\(index)"), boot: 1,
                            sequence: UInt64(step + 1), points)), journalID: journalID)
            }
            while let tick = engine.dueTick(now: .zero) {
                _ = try engine.runRound(closing: tick, windowBudget: 0)
            }
        }
        return engine
    }

    private func offsets(_ engine: RegionEngine) -> [Double] {
        engine.sensors.records.sorted { $0.id < $1.id }.map(\.bias.offsetDb)
    }

    @Test(arguments: UInt64(1)...5)
    func `a sensor 4 dB high against three good ones is found within 1 dB`(_ seed: UInt64) throws {
        let engine = try engine(biasesDb: [0, 0, 4, 0], seconds: 120, seed: seed)
        let found = offsets(engine)
        let others = (found[0] + found[1] + found[3]) / 3
        #expect(abs(found[2] - others - 4) < 1, "\(found)")
        #expect([found[0], found[1], found[3]].allSatisfy { abs($0 - others) < 1 }, "\(found)")
    }

    @Test func `what all have in common stays with the calibrations' prior`() throws {
        // Data cannot tell a common offset; the errors found must not run away with it.
        let found = offsets(try engine(biasesDb: [3, 3, 3], seconds: 240, seed: 7))
        #expect(abs(found.reduce(0, +) / 3) < 1, "\(found)")
    }

    @Test func `a well calibrated sensor is believed against a doubtful one`() throws {
        let engine = try engine(
            biasesDb: [0, 5], seconds: 120, seed: 3, calibrationsDb: [0.3, 6])
        let found = offsets(engine)
        #expect(abs(found[0]) < 1, "\(found)")
        #expect(abs(found[1] - 5) < 1.5, "\(found)")
    }

    @Test func `a sensor alone learns nothing about itself`() throws {
        let found = try engine(
            biasesDb: [0, 3], seconds: 60, seed: 4, sharing: false)
        #expect(offsets(found) == [0, 0])
        #expect(found.sensors.records.allSatisfy { $0.bias.varianceDb2 == 4 })
    }

    @Test func `a residual beyond belief moves the offset by a bounded step`() {
        var bias = SensorBias(deviationDb: 2)
        bias.learn(residualDb: 1_000, varianceDb2: 2, othersVarianceDb2: 0, seconds: 1)
        #expect(bias.offsetDb < 5)
        bias.learn(residualDb: -1_000, varianceDb2: 2, othersVarianceDb2: 0, seconds: .infinity)
        #expect(bias.offsetDb.isFinite && bias.varianceDb2 > 0)
    }

    @Test func `certainty grows with visits and is lost slowly with time`() {
        var bias = SensorBias(deviationDb: 2)
        for _ in 0..<200 {
            bias.learn(residualDb: 0, varianceDb2: 4, othersVarianceDb2: 0, seconds: 0)
        }
        let settled = bias.varianceDb2
        #expect(settled < 0.03)
        bias.learn(residualDb: 0, varianceDb2: 1e12, othersVarianceDb2: 0, seconds: 600)
        #expect(abs(bias.varianceDb2 - settled - 0.01) < 1e-3)
    }
}
