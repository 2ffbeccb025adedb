import Numerics
import Testing

@testable import Interference

struct DeviationCalibrationTests {
    @Test func `after calibration 68 per cent lie within one deviation in every fifth`() {
        var generator = SeededGenerator(seed: 3)
        // Predicted too small by half where small, too great where great.
        let truths = (0..<40_000).map { _ in 1 + 9 * generator.uniform() }
        let predicted = truths.map { Float(0.3 * $0 * $0 / 2) }
        let errors = truths.map { Float($0 * generator.normal()) }
        let calibration = DeviationCalibration(predictedDb: predicted, errorsDb: errors)
        let order = predicted.indices.sorted { predicted[$0] < predicted[$1] }
        for fifth in 0..<5 {
            let part = order[fifth * 8_000..<(fifth + 1) * 8_000]
            let within = part.count {
                abs(errors[$0]) <= calibration.deviationDb(predictedDb: predicted[$0])
            }
            #expect(abs(Double(within) / 8_000 - 0.6827) < 0.03)
        }
    }

    @Test func `one value for all, or nothing at all, still makes a calibration`() {
        let same = DeviationCalibration(
            predictedDb: [Float](repeating: 2, count: 100),
            errorsDb: [Float](repeating: 1, count: 100))
        #expect(abs(same.deviationDb(predictedDb: 2) - 1) < 1e-5)
        let none = DeviationCalibration(predictedDb: [], errorsDb: [])
        #expect(none.deviationDb(predictedDb: 3) == 3)
    }
}
