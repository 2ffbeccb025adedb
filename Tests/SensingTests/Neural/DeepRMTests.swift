import Glibc
import Testing

@testable import Numerics
@testable import Sensing

struct DeepRMTests {
    /// Some trials of deeprm.md 2.3's easy scenario.
    private func trials(
        _ count: Int, cosets: Int = 10, snrDb: Double = 10, seed: UInt64 = 1
    ) throws -> [WidebandTrial] {
        var random = SeededGenerator(seed: seed)
        let pattern = try WidebandTrial.pattern(cosets: cosets)
        return (0..<count).map { _ in
            WidebandTrial(.easy, pattern: pattern, snrDb: snrDb, using: &random)
        }
    }

    @Test func `forty frames' error is the measured one`() throws {
        // deeprm.md: P = 10, 10 dB: stage 1 −6.1, stage 2 −5.5, reweighted −10.9, each ± 0.7 dB.
        let trials = try trials(40)
        var firstStage = NeuralSensingConfiguration.paper
        firstStage.refiningIterations = 0
        for (method, expected) in [
            (DeepRM(configuration: firstStage), -6.1), (DeepRM(), -5.5),
            (DeepRM.reweighted, -10.9),
        ] {
            var error = 0.0
            for trial in trials {
                error += trial.normalisedError(try method.estimate([trial.frame]).binPower)
            }
            let decibels = 10 * log10(error / Double(trials.count))
            #expect(abs(decibels - expected) < 0.9, "\(method.name): \(decibels) dB")
        }
    }

    @Test func `the first stage ends at the group lasso, in loss and in spectrum`() throws {
        var configuration = NeuralSensingConfiguration.paper
        configuration.tolerance = 0
        configuration.sparseIterations = 400
        configuration.refiningIterations = 0
        for trial in try trials(4) {
            let gain = (160 / trial.frame.values.squaredNorm).squareRoot()
            var lasso = GroupDescent(
                stack: try FrameStack([trial.frame]), scale: Float(gain), penalty: 1)
            lasso.run(iterationsMax: 2_000, tolerance: 1e-6)
            let norms = lasso.spectrum.squaredRowNorms.reduce(0) {
                $0 + Double($1).squareRoot()
            }
            let optimum = lasso.moments.squaredResidual + norms
            var measured = trial.frame.values
            measured.scale(by: Float(gain))
            let objective = RowSparseObjective(
                matrix: SensingOperator.dense(trial.pattern), measured: measured,
                rowWeights: [Float](repeating: 1, count: 40))
            var trackers = [DeepRMTracker(configuration: configuration)]
            let posterior = try NeuralFit(configuration: configuration).update(
                &trackers, with: [trial.frame], iterationsMax: .max)[0]
            var batch = SineLayersBatch(
                layers: configuration.layers(trial.pattern), cosetCount: 10, count: 1)
            let network = trackers[0].network(for: trial.pattern)
            batch.place(network.network, at: 0, against: objective)
            let reached = batch.run([SineLayersBatch.Order(passes: 1, beginsWithPass: true)])[0][0]
                .sum
            #expect(reached > optimum * 0.9999)
            #expect(reached < optimum * 1.03, "\(reached) against \(optimum)")
            let power = try GroupLassoSpectrum().estimate([trial.frame]).binPower
            var (error, size) = (0.0, 0.0)
            for (own, other) in zip(posterior.binPower, power) {
                error += Double((own - other) * (own - other))
                size += Double(other * other)
            }
            #expect(10 * log10(error / size) < -15)
        }
    }

    @Test func `a warm start needs fewer iterations for the same frame`() throws {
        let frame = try trials(1)[0].frame
        var tracker = DeepRMTracker()
        let cold = try tracker.update(frame, iterationsMax: .max)
        let warm = try tracker.update(frame, iterationsMax: .max)
        #expect(!cold.isWarmStart && warm.isWarmStart)
        #expect(warm.iterations < cold.iterations)
        var budgeted = DeepRMTracker()
        #expect(try budgeted.update(frame, iterationsMax: 17).iterations == 17)
    }

