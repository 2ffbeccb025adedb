import ArgumentParser
import Evaluation
import Model
import Sensing
import Service

/// How `replay --format sigmf` samples a recording.
struct SigMFOptions: ParsableArguments {
    /// The seed with which 'doctor coset' looks, unless it is told another.
    private static let searchSeed: UInt64 = 1

    @Option(
        help: ArgumentHelp(
            "sigmf: Nyquist samples in a period, of which the cosets keep some.",
            valueName: "L"))
    var factor = 40

    @Option(help: ArgumentHelp("sigmf: cosets; 16 unless given.", valueName: "P"))
    var cosets: Int?

    @Option(
        help: ArgumentHelp(
            "sigmf: the cosets' offsets, ascending, as in 0,1,7; good ones are looked for else.",
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
        _ = try request()
    }

    /// The pattern that was asked for, or the best one known or found.
    ///
    /// The same sizes always give the same pattern: 'doctor coset' looks with the same seed.
    func pattern() throws -> CosetPattern {
        switch try request() {
        case .given(let pattern): pattern
        case .search(let search): try search.best(seed: Self.searchSeed)
        }
    }

    /// Says which pattern was taken, where nobody named one, and what is poor about it.
    func tell(_ pattern: CosetPattern) {
        if offsets == nil {
            let list = pattern.offsets.map { "\($0)" }.joined(separator: ",")
            Terminal.complain(
                "ethermap: sampled by --factor \(pattern.downsamplingFactor) --offsets \(list)")
        }
        do throws(SensingError) {
            for warning in try PatternReport(pattern).warnings {
                Terminal.complain("ethermap: warning: \(warning)")
            }
        } catch {
            Terminal.complain("ethermap: warning: \(error)")
        }
    }

    private enum Request {
        case given(CosetPattern)
        case search(PatternSearch)
    }

    private func request() throws -> Request {
        let list = try given()
        do throws(SensingError) {
            if let list {
                return .given(
                    try CosetPattern(
                        downsamplingFactor: factor, offsets: list, samplesPerCoset: samples))
            }
            let count = cosets ?? 16
            if factor == 40, SpectrumSetting.cosetCounts.contains(count) {
                // Those that every method is measured with.
                return .given(
                    try SpectrumSetting.pattern(cosetCount: count, samplesPerCoset: samples))
            }
            return .search(
                try PatternSearch(
                    downsamplingFactor: factor, cosetCount: count, samplesPerCoset: samples))
        } catch {
            throw ValidationError("--factor, --cosets, --offsets, --samples: \(error)")
        }
    }

    /// The offsets that were named; `nil` where none were.
    private func given() throws(ValidationError) -> [Int]? {
        guard let offsets else { return nil }
        let numbers = offsets.split(separator: ",", omittingEmptySubsequences: false)
            .map { Int($0) }
        guard let list = numbers as? [Int] else {
            throw ValidationError("--offsets: '\(offsets)' is no list of whole numbers")
        }
        if let cosets, cosets != list.count {
            throw ValidationError("--cosets is \(cosets), --offsets has \(list.count)")
        }
        return list
    }
}
