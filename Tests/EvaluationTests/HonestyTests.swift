import Interference
import Model
import Testing

@testable import Evaluation

/// More samples that say nothing new do not make the region smaller.
struct HonestyTests {
    private static let flights = [1, 4, 6, 9].compactMap { SimulatedFlights(seed: 21).flight($0) }

    /// The 90 % radius at a flight's end, after its samples were changed.
    private func radius(
        of flight: LocalisationFlight, changed: ([PlacedSample]) -> [PlacedSample]
    ) throws -> Double {
        var method = PosteriorMethod(setting: flight.setting)
        let samples = changed(flight.samples)
        for sample in samples { method.absorb(sample) }
        let located = method.locate(at: samples.last?.time ?? .zero)
        return try #require(located?.ce90Metres)
    }

    @Test(arguments: flights.indices)
    func `each sample fed twice leaves the region as large`(index: Int) throws {
        let flight = Self.flights[index]
        let once = try radius(of: flight) { $0 }
        let twice = try radius(of: flight) { samples in samples.flatMap { [$0, $0] } }
        print("\(flight.name): CE90 \(once) m, each sample twice \(twice) m")
        // Fading looks better averaged than it is; a twentieth is the most that this may do.
        #expect(twice > once * 0.95)
    }

    @Test(arguments: flights.indices)
    func `a long stay in one place leaves the region as large`(index: Int) throws {
        let flight = Self.flights[index]
        let plain = try radius(of: flight) { $0 }
        let hovered = try radius(of: flight) { samples in
            guard let last = samples.last else { return samples }
            return samples
                + (1...600).map { second in
                    var sample = last
                    sample.time = last.time.advanced(bySeconds: Double(second))
                    return sample
                }
        }
        print("\(flight.name): CE90 \(plain) m, after 600 s more in one place \(hovered) m")
        #expect(hovered > plain * 0.95)
    }
}
