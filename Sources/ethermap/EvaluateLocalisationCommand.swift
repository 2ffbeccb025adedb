import ArgumentParser
import Evaluation
import Foundation
import Synchronization

/// `ethermap evaluate localisation`.
struct EvaluateLocalisationCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "localisation",
        abstract: "How well an emitter is found along a flight, and how honest the radii are.",
        discussion: """
            Each method sees the samples up to 60, 180 and 300 s of flight and up to the end, never \
            later ones. A flight begins with the first sample above 10 m.

            Example: ethermap evaluate localisation --simulated 300 --figures figures
            """)

    @Option(
        help: ArgumentHelp(
            "Recorded flights: flight-<team>-rover-<n>.csv and truth.csv (afar-csv).",
            valueName: "folder"))
    var data: String?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Where to search in recorded flights: west,south,east,north; else the extent of the "
                + "folder's recordings and a margin.",
            valueName: "degrees"))
    var region: String?

    @Option(help: ArgumentHelp("The margin about the recordings' extent.", valueName: "metres"))
    var margin = RecordedFlights.marginMetres

    @Flag(name: .customLong("skip-invalid"), help: "Pass over lines that cannot be read.")
    var skipsInvalid = false

    @Option(
        help: ArgumentHelp(
            "Methods: \(LocalisationMethodChoice.allCases.map(\.rawValue).joined(separator: ", "))."
                + " All unless named.",
            valueName: "a,b"))
    var methods: String?

    @OptionGroup var output: OutputOptions

    func validate() throws {
        guard data != nil else { throw ValidationError("name recorded flights with --data") }
        guard margin.isFinite, (1...10_000).contains(margin) else {
            throw ValidationError("--margin takes 1 to 10000 metres")
        }
        _ = try choices()
        _ = try box()
    }

    private func choices() throws -> [LocalisationMethodChoice] {
        guard let methods else { return LocalisationMethodChoice.allCases }
        return try methods.split(separator: ",").map { name in
            guard let choice = LocalisationMethodChoice(rawValue: String(name)) else {
                throw ValidationError(
                    "there is no method '\(name)'; there are "
                        + LocalisationMethodChoice.allCases.map(\.rawValue).joined(separator: ", "))
            }
            return choice
        }
    }

    private func box() throws -> GeodeticBox? {
        guard let region else { return nil }
        let numbers = region.split(separator: ",").map { Double($0) ?? .nan }
        guard numbers.count == 4,
            let box = GeodeticBox(
                westDegrees: numbers[0], southDegrees: numbers[1], eastDegrees: numbers[2],
                northDegrees: numbers[3])
        else { throw ValidationError("--region takes west,south,east,north in degrees") }
        return box
    }

    func run() throws {
        let choices = try choices()
        let writer = LocalisationWriter(isJSON: output.isJSON)
        if let data {
            let recorded = try RecordedFlights(
                folder: data, region: try box(), marginMetres: margin, skipInvalid: skipsInvalid)
            if recorded.skippedLineCount > 0 {
                Terminal.complain("\(recorded.skippedLineCount) lines were passed over")
            }
            let flights = recorded.flights
            let rows = Mutex<[LocalisationRow]>([])
            let workers = ProcessInfo.processInfo.activeProcessorCount
            OrderedWork.run(
                count: flights.count * choices.count, workerCount: workers,
                piece: { number in
                    LocalisationTrial(
                        flight: flights[number / choices.count],
                        choice: choices[number % choices.count]
                    ).run()
                },
                deliver: { _, made in
                    writer.write(made)
                    rows.withLock { $0 += made }
                })
            writer.write(LocalisationSummary.all(of: rows.withLock { $0 }), trials: flights.count)
        }
    }
}