    @Test(arguments: [DeepRMTracker(), .reweighted])
    func `a restored tracker goes on as if nothing had been`(_ fresh: DeepRMTracker) throws {
        let trials = try trials(3)
        var tracker = fresh
        for trial in trials.dropLast() { _ = try tracker.update(trial.frame, iterationsMax: 60) }
        var writer = ByteWriter()
        tracker.encode(into: &writer)
        var restored = fresh
        var reader = ByteReader(writer.bytes)
        try restored.restore(from: &reader)
        #expect(reader.isAtEnd)
        #expect(restored == tracker)
        let last = trials[2].frame
        #expect(
            try restored.update(last, iterationsMax: 60).binPower
                == tracker.update(last, iterationsMax: 60).binPower)
    }

    @Test func `a damaged or foreign state is refused and changes nothing`() throws {
        var tracker = DeepRMTracker()
        _ = try tracker.update(try trials(1)[0].frame, iterationsMax: 3)
        var writer = ByteWriter()
        tracker.encode(into: &writer)
        let kept = tracker
        for length in [0, 1, 2, 9, 40, 90, 1_000, writer.bytes.count - 1] {
            #expect(throws: (any Error).self) {
                var reader = ByteReader(Array(writer.bytes[..<length]))
                try tracker.restore(from: &reader)
            }
        }
        var poisoned = writer.bytes
        // The highest byte of z's first number and its neighbour: infinity.
        poisoned.replaceSubrange(70..<74, with: [0, 0, 0x80, 0x7F])
        #expect(throws: (any Error).self) {
            var reader = ByteReader(poisoned)
            try tracker.restore(from: &reader)
        }
        // Counts that would run over: of frames, and of Adam's steps.
        let parameterCount = NeuralSensingConfiguration.paper.layers(
            try WidebandTrial.pattern(cosets: 10)
        ).parameterCount
        for place in [54, 66 + 4 * parameterCount] {
            var counted = writer.bytes
            counted.replaceSubrange(
                place..<place + 8, with: [UInt8](repeating: 0xFF, count: 7) + [0x7F])
            #expect(throws: (any Error).self) {
                var reader = ByteReader(counted)
                try tracker.restore(from: &reader)
            }
        }
        #expect(tracker == kept)
        var wider = NeuralSensingConfiguration.paper
        wider.hiddenCount = 80
        var other = DeepRMTracker(configuration: wider)
        #expect(throws: (any Error).self) {
            var reader = ByteReader(writer.bytes)
            try other.restore(from: &reader)
        }
    }

    @Test(arguments: [NeuralSensingConfiguration.paper, .reweighted])
    func `many sensors fitted together answer as each alone`(
        _ configuration: NeuralSensingConfiguration
    ) throws {
        // More than a room holds, of two patterns, one without a frame, one silent; each stops in its
        // own time.
        let count = NeuralFit.roomSize + 4
        let (sparse, dense) = (try trials(count), try trials(count, cosets: 16, seed: 2))
        var frames: [CosetSpectra?] = (0..<count).map {
            $0 < 2 || $0 > 4 ? sparse[$0].frame : dense[$0].frame
        }
        frames[1] = nil
        for place in frames[6]?.values.real.indices ?? 0..<0 {
            frames[6]?.values.real[place] = 0
            frames[6]?.values.imaginary[place] = 0
        }
        var sensors = DeepRMSensors(count: count, configuration: configuration)
        var alone = sensors.trackers
        for budget in [70, 200] {
            let together = try sensors.update(frames, iterationsMax: budget)
            #expect(together[1] == nil)
            for (number, frame) in frames.enumerated() {
                guard let frame else { continue }
                let own = try alone[number].update(frame, iterationsMax: budget)
                #expect(own.binPower == together[number]?.binPower)
                #expect(own.iterations == together[number]?.iterations)
            }
        }
        #expect(sensors.trackers == alone)
    }

    @Test func `a frame that cannot be served leaves all sensors as they were`() throws {
        let trials = try trials(2)
        var sensors = DeepRMSensors(count: 2)
        let before = sensors.trackers
        var spoilt = trials[1].frame
        spoilt.values.imaginary[5] = .infinity
        #expect(throws: SensingError.self) {
            try sensors.update([trials[0].frame, spoilt], iterationsMax: 5)
        }
        #expect(sensors.trackers == before)
    }

    @Test func `silence is answered with silence, and no numbers with an error`() throws {
        let pattern = try WidebandTrial.pattern(cosets: 10)
        var frame = CosetSpectra(
            pattern: pattern, values: ComplexMatrix(rowCount: 10, columnCount: 16))
        var tracker = DeepRMTracker()
        let silence = try tracker.update(frame, iterationsMax: 20)
        #expect(silence.binPower.allSatisfy { $0 == 0 })
        frame.values.real[3] = .nan
        #expect(throws: SensingError("a frame's samples are not all finite")) {
            try tracker.update(frame, iterationsMax: 20)
        }
        #expect(tracker == DeepRMTracker())
    }

    @Test(arguments: [Float(1e20), 1e-25])
    func `energies beyond single precision are refused`(_ size: Float) throws {
        var frame = try trials(1)[0].frame
        frame.values.scale(by: size)
        #expect(throws: SensingError.self) {
            try DeepRM().estimate([frame])
        }
    }

    @Test func `the scale of a frame is that of its spectrum`() throws {
        var frame = try trials(1)[0].frame
        let power = try DeepRM().estimate([frame]).rowScores
        frame.values.scale(by: 0x1p-14)
        // A power of two, so that the network sees the same numbers.
        #expect(try DeepRM().estimate([frame]).rowScores.map { $0 * 0x1p28 } == power)
    }

    @Test func `layers that are no whole vectors, and patterns of too many rows, are refused`()
        throws
    {
        var configuration = NeuralSensingConfiguration.paper
        configuration.hiddenCount = 20
        #expect(throws: SensingError.self) {
            try DeepRM(configuration: configuration).estimate([try trials(1)[0].frame])
        }
        let wide = try CosetPattern(
            downsamplingFactor: 4_096, offsets: [0, 1], samplesPerCoset: 1)
        let frame = CosetSpectra(
            pattern: wide, values: ComplexMatrix(rowCount: 2, columnCount: 1))
        #expect(throws: SensingError("more than 2048 rows are too many for a network")) {
            try DeepRM().estimate([frame])
        }
    }
}
