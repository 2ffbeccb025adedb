import Foundation
import NeuralNet
import Numerics
import Testing

/// Checkpoints: what is written is read, and nothing else is.
struct LearningCheckpointTests {
    private func sample() -> TrainingCheckpoint {
        var generator = SeededGenerator(seed: 3)
        let parameters = (0..<100).map { _ in Float(generator.normal()) }
        var state = TrainingCheckpoint(
            identity: "sample, 1 × 2", parameters: parameters,
            optimiser: Adam(parameterCount: 100, weightDecay: 0.1), generator: generator)
        state.optimiser.step(
            parameters: &state.parameters, gradients: parameters, learningRate: 0.1)
        state.epoch = 4
        state.batch = 7
        state.lossSum = 0.25
        state.bestError = 6.5
        state.bestEpoch = 3
        state.log = ["{\"epoch\":1}", "{\"epoch\":2}"]
        return state
    }

    @Test func `a checkpoint comes back as it was`() throws {
        let folder = TemporaryFolder()
        let path = folder.file("x.checkpoint")
        let state = sample()
        try state.write(to: path)
        #expect(try TrainingCheckpoint.read(path) == state)
        var later = state
        later.epoch = 5
        try later.write(to: path)
        #expect(try TrainingCheckpoint.read(path) == later)
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).count == 1)
    }

    @Test func `a damaged checkpoint is told by its name`() throws {
        let folder = TemporaryFolder()
        let bytes = sample().encoded
        var cases = [
            [], Array("nothing of ours at all".utf8), Array(bytes.dropLast(40)), bytes + [0],
        ]
        for place in [25, 60, 500, 900, bytes.count - 3] {
            var damaged = bytes
            damaged[place] ^= 0x10
            cases.append(damaged)
        }
        for (number, damaged) in cases.enumerated() {
            let path = folder.file("\(number).checkpoint")
            try Data(damaged).write(to: URL(filePath: path))
            let error = #expect(throws: NeuralNetError.self) {
                try TrainingCheckpoint.read(path)
            }
            #expect(error?.description.hasPrefix(path + ": it is") == true, "\(number)")
        }
        let absent = #expect(throws: NeuralNetError.self) {
            try TrainingCheckpoint.read(folder.file("none"))
        }
        #expect(absent?.description.contains("cannot be read: No such file") == true)
    }
}
