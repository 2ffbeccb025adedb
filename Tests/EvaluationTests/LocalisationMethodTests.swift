import Evaluation
import Glibc
import Interference
import Model
import Testing

/// The controls on flights whose answers are known.
struct LocalisationMethodTests {
    private let setting = LocalisationSetting(
        westMetres: 0, southMetres: 0, eastMetres: 400, northMetres: 400)
    private let start = UnixTime(seconds: 1_000)

    /// A lawn mower at 50 m over an emitter at (140, 260), free of noise, with exponent 3.
    private func made(
        emitter: LocalPosition = LocalPosition(eastMetres: 140, northMetres: 260, upMetres: 1.5),
        spoil: (Int, inout PlacedSample) -> Void = { _, _ in }
    ) -> LocalisationFlight? {
        let samples = (0..<800).map { index in
            let leg = index / 100
            let along = Double(index % 100) * 4
            let place = LocalPosition(
                eastMetres: leg % 2 == 0 ? along : 400 - along, northMetres: Double(leg) * 50 + 25,
                upMetres: 50)
            var sample = PlacedSample(
                position: place, sensorIndex: 0, time: start.advanced(bySeconds: Double(index)),
                powerDbm: -30 - 30 * log10(place.distanceMetres(to: emitter)))
            spoil(index, &sample)
            return sample
        }
        return LocalisationFlight(
            name: "test", kind: "open", setting: setting, samples: samples, truth: emitter)
    }

    private func errors(
        _ choice: LocalisationMethodChoice, of flight: LocalisationFlight
    ) -> [Double] {
        LocalisationTrial(flight: flight, choice: choice).run().map { $0.errorMetres ?? .infinity }
    }

    @Test func `the plain fit finds a noise-free emitter to its grid`() throws {
        let errors = errors(.logDistance, of: try #require(made()))
        #expect(errors.count == 4)
        // The emitter lies on a node of the 20 m grid; all seconds of power obey the law.
        #expect(errors.allSatisfy { $0 < 1e-6 })
    }

    @Test func `the plain fit bears gross errors in one sample of ten`() throws {
        let flight = try #require(
            made { index, sample in
                if index % 10 == 0 { sample.powerDbm -= 35 }
            })
        #expect(errors(.logDistance, of: flight)[3] < 25)
    }

    @Test func `the strongest sample is the nearest one without noise`() throws {
        let flight = try #require(made())
        let nearest = flight.samples.map {
            $0.position.distanceMetres(to: flight.truth)
        }.min()
        let row = try #require(
            LocalisationTrial(flight: flight, choice: .strongestSample).run().last)
        let place = try #require(row.position)
        #expect(place.distanceMetres(to: flight.truth) == nearest)
    }

    @Test func `the centroid is the mean place of the strongest twentieth`() throws {
        var method = CentroidMethod(setting: setting)
        for index in 0..<40 {
            let place = LocalPosition(
                eastMetres: Double(index), northMetres: Double(index) * 2, upMetres: 30)
            method.absorb(
                PlacedSample(
                    position: place, sensorIndex: 0, time: start,
                    powerDbm: index == 7 || index == 20 ? -40 : -60 - Double(index)))
        }
        // Two of forty: numbers 7 and 20.
        let located = method.locate(at: start)
        let answer = try #require(located)
        #expect(answer.position.eastMetres == 13.5)
        #expect(answer.position.northMetres == 27)
        #expect(answer.ce90Metres == nil)
    }

    @Test func `the mean position uses no radio`() throws {
        let loud = errors(.meanPosition, of: try #require(made()))
        let mute = errors(
            .meanPosition, of: try #require(made { _, sample in sample.powerDbm = -100 }))
        #expect(loud == mute)
    }

    @Test func `no method looks ahead`() throws {
        // Whatever comes after 180 s, the answers until then are the same.
        let plain = try #require(made())
        let other = try #require(
            made { index, sample in
                if index > 180 {
                    sample.powerDbm = -20
                    sample.position.eastMetres += 50
                }
            })
        for choice in LocalisationMethodChoice.allCases {
            let rows = LocalisationTrial(flight: plain, choice: choice).run()
            let others = LocalisationTrial(flight: other, choice: choice).run()
            for index in 0...1 {
                #expect(rows[index].position == others[index].position)
                #expect(rows[index].ce90Metres == others[index].ce90Metres)
                #expect(rows[index].sampleCount == others[index].sampleCount)
            }
            // 0 s and 60 s both belong to the first minute.
            #expect(rows.map(\.sampleCount) == [61, 181, 301, 800])
        }
    }

    @Test func `a flight begins above 10 m and counts its seconds from there`() throws {
        func sample(_ seconds: Double, height: Double) -> PlacedSample {
            PlacedSample(
                position: LocalPosition(eastMetres: 0, northMetres: 0, upMetres: height),
                sensorIndex: 0, time: start.advanced(bySeconds: seconds), powerDbm: -50)
        }
        // Out of order, and low again later.
        let samples =
            [sample(3, height: 12), sample(0, height: 0), sample(2, height: 10)]
            + [sample(100, height: 5)]
        let flight = try #require(
            LocalisationFlight(
                name: "a", kind: "open", setting: setting, samples: samples,
                truth: samples[0].position))
        #expect(flight.samples.count == 2)
        #expect(flight.start == start.advanced(bySeconds: 3))
        #expect(flight.seconds == 97)
        // 60 s and the end: it does not last 180 s.
        let rows = LocalisationTrial(flight: flight, choice: .strongestSample).run()
        #expect(rows.map(\.instant) == [.minute, .end])
        #expect(
            LocalisationFlight(
                name: "a", kind: "open", setting: setting, samples: [sample(0, height: 10)],
                truth: samples[0].position) == nil)
    }
}
