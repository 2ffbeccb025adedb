import Glibc
import Numerics
import Sensing

/// How long every method takes for the spectrum of some frames, by cosets and frames.
struct MethodTimes {
    let rowCount: Int
    let columnCount: Int
    /// Bands of how many rows each frame has.
    let rowCounts = [5, 12]
    let frameCounts = [1, 5, 20]
    let trialCount: Int

    /// One JSON object for each method, pattern and number of frames: mean milliseconds over the trials.
    func say(_ names: [String], patterns: [CosetPattern]) throws {
        for name in names {
            for pattern in patterns {
                for frameCount in frameCounts {
                    try say(name, pattern: pattern, frameCount: frameCount)
                }
            }
        }
    }

    private func say(_ name: String, pattern: CosetPattern, frameCount: Int) throws {
        var random = SeededGenerator(seed: 9)
        var (milliseconds, iterations): ([Double], [Int]) = ([], [])
        for _ in 0..<trialCount {
            for occupied in rowCounts {
                let frames = trial(
                    pattern, occupied: occupied, frameCount: frameCount, using: &random)
                let method = try SpectrumMethods.method(
                    named: name,
                    told: SpectrumKnowledge(occupiedRowCount: occupied, noisePower: Self.noise))
                let begin = clock()
                let estimate = try method.estimate(frames)
                milliseconds.append(
                    1e3 * Double(clock() - begin) / Double(CLOCKS_PER_SEC))
                iterations.append(estimate.iterations)
            }
        }
        let mean = milliseconds.reduce(0, +) / Double(milliseconds.count)
        let steps = Double(iterations.reduce(0, +)) / Double(iterations.count)
        print(
            #"{"method": "\#(name)", "cosets": \#(pattern.cosetCount), "frames": \#(frameCount), "#
                + #""milliseconds": \#((mean * 1e3).rounded() / 1e3), "iterations": \#(steps)}"#)
    }

    /// Noise of a Nyquist sample.
    private static let noise = 0.02

    /// Frames whose occupied rows, in runs of at most four, are 10 dB above the noise or a little more.
    private func trial(
        _ pattern: CosetPattern, occupied: Int, frameCount: Int,
        using random: inout SeededGenerator
    ) -> [CosetSpectra] {
        var amplitudes = [Double](repeating: 0, count: rowCount)
        var left = occupied
        while left > 0 {
            let run = min(left, 1 + Int(4 * random.uniform()))
            let start = Int(Double(rowCount) * random.uniform())
            let places = (start..<start + run).map { $0 % rowCount }
            guard places.allSatisfy({ amplitudes[$0] == 0 }) else { continue }
            for place in places { amplitudes[place] = 0.5 + 0.5 * random.uniform() }
            left -= run
        }
        let matrix = SensingOperator(pattern: pattern)
        let noise = (Self.noise / 2).squareRoot()
        return (0..<frameCount).map { _ in
            var spectrum = ComplexMatrix(rowCount: rowCount, columnCount: columnCount)
            for place in spectrum.real.indices {
                let amplitude = amplitudes[place / columnCount]
                spectrum.real[place] = Float(amplitude * random.normal() + noise * random.normal())
                spectrum.imaginary[place] = Float(
                    amplitude * random.normal() + noise * random.normal())
            }
            return CosetSpectra(pattern: pattern, values: matrix.apply(spectrum))
        }
    }
}
