/// Every method on every flight, on several cores; what comes out does not depend on how many.
public struct LocalisationExperiment: Sendable {
    /// Flights.
    public let flightCount: Int
    /// The methods.
    public let choices: [LocalisationMethodChoice]
    private let flight: @Sendable (Int) -> LocalisationFlight?

    /// An experiment on flights that are at hand.
    public init(flights: [LocalisationFlight], choices: [LocalisationMethodChoice]) {
        flightCount = flights.count
        self.choices = choices
        flight = { flights[$0] }
    }

    /// An experiment on simulated flights, each drawn when its turn comes.
    public init(
        simulated: SimulatedFlights, count: Int, choices: [LocalisationMethodChoice]
    ) {
        flightCount = count
        self.choices = choices
        flight = { simulated.flight($0) }
    }

    /// One of the flights.
    public func flight(_ number: Int) -> LocalisationFlight? { flight(number) }

    /// Runs it.
    ///
    /// - Parameters:
    ///   - workerCount: Threads that share the flights.
    ///   - deliver: Takes each flight's number and rows, in the order of the flights.
    public func run(
        workerCount: Int, deliver: @Sendable (Int, [LocalisationRow]) -> Void
    ) {
        OrderedWork.run(
            count: flightCount, workerCount: workerCount,
            piece: { number in
                guard let flight = flight(number) else { return [] }
                return choices.flatMap { LocalisationTrial(flight: flight, choice: $0).run() }
            }, deliver: deliver)
    }
}
