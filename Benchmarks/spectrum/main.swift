// Time of spectra from coset frames: iterations of neural compressive sensing, M-SBL, the group lasso and
// PCSBL, and updates of the streaming estimator, at L = 40 and N = 16.
//
//     swift run -c release spectrum [--rounds N] [--methods NAME,NAME…|all]
//
// With --methods it times whole estimates of those methods instead, over 1, 5 and 20 frames.
//
// One JSON object a line, as Benchmarks/Peers/spectrum.py prints them; run.py puts both side by side.

import Glibc
import Numerics
import Sensing

let rowCount = 40
let columnCount = 16
let sparseOffsets = [0, 1, 7, 19, 23, 26, 32, 36, 37, 39]
let denseOffsets = [0, 1, 9, 10, 11, 14, 18, 23, 25, 29, 31, 33, 34, 36, 37, 39]

/// Frames with noise everywhere and five strong rows.
func frames(_ pattern: CosetPattern, count: Int) -> [CosetSpectra] {
    var random = SeededGenerator(seed: 5)
    let matrix = SensingOperator(pattern: pattern)
    return (0..<count).map { _ in
        var spectrum = ComplexMatrix(rowCount: rowCount, columnCount: columnCount)
        for place in spectrum.real.indices {
            let row = place / columnCount
            let amplitude = [3, 4, 17, 25, 26].contains(row) ? 1 : 0.1
            spectrum.real[place] = Float(amplitude * random.normal())
            spectrum.imaginary[place] = Float(amplitude * random.normal())
        }
        return CosetSpectra(pattern: pattern, values: matrix.apply(spectrum))
    }
}

/// Median processor time of some runs, microseconds a unit, after one that does not count.
///
/// Processor time, so that what else the machine does counts less; all that is timed has one thread.
func microseconds(rounds: Int, units: Int, _ body: () throws -> Void) rethrows -> Double {
    try body()
    var times: [Double] = []
    for _ in 0..<rounds {
        let begin = clock()
        try body()
        times.append(1e6 * Double(clock() - begin) / Double(CLOCKS_PER_SEC) / Double(units))
    }
    return times.sorted()[times.count / 2]
}

func say(_ method: String, cosets: Int, batch: Int, unit: String, _ microseconds: Double) {
    let rounded = (microseconds * 100).rounded() / 100
    print(
        #"{"peer": "ethermap", "method": "\#(method)", "cosets": \#(cosets), "batch": \#(batch), "#
            + #""unit": "\#(unit)", "microseconds": \#(rounded)}"#)
}

func argument(_ name: String, default value: Int) -> Int {
    guard let index = CommandLine.arguments.firstIndex(of: name),
        index + 1 < CommandLine.arguments.count, let number = Int(CommandLine.arguments[index + 1])
    else { return value }
    return number
}

func patterns() throws -> [CosetPattern] {
    try [sparseOffsets, denseOffsets].map {
        try CosetPattern(
            downsamplingFactor: rowCount, offsets: $0, samplesPerCoset: columnCount)
    }
}

let rounds = max(1, argument("--rounds", default: 7))
if let place = CommandLine.arguments.firstIndex(of: "--methods") {
    let asked = CommandLine.arguments.dropFirst(place + 1).first ?? "all"
    let all = SpectrumMethods.names + SpectrumMethods.oracleNames
    let times = MethodTimes(rowCount: rowCount, columnCount: columnCount, trialCount: rounds)
    try times.say(
        asked == "all" ? all : asked.split(separator: ",").map { String($0) },
        patterns: try patterns())
    exit(0)
}
for pattern in try patterns() {
    let cosets = pattern.cosetCount
    let all = frames(pattern, count: 64)

    // The first stage, as many iterations as there are: what the peer's loop does.
    var configuration = NeuralSensingConfiguration.paper
    configuration.tolerance = 0
    configuration.refiningIterations = 0
    configuration.sparseIterations = 200
    configuration.warmShare = 1
    for batch in [1, 16, 64] {
        var sensors = DeepRMSensors(count: batch, configuration: configuration)
        let time = try microseconds(rounds: rounds, units: 200 * batch) {
            _ = try sensors.update(Array(all[..<batch]), iterationsMax: 200)
        }
        say("deeprm", cosets: cosets, batch: batch, unit: "iteration", time)
    }

    let bayesian = SparseBayesianSpectrum(iterationsMax: 50, tolerance: 0)
    for batch in [1, 16] {
        let time = try microseconds(rounds: rounds, units: 50 * batch) {
            for frame in all[..<batch] { _ = try bayesian.estimate([frame]) }
        }
        say("m-sbl", cosets: cosets, batch: batch, unit: "iteration", time)
    }

    for (name, frameCount) in [
        ("group-lasso", 1), ("group-lasso", 20), ("pcsbl", 1), ("pcsbl", 20),
    ] {
        let method: any SpectrumMethod =
            name == "pcsbl"
            ? PatternCoupledSpectrum(inference: .exact, iterationsMax: 50, tolerance: 0)
            : GroupLassoSpectrum(iterationsMax: 50, tolerance: 0)
        let time = try microseconds(rounds: rounds, units: 50) {
            _ = try method.estimate(Array(all[..<frameCount]))
        }
        say(name, cosets: cosets, batch: frameCount, unit: "iteration", time)
    }

    // A stream in its stride: after 64 frames, when all that it looks back on is filled.
    let stream = frames(pattern, count: 64)
    var tracker = StreamingSparseBayes()
    for frame in stream { _ = try tracker.update(frame, iterationsMax: 10) }
    let time = try microseconds(rounds: rounds, units: stream.count) {
        for frame in stream { _ = try tracker.update(frame, iterationsMax: 10) }
    }
    say("streaming-sbl", cosets: cosets, batch: 1, unit: "frame", time)
}
