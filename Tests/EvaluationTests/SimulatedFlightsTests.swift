import Testing

@testable import Evaluation

/// Simulated flights and their experiment: everything from the seed, on any number of cores.
struct SimulatedFlightsTests {
    @Test func `a flight follows from seed and number alone`() throws {
        let flights = SimulatedFlights(seed: 3)
        let flight = try #require(flights.flight(4))
        let again = try #require(SimulatedFlights(seed: 3).flight(4))
        #expect(flight.samples == again.samples)
        #expect(flight.truth == again.truth)
        #expect(flights.flight(5)?.truth != flight.truth)
        #expect(SimulatedFlights(seed: 4).flight(4)?.truth != flight.truth)
    }

    @Test func `all kinds occur, and only a known city is handed over`() {
        let flights = (0..<24).compactMap { SimulatedFlights(seed: 1).flight($0) }
        #expect(flights.count == 24)
        #expect(Set(flights.map(\.kind)) == ["open", "city", "city-unknown"])
        for flight in flights {
            #expect((flight.setting.lineOfSight != nil) == (flight.kind == "city"))
            #expect(flight.setting.eastRange.contains(flight.truth.eastMetres))
            #expect(flight.setting.northRange.contains(flight.truth.northMetres))
            #expect(flight.seconds > 300)
            #expect(flight.samples.allSatisfy { $0.powerDbm.isFinite })
        }
    }

    @Test func `rows are the same on one core and on three`() {
        let experiment = LocalisationExperiment(
            simulated: SimulatedFlights(seed: 2), count: 5,
            choices: [.strongestSample, .centroid, .meanPosition])
        func rows(_ workers: Int) -> [LocalisationRow] {
            let rows = Collected<[LocalisationRow]>()
            experiment.run(workerCount: workers) { rows.append($1) }
            return rows.values.joined().map { row in
                var row = row
                row.seconds = 0
                return row
            }
        }
        let one = rows(1)
        #expect(one.count == 5 * 3 * 4)
        #expect(one == rows(3))
    }
}
