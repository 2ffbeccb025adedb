import ArgumentParser
import Sensing

/// `ethermap doctor coset`.
struct DoctorCosetCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "coset",
        abstract: "Propose a multi-coset sampling pattern, or examine one.",
        discussion: """
            Without --offsets the best pattern that a seeded search finds is proposed; with them the \
            pattern is examined, and warnings say what is poor about it, and why. A poor pattern is \
            no error: the exit code is 0.

            Example: ethermap doctor coset --factor 40 --cosets 10
            """)

    @Option(
        help: ArgumentHelp(
            "L: Nyquist samples in a period, and sub-bands of the spectrum.", valueName: "L"))
    var factor: Int

    @Option(help: ArgumentHelp("P: how many cosets are to be kept.", valueName: "P"))
    var cosets: Int?

    @Option(
        help: ArgumentHelp("The cosets' offsets, ascending, as in 0,1,7,19.", valueName: "list"))
    var offsets: String?

    @Option(help: ArgumentHelp("N: samples of each coset in a block.", valueName: "N"))
    var samples = 16

    @Option(help: "The seed of the search.")
    var seed: UInt64 = 1

    @OptionGroup var output: OutputOptions

    func validate() throws {
        _ = try request()
    }

    func run() throws {
        let pattern: CosetPattern
        switch try request() {
        case .examine(let given): pattern = given
        case .search(let search): pattern = try search.best(seed: seed)
        }
        let report = try PatternReport(pattern)
        if output.isJSON {
            return try JSONText.write(PatternReportJSON(report, isProposal: offsets == nil))
        }
        Terminal.write(PatternReportText.text(report, isProposal: offsets == nil))
    }

    private enum Request {
        case examine(CosetPattern)
        case search(PatternSearch)
    }

    private func request() throws -> Request {
        do throws(SensingError) {
            if let offsets {
                let list = try numbers(offsets)
                guard cosets == nil || cosets == list.count else {
                    throw SensingError("--cosets is \(cosets ?? 0), --offsets has \(list.count)")
                }
                let pattern = try CosetPattern(
                    downsamplingFactor: factor, offsets: list, samplesPerCoset: samples)
                _ = try CosetLags(pattern: pattern)
                return .examine(pattern)
            }
            guard let cosets else {
                throw SensingError("how many cosets? Give --cosets, or --offsets")
            }
            return .search(
                try PatternSearch(
                    downsamplingFactor: factor, cosetCount: cosets, samplesPerCoset: samples))
        } catch {
            throw ValidationError("\(error)")
        }
    }

    private func numbers(_ text: String) throws(SensingError) -> [Int] {
        var list: [Int] = []
        for part in text.split(separator: ",", omittingEmptySubsequences: false) {
            guard let number = Int(part) else {
                throw SensingError("'\(text)' is no list of whole numbers")
            }
            list.append(number)
        }
        return list
    }
}
