import Model

/// One method along one flight: absorbs what came until each instant, and answers.
public struct LocalisationTrial: Sendable {
    /// The flight.
    public let flight: LocalisationFlight
    /// The method.
    public let choice: LocalisationMethodChoice

    /// A trial of a method on a flight.
    public init(flight: LocalisationFlight, choice: LocalisationMethodChoice) {
        self.flight = flight
        self.choice = choice
    }

    /// One row for each instant that the flight lasts until, and one for its end.
    public func run() -> [LocalisationRow] {
        var method = choice.make(setting: flight.setting)
        var next = 0
        var rows: [LocalisationRow] = []
        let clock = ContinuousClock()
        var spent = Duration.zero
        for instant in LocalisationInstant.allCases {
            let seconds = instant.seconds ?? flight.seconds
            guard seconds <= flight.seconds else { continue }
            let now = flight.start.advanced(bySeconds: seconds)
            var answer: LocalisationAnswer?
            spent += clock.measure {
                while next < flight.samples.count, flight.samples[next].time <= now {
                    method.absorb(flight.samples[next])
                    next += 1
                }
                answer = method.locate(at: now)
            }
            rows.append(row(answer, instant, seconds, sampleCount: next, spent: spent))
        }
        return rows
    }

    private func row(
        _ answer: LocalisationAnswer?, _ instant: LocalisationInstant, _ seconds: Double,
        sampleCount: Int, spent: Duration
    ) -> LocalisationRow {
        let error = answer?.position.horizontalDistanceMetres(to: flight.truth)
        return LocalisationRow(
            method: choice.rawValue, flight: flight.name, kind: flight.kind, instant: instant,
            secondsOfFlight: seconds, position: answer?.position, errorMetres: error,
            ce50Metres: answer?.ce50Metres, ce90Metres: answer?.ce90Metres,
            level: error.flatMap { answer?.levelOfRadius?($0) }, sampleCount: sampleCount,
            seed: flight.seed, seconds: spent / .seconds(1))
    }
}
