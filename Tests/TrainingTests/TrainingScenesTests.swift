import Foundation
import Interference
import NeuralNet
import Numerics
import Scenario
import Synchronization
import Testing

@testable import Training

/// Maps and the real networks' training, at a small size.
struct TrainingScenesTests {
    private let configuration = InterferenceSceneConfiguration(sideCellCount: 32)

    private func scenes(_ workerCount: Int, seed: UInt64 = 3) throws -> TrainingScenes {
        try TrainingScenes(
            trainingCount: 4, validationCount: 3, seed: seed,
            mixture: SceneMixture(configuration), workerCount: workerCount)
    }

    @Test func `maps follow from seed and number, on any number of cores`() throws {
        let one = try scenes(1)
        let three = try scenes(3)
        #expect(one.training.map(\.number) == [0, 1, 2, 3])
        #expect(one.validation.map(\.number) == [4, 5, 6])
        #expect(one.training.map(\.receivedDbm) == three.training.map(\.receivedDbm))
        #expect(one.validation.map(\.receivedDbm) == three.validation.map(\.receivedDbm))
        #expect(try scenes(2, seed: 4).training[0].receivedDbm != one.training[0].receivedDbm)
    }

    @Test func `drawing tells how far it is, and stops when asked`() throws {
        let told = Mutex<[Int]>([])
        _ = try TrainingScenes(
            trainingCount: 3, validationCount: 2, seed: 1, mixture: SceneMixture(configuration),
            workerCount: 2, progress: { count in told.withLock { $0.append(count) } })
        #expect(told.withLock { $0 } == [1, 2, 3, 4, 5])
        #expect(throws: CancellationError.self) {
            try TrainingScenes(
                trainingCount: 3, validationCount: 2, seed: 1,
                mixture: SceneMixture(configuration), workerCount: 2, isStopped: { true })
        }
    }

    @Test func `varied maps differ by number, and what is set stays`() {
        let mixture = SceneMixture(varied: configuration)
        #expect(mixture.configuration(of: 0) == configuration)
        #expect(mixture.configuration(of: 1).cityError == .usual)
        #expect(mixture.configuration(of: 1).emitterLaw == .usual)
        #expect(mixture.configuration(of: 1).altitudeMetres == 50...50)
        #expect(mixture.configuration(of: 2).altitudeMetres == 40...120)
        #expect(mixture.configuration(of: 2).cityError == .none)
        #expect(mixture.facts["altitude_m"] == "40 to 120")
        #expect(mixture.facts["city_error"]?.contains("heights ± 0.2, missing 0.1") == true)
        var own = configuration
        own.altitudeMetres = 70...90
        own.cityError = CityError(heightShare: 0.5, missingShare: 0)
        let kept = SceneMixture(varied: own)
        #expect(kept.configuration(of: 3).altitudeMetres == 70...90)
        #expect(kept.configuration(of: 3).cityError == own.cityError)
        #expect(kept.facts["altitude_m"] == "70 to 90")
        #expect(SceneMixture(own).configuration(of: 7) == own)
    }

    @Test func `facts tell one setting from another`() {
        let facts = configuration.facts
        #expect(facts["grid"] == "32 x 32 cells of 4 m")
        #expect(facts["altitude_m"] == "50")
        #expect(facts["channel"]?.hasPrefix("2440000000 Hz, clear 28 dB + 22 log10 d") == true)
        var other = configuration
        other.channel.noiseDbm = -95
        #expect(other.facts != facts)
    }

    @Test func `the paper's network goes on after a stop with the same bits`() throws {
        let scenes = try scenes(2)
        let task = IMNetTask(
            network: IMNet(), scenes: scenes.training, validation: scenes.validation, seed: 3,
            metadata: [:])
        let plan = TrainingPlan(epochCount: 2, batchSize: 2, learningRate: 1e-3, seed: 3)
        let folder = TemporaryFolder()
        func loop(_ name: String) -> TrainingLoop<IMNetTask> {
            TrainingLoop(task: task, plan: plan, folder: folder.file(name), command: "test")
        }
        guard case .finished(let whole) = try loop("whole").run() else {
            return #expect(Bool(false))
        }
        for stop in [1, 3, 5] {
            let parts = loop("parts-\(stop)")
            var asked = 0
            let outcome = try parts.run(isStopped: {
                asked += 1
                return asked > stop
            })
            guard case .interrupted = outcome else { return #expect(Bool(false)) }
            guard case .finished(let result) = try parts.run() else {
                return #expect(Bool(false))
            }
            #expect(result.bestHash == whole.bestHash)
            let states = try [parts, loop("whole")].map {
                try TrainingCheckpoint.read($0.files.checkpoint)
            }
            #expect(states[0].parameters == states[1].parameters)
            #expect(states[0].optimiser == states[1].optimiser)
        }
        let weights = try WeightsFile.read(whole.bestPath)
        _ = try weights.parameters(for: IMNet().graph.parameterLayout)
    }
}
