import ArgumentParser
import Model
import Sensing
import Service

/// How `replay --format sigmf` samples a recording.
struct SigMFOptions: ParsableArguments {
    /// Offsets that were found best of many for the paper's factor, by the number of cosets.
    private static let known: [Int: [Int]] = [
        10: [0, 1, 7, 19, 23, 26, 32, 36, 37, 39],
        16: [0, 1, 9, 10, 11, 14, 18, 23, 25, 29, 31, 33, 34, 36, 37, 39],
    ]

    @Option(
        help: ArgumentHelp(
            "sigmf: Nyquist samples in a period, of which the cosets keep some.",
            valueName: "L"))
    var factor = 40

    @Option(help: ArgumentHelp("sigmf: cosets; 10 and 16 of 40 have offsets.", valueName: "P"))
    var cosets = 16

    @Option(
        help: ArgumentHelp(
            "sigmf: the cosets' offsets, ascending, as in 0,1,7; 'doctor coset' proposes some.",
            valueName: "list"))
    var offsets: String?

    @Option(help: ArgumentHelp("sigmf: samples of each coset in a block.", valueName: "N"))
    var samples = 16

    @Option(help: ArgumentHelp("sigmf: publish every k-th block only.", valueName: "k"))
    var every = 1

    @Option(
        name: .customLong("full-scale-dbm"), parsing: .unconditional,
        help: ArgumentHelp("sigmf: the power of a sample of modulus 1.", valueName: "dBm"))
    var fullScaleDbm = 0.0

    func validate() throws {
        guard (1...1_000_000).contains(every) else {
            throw ValidationError("--every takes 1 to 1000000")
        }
        guard (-200...60).contains(fullScaleDbm) else {
            throw ValidationError("--full-scale-dbm takes -200 to 60")
        }
        _ = try pattern()
    }

    /// The pattern that was asked for.
    func pattern() throws -> CosetPattern {
        do throws(SensingError) {
            return try CosetPattern(
                downsamplingFactor: factor, offsets: try list(), samplesPerCoset: samples)
        } catch {
            throw ValidationError("--factor, --offsets, --samples: \(error)")
        }
    }

    private func list() throws(SensingError) -> [Int] {
        if let offsets {
            let numbers = offsets.split(separator: ",", omittingEmptySubsequences: false)
                .map { Int($0) }
            guard let list = numbers as? [Int] else {
                throw SensingError("'\(offsets)' is no list of whole numbers")
            }
            return list
        }
        guard factor == 40, let list = Self.known[cosets] else {
            throw SensingError(
                "\(cosets) cosets of \(factor) have no offsets of their own; give --offsets, which "
                    + "'ethermap doctor coset --factor \(factor) --cosets \(cosets)' proposes")
        }
        return list
    }
}
