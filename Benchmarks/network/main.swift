// Time of the networks: forward passes and training steps of IMNet and of ours at 128 × 128.
//
//     swift run -c release network [--threads N] [--rounds N] [--train]
//     swift run -c release network --region [--threads N] [--rounds N]
//     swift run -c release network --region-memory [--threads N]
//
// --region times a region of 1024 × 1024 cells, all of it and only the windows that are dirty;
// --region-memory tells how much an engine of such a region holds.
// One JSON object a line, as Benchmarks/Peers/networks.py prints them; run.py puts both side by side.

import Foundation
import Interference
import NeuralNet
import Numerics

/// Median of some runs, in milliseconds, after two that do not count.
func medianMilliseconds(rounds: Int, _ body: () throws -> Void) rethrows -> Double {
    for _ in 0..<2 { try body() }
    var times: [Double] = []
    for _ in 0..<rounds {
        let begin = ContinuousClock.now
        try body()
        times.append((ContinuousClock.now - begin) / .milliseconds(1))
    }
    return times.sorted()[times.count / 2]
}

/// Planes of numbers between 0 and 1 for each of a graph's inputs.
func planes(_ inputs: [(name: String, channels: Int)], batch: Int) -> [String: [Float]] {
    var random = SeededGenerator(seed: 1)
    var planes: [String: [Float]] = [:]
    for (name, channels) in inputs {
        planes[name] = (0..<batch * channels * 128 * 128).map { _ in Float(random.uniform()) }
    }
    return planes
}

struct Subject {
    let name: String
    let graph: NetworkGraph
    let inputs: [(name: String, channels: Int)]
    let output: String
}

func say(_ subject: Subject, _ what: String, batch: Int, threads: Int, _ milliseconds: Double) {
    let rounded = (milliseconds * 1_000).rounded() / 1_000
    print(
        #"{"peer": "ethermap", "network": "\#(subject.name)", "what": "\#(what)", "batch": \#(batch), "#
            + #""threads": \#(threads), "milliseconds": \#(rounded)}"#)
}

func argument(_ name: String, default value: Int) -> Int {
    guard let index = CommandLine.arguments.firstIndex(of: name),
        index + 1 < CommandLine.arguments.count, let number = Int(CommandLine.arguments[index + 1])
    else { return value }
    return number
}

let threads = argument("--threads", default: 1)
let rounds = argument("--rounds", default: 7)
let residualWeights =
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    .joined(separator: "/") + "/Sources/Interference/Weights/residual.safetensors"
if CommandLine.arguments.contains("--region") {
    try RegionTimes(weights: residualWeights, side: argument("--side", default: RegionTimes.side))
        .run(threads: threads, rounds: rounds)
    exit(0)
}
if CommandLine.arguments.contains("--region-memory") {
    try RegionMemory(weights: residualWeights).run(threads: threads, seconds: 20)
    exit(0)
}
let subjects = [
    Subject(
        name: "imnet", graph: IMNet().graph,
        inputs: [(IMNet.magnitudeInput, 1), (IMNet.indicatorInput, 1)], output: IMNet.output),
    Subject(
        name: "residual", graph: ResidualNet().graph,
        inputs: [(ResidualNet.input, ResidualPlanes.count)], output: ResidualNet.output),
]
for subject in subjects {
    var random = SeededGenerator(seed: 2)
    var parameters = ParameterSet.initialised(subject.graph.parameterLayout, using: &random)
    for batch in [1, 8] {
        let network = try CompiledNetwork(
            subject.graph, batch: batch, extent: [128, 128], threadCount: threads)
        try network.load(parameters)
        let inputs = planes(subject.inputs, batch: batch)
        let milliseconds = try medianMilliseconds(rounds: rounds) {
            _ = try network.forward(inputs)
        }
        say(subject, "forward", batch: batch, threads: threads, milliseconds)
    }
    guard CommandLine.arguments.contains("--train") else { continue }
    let network = try CompiledNetwork(
        subject.graph, batch: 8, extent: [128, 128], isTraining: true, threadCount: threads)
    let inputs = planes(subject.inputs, batch: 8)
    var adam = Adam(parameterCount: parameters.values.count)
    let milliseconds = try medianMilliseconds(rounds: min(rounds, 3)) {
        try network.load(parameters)
        let output = try network.forward(inputs)[subject.output] ?? []
        let loss = Loss.meanSquaredError(
            output, targets: [Float](repeating: 0, count: output.count))
        var gradients = try network.backward([subject.output: loss.gradient])
        _ = GradientClipping.clip(&gradients, normMax: 1)
        adam.step(parameters: &parameters.values, gradients: gradients, learningRate: 1e-4)
    }
    say(subject, "train", batch: 8, threads: threads, milliseconds)
}
