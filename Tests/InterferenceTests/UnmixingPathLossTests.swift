import Glibc
import Model
import Numerics
import Testing

@testable import Interference

struct UnmixingPathLossTests {
    private static let station = LocalPosition(eastMetres: 60, northMetres: 80, upMetres: 25)
    private let truth = PathLossModel(interceptDb: 32, exponent: 2.7, standardDeviationDb: 3)

    private func fit() -> UnmixingPathLossFit {
        UnmixingPathLossFit(stations: [Self.station], eastMetres: 512, northMetres: 512)
    }

    /// Samples over the square, with emitters (place, EIRP over the station's) mixed in.
    private func samples(
        _ emitters: [(LocalPosition, Double)], count: Int = 700, seed: UInt64
    ) -> PathLossSamples {
        var generator = SeededGenerator(seed: seed)
        var samples = PathLossSamples()
        for _ in 0..<count {
            let place = LocalPosition(
                eastMetres: 512 * generator.uniform(), northMetres: 512 * generator.uniform(),
                upMetres: 50)
            func gain(_ emitter: LocalPosition) -> Double {
                let gainDb = truth.gainDb(distanceMetres: place.distanceMetres(to: emitter))
                return Decibels.ratio(fromDb: gainDb + 3 * generator.normal())
            }
            let received = emitters.reduce(gain(Self.station)) { $0 + $1.1 * gain($1.0) }
            samples.append(
                logDistance: log10(place.distanceMetres(to: Self.station)),
                lossDb: -Decibels.db(fromRatio: received), at: place)
        }
        return samples
    }

    private func place(_ east: Double, _ north: Double) -> LocalPosition {
        LocalPosition(eastMetres: east, northMetres: north, upMetres: 1.5)
    }

    private func worstGainErrorDb(_ model: PathLossModel) -> Double {
        [50.0, 150, 400].map {
            abs(model.gainDb(distanceMetres: $0) - truth.gainDb(distanceMetres: $0))
        }.max() ?? 0
    }

    @Test func `without interference it finds the station's path loss`() {
        for seed in 1...3 {
            var fit = fit()
            let used = fit.fit(samples([], seed: UInt64(seed)), budget: 80)
            #expect(used == 80)
            #expect(worstGainErrorDb(fit.model) < 1.5)
            #expect(abs(fit.model.standardDeviationDb - 3) < 1)
        }
    }

    /// The case that robust lines fail: most far samples are interference.
    @Test func `under strong interferers it errs by less than 3 dB where a robust line errs by 5`()
    {
        let emitters = [(place(380, 400), 0.5), (place(140, 420), 0.2)]
        for seed in 1...3 {
            let samples = samples(emitters, seed: UInt64(seed))
            var unmixing = fit()
            _ = unmixing.fit(samples, budget: 80)
            #expect(worstGainErrorDb(unmixing.model) < 3, "\(unmixing.model)")
            for line in [
                LogDistancePathLossFit() as any PathLossEstimator, MixturePathLossFit(),
            ] {
                var robust = line
                _ = robust.fit(samples, budget: 80)
                #expect(worstGainErrorDb(robust.model) > 5)
            }
        }
    }

    @Test func `an interferer that appears later is found by the challenger`() {
        var fit = fit()
        _ = fit.fit(samples([], seed: 1), budget: 80)
        let changed = samples([(place(380, 300), 2)], seed: 2)
        for _ in 0..<22 {
            let used = fit.fit(changed, budget: 8)
            #expect(used <= 8 && used > 0)
        }
        #expect(worstGainErrorDb(fit.model) < 3)
    }

    @Test func `many small budgets come to what one large one does`() {
        let samples = samples([(place(380, 400), 0.5)], seed: 4)
        var once = fit()
        _ = once.fit(samples, budget: 80)
        var often = fit()
        for _ in 0..<10 { _ = often.fit(samples, budget: 8) }
        #expect(often.model == once.model)
    }

    @Test func `a restart goes on with the same numbers, and refuses cut bytes`() throws {
        let samples = samples([(place(380, 400), 0.5)], count: 200, seed: 5)
        var fit = fit()
        for _ in 0..<13 { _ = fit.fit(samples, budget: 8) }
        var writer = ByteWriter()
        fit.encode(into: &writer)
        var restored = self.fit()
        var reader = ByteReader(writer.bytes)
        try restored.restore(from: &reader)
        #expect(reader.isAtEnd)
        for _ in 0..<3 {
            _ = fit.fit(samples, budget: 7)
            _ = restored.fit(samples, budget: 7)
        }
        #expect(restored.model == fit.model)
        for count in stride(from: 0, to: writer.bytes.count, by: 97) {
            var short = ByteReader(Array(writer.bytes.prefix(count)))
            #expect(throws: ByteReaderError.self) { try restored.restore(from: &short) }
        }
    }

    @Test func `samples that do not say where they were taken leave the prior`() {
        var samples = PathLossSamples()
        for _ in 0..<20 { samples.append(distanceMetres: 100, lossDb: 95) }
        var fit = fit()
        let used = fit.fit(samples, budget: 8)
        #expect(used == 0)
        #expect(fit.model == PathLossPrior().model)
    }
}
