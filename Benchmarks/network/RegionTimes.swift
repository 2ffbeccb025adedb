import Foundation
import Geometry
import Interference
import Model
import NeuralNet
import Numerics
import Scenario

/// Times of a region of 1024 × 1024 cells: all of it, and the windows that are dirty alone, the prior
/// included.
struct RegionTimes {
    static let side = 1_024
    /// What of the cells is sampled: as many as an engine keeps.
    static let sampledShare = 1.0 / 16

    private let evidences: [InterferenceEvidence]
    private let model: InterferenceModel

    init(weights path: String, side: Int = Self.side) throws {
        model = try InterferenceModel("residual", weights: WeightsFile.read(path))
        var configuration = InterferenceSceneConfiguration()
        configuration.sideCellCount = side
        let emitterCount = max(side * side / 43_690, 1)
        configuration.emitterCount = emitterCount...emitterCount
        let scene = InterferenceScene(seed: 11, number: 0, configuration: configuration)
        let blank = InterferenceEvidence(
            grid: scene.grid,
            receivedDbm: [Float](repeating: .nan, count: scene.grid.cellCount),
            calibration: scene.calibration,
            stations: [
                StationEmission(
                    position: scene.stationPosition,
                    eirpWatts: Decibels.watts(fromDbm: scene.stationEirpDbm))
            ], lineOfSight: LineOfSight(city: scene.city), noiseDbm: scene.channel.noiseDbm,
            emitterHeightMetres: scene.emitterHeightMetres)
        // From one update to the next a few samples go and others come.
        evidences = (0..<5).map { update in
            var evidence = blank
            var random = SeededGenerator(seed: 3)
            for cell in evidence.receivedDbm.indices {
                let draw = random.uniform()
                let isKept = draw < Self.sampledShare && Int(draw * 1e6) % 10 != update
                if isKept { evidence.receivedDbm[cell] = scene.receivedDbm[cell] }
            }
            return evidence
        }
    }

    /// The cells of the plane that one window alone has a say in.
    private static func core(_ column: Int, _ row: Int) -> CellRectangle {
        let first = (WindowLattice.side - WindowLattice.step / 2) / 2
        let west = column * WindowLattice.step + first
        let south = row * WindowLattice.step + first
        return CellRectangle(columns: west..<west + 32, rows: south..<south + 32)
    }

    /// Measures and prints.
    func run(threads: Int, rounds: Int) throws {
        let side = evidences[0].grid.nx
        var mapper = try model.mapper(
            sharing: model.network(threadCount: threads), over: SynthesisPriorSource())
        let whole = [CellRectangle(columns: 0..<side, rows: 0..<side)]
        var update = 0
        func milliseconds(_ areas: [CellRectangle]) throws -> Double {
            let begin = ContinuousClock.now
            _ = try mapper.map(evidences[update % evidences.count], in: areas)
            update += 1
            return (ContinuousClock.now - begin) / .milliseconds(1)
        }
        func say(_ what: String, _ times: [Double]) -> Double {
            let median = times.sorted()[times.count / 2]
            print(
                #"{"peer": "ethermap", "network": "residual", "what": "\#(what)", "batch": 1, "#
                    + #""threads": \#(threads), "milliseconds": \#((median * 1_000).rounded() / 1_000)}"#
            )
            return median
        }
        _ = say("region-first", [try milliseconds(whole)])
        let full = say("region-full", try (0..<2).map { _ in try milliseconds(whole) })
        let last = side / WindowLattice.step - 2
        let cases: [(String, [CellRectangle])] = [
            ("region-1-window", [Self.core(last / 2, last / 2)]),
            (
                "region-4-windows-together",
                [(0, 0), (1, 0), (0, 1), (1, 1)].map { Self.core(last / 2 + $0.0, last / 2 + $0.1) }
            ),
            (
                "region-4-windows-apart",
                [(1, 1), (last - 1, 1), (1, last - 1), (last - 1, last - 1)].map {
                    Self.core($0.0, $0.1)
                }
            ),
        ]
        for (name, areas) in cases {
            _ = try milliseconds(areas)
            let median = say(name, try (0..<rounds).map { _ in try milliseconds(areas) })
            print(
                #"{"peer": "ethermap", "what": "\#(name)-share-of-full", "value": \#(median / full)}"#
            )
        }
    }
}
