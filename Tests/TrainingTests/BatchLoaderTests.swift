import Foundation
import Synchronization
import Testing

@testable import Training

/// Batches prepared ahead: in order, and never more than two.
struct BatchLoaderTests {
    private func batch(_ number: Int) -> TrainingBatch {
        TrainingBatch([
            TrainingExample(inputs: ["x": [Float(number)]], targets: ["y": [0]])
        ])
    }

    @Test func `batches come in order, none is prepared too early`() {
        let prepared = Mutex(0)
        let loader = BatchLoader(3..<40) { number in
            prepared.withLock { $0 += 1 }
            return batch(number)
        }
        for number in 3..<40 {
            #expect(loader.next().inputs["x"] == [Float(number)])
            // Two wait, and none is at work beyond them.
            #expect(prepared.withLock { $0 } <= number - 3 + 1 + BatchLoader.aheadMax)
        }
        loader.stop()
        #expect(prepared.withLock { $0 } == 37)
    }

    @Test func `a loader that nobody asks any more ends`() {
        let prepared = Mutex(0)
        let loader = BatchLoader(0..<1_000) { number in
            prepared.withLock { $0 += 1 }
            return batch(number)
        }
        _ = loader.next()
        loader.stop()
        #expect(prepared.withLock { $0 } <= 4)
    }

    @Test func `examples are stacked by name and padded with the last`() {
        let examples = (0..<3).map { number in
            TrainingExample(
                inputs: ["a": [Float(number), 1]], targets: ["t": [Float(number)]])
        }
        let batch = TrainingBatch(examples)
        #expect(batch.count == 3)
        #expect(batch.inputs == ["a": [0, 1, 1, 1, 2, 1]])
        #expect(batch.targets == ["t": [0, 1, 2]])
        #expect(batch.paddedInputs(to: 5) == ["a": [0, 1, 1, 1, 2, 1, 2, 1, 2, 1]])
    }
}
