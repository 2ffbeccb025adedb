import Model
import Testing

@testable import Engine

/// A run of an engine that can be gone on with from the state after any of its rounds.
struct SpectrumRecovery {
    /// A round, as many inputs as there were by then, and what a snapshot after it would hold.
    struct Round {
        let inputs: Int
        let result: RoundResult
        let state: [UInt8]
        let snapshot: Int64
        let maps: [RadioMap]
    }

    let configuration: EngineConfiguration
    let inputs: [EngineInput]
    private(set) var rounds: [Round] = []
    private(set) var engine: RegionEngine

    /// Runs all rounds that the inputs come to.
    init(of inputs: [EngineInput], configuration: EngineConfiguration) throws {
        self.inputs = inputs
        self.configuration = configuration
        engine = try RegionEngine(configuration: configuration)
        for (index, input) in inputs.enumerated() {
            engine.accept(input, journalID: Int64(index + 1))
            while let tick = engine.dueTick(now: .zero) {
                let result = try engine.runRound(closing: tick, windowBudget: 64)
                rounds.append(
                    Round(
                        inputs: index + 1, result: result, state: engine.stateBytes,
                        snapshot: engine.snapshotJournalThrough, maps: engine.maps))
            }
        }
    }

    /// An engine with the state after a round.
    func restored(from index: Int) throws -> RegionEngine {
        let known = Dictionary(uniqueKeysWithValues: rounds[index].maps.map { ($0.key, $0) })
        return try RegionEngine(
            configuration: configuration, restoring: rounds[index].state, map: { known[$0] })
    }

    /// Expects the later rounds, repeated from the state after one, to come out byte for byte.
    func expectSame(from: Int) throws {
        var restored = try restored(from: from)
        #expect(restored.stateBytes == rounds[from].state)
        var row = Int(rounds[from].snapshot)
        for index in (from + 1)..<rounds.count {
            while row < rounds[index].inputs {
                row += 1
                restored.accept(inputs[row - 1], journalID: Int64(row))
            }
            let repeated = try restored.repeatRound(rounds[index].result.decision)
            #expect(repeated.spectra == rounds[index].result.spectra)
            #expect(restored.stateBytes == rounds[index].state, "round \(index)")
        }
    }
}
