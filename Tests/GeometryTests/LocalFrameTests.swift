import Geometry
import Glibc
import Model
import Testing

/// Conversions between WGS 84 and the local frame, against a formula that shares no line with them.
struct LocalFrameTests {
    static let origins = [
        GeodeticPosition(latitudeDegrees: 50.0871, longitudeDegrees: 14.4203, altitudeMetres: 250),
        GeodeticPosition(latitudeDegrees: 35.7274, longitudeDegrees: -78.6964, altitudeMetres: 80),
        GeodeticPosition(latitudeDegrees: -33.9, longitudeDegrees: 179.9999, altitudeMetres: 0),
        GeodeticPosition(latitudeDegrees: 0, longitudeDegrees: 0, altitudeMetres: -30),
        GeodeticPosition(latitudeDegrees: 89.9999, longitudeDegrees: 10, altitudeMetres: 3_000),
    ]

    /// ECEF through the reduced latitude, then a plain 3 × 3 rotation.
    func reference(_ place: GeodeticPosition, origin: GeodeticPosition) -> [Double] {
        func ecef(_ position: GeodeticPosition) -> [Double] {
            let latitude = position.latitudeDegrees * .pi / 180
            let longitude = position.longitudeDegrees * .pi / 180
            let major = 6_378_137.0
            let minor = 6_356_752.314_245_179
            let reduced = atan(minor / major * tan(latitude))
            let axis = major * cos(reduced) + position.altitudeMetres * cos(latitude)
            return [
                axis * cos(longitude), axis * sin(longitude),
                minor * sin(reduced) + position.altitudeMetres * sin(latitude),
            ]
        }
        let phi = origin.latitudeDegrees * .pi / 180
        let lambda = origin.longitudeDegrees * .pi / 180
        let rotation = [
            [-sin(lambda), cos(lambda), 0],
            [-sin(phi) * cos(lambda), -sin(phi) * sin(lambda), cos(phi)],
            [cos(phi) * cos(lambda), cos(phi) * sin(lambda), sin(phi)],
        ]
        let difference = zip(ecef(place), ecef(origin)).map { $0 - $1 }
        return rotation.map { row in zip(row, difference).map { $0 * $1 }.reduce(0, +) }
    }

    @Test(arguments: origins)
    func `local places agree with an independent formula to a millimetre`(
        origin: GeodeticPosition
    ) {
        let frame = LocalFrame(origin: origin)
        for step in 0..<200 {
            let place = GeodeticPosition(
                latitudeDegrees: min(origin.latitudeDegrees + Double(step % 20 - 10) * 0.003, 90),
                longitudeDegrees: max(
                    origin.longitudeDegrees - Double(step / 20) * 0.004, -180),
                altitudeMetres: Double(step * 37 % 900) - 100)
            let local = frame.local(of: place)
            let expected = reference(place, origin: origin)
            #expect(abs(local.eastMetres - expected[0]) < 1e-3)
            #expect(abs(local.northMetres - expected[1]) < 1e-3)
            #expect(abs(local.upMetres - expected[2]) < 1e-3)
        }
    }

    @Test func `one minute of arc at 45 degrees north has its known length`() {
        // The mean nautical mile: 1 852.2 m of meridian at 45° (Bowditch, 1 852.216 m).
        let frame = LocalFrame(
            origin: GeodeticPosition(
                latitudeDegrees: 45 - 1.0 / 120, longitudeDegrees: 7, altitudeMetres: 0))
        let local = frame.local(
            of: GeodeticPosition(
                latitudeDegrees: 45 + 1.0 / 120, longitudeDegrees: 7, altitudeMetres: 0))
        #expect(abs(local.northMetres - 1_852.2) < 0.2)
        #expect(abs(local.eastMetres) < 1e-6)
    }

    @Test(arguments: origins)
    func `a round trip returns to within a billionth of a degree`(origin: GeodeticPosition) {
        let frame = LocalFrame(origin: origin)
        for step in 0..<500 {
            let local = LocalPosition(
                eastMetres: Double(step * 97 % 20_001) - 10_000,
                northMetres: Double(step * 53 % 20_001) - 10_000,
                upMetres: Double(step * 31 % 3_000) - 100)
            let place = frame.geodetic(of: local)
            let again = frame.local(of: place)
            #expect(local.distanceMetres(to: again) < 1e-5)
            let twice = frame.geodetic(of: again)
            #expect(abs(twice.latitudeDegrees - place.latitudeDegrees) < 1e-9)
            let turn = abs(twice.longitudeDegrees - place.longitudeDegrees)
            // A degree of longitude is a few centimetres wide beside the pole.
            let scale = max(cos(place.latitudeDegrees * .pi / 180), 1e-4)
            #expect(min(turn, 360 - turn) * scale < 1e-9)
            #expect(abs(twice.altitudeMetres - place.altitudeMetres) < 1e-5)
        }
    }

    @Test func `the origin is zero and up is up`() {
        let origin = Self.origins[0]
        let frame = LocalFrame(origin: origin)
        let zero = LocalPosition(eastMetres: 0, northMetres: 0, upMetres: 0)
        #expect(frame.local(of: origin).distanceMetres(to: zero) < 1e-9)
        var above = origin
        above.altitudeMetres += 60
        let local = frame.local(of: above)
        #expect(abs(local.upMetres - 60) < 1e-6)
        #expect(local.horizontalDistanceMetres(to: zero) < 1e-6)
    }

    @Test(arguments: [
        (Double.nan, 14.0, 0.0), (91.0, 14.0, 0.0), (-90.001, 14.0, 0.0), (50.0, 180.5, 0.0),
        (50.0, .infinity, 0.0), (50.0, 14.0, .nan), (.infinity, .nan, .infinity),
    ])
    func `a place that is none becomes NaN and traps nothing`(
        latitude: Double, longitude: Double, altitude: Double
    ) {
        let frame = LocalFrame(origin: Self.origins[0])
        let hostile = GeodeticPosition(
            latitudeDegrees: latitude, longitudeDegrees: longitude, altitudeMetres: altitude)
        let local = frame.local(of: hostile)
        #expect((local.eastMetres + local.northMetres + local.upMetres).isNaN)
        let lost = LocalFrame(origin: hostile).local(of: Self.origins[0])
        #expect((lost.eastMetres + lost.northMetres + lost.upMetres).isNaN)
    }

    @Test func `a local place that is not finite becomes NaN`() {
        let frame = LocalFrame(origin: Self.origins[0])
        for value in [Double.nan, .infinity, -.infinity, 1e308] {
            let place = frame.geodetic(
                of: LocalPosition(eastMetres: value, northMetres: 0, upMetres: value))
            #expect(place.latitudeDegrees.isNaN && place.altitudeMetres.isNaN)
        }
    }

    @Test func `a conversion takes well under ten microseconds`() {
        let frame = LocalFrame(origin: Self.origins[0])
        let clock = ContinuousClock()
        let count = 200_000
        var sum = 0.0
        let there = clock.measure {
            for step in 0..<count {
                sum +=
                    frame.local(
                        of: GeodeticPosition(
                            latitudeDegrees: 50 + Double(step) * 1e-8, longitudeDegrees: 14.4,
                            altitudeMetres: 300)
                    ).eastMetres
            }
        }
        let back = clock.measure {
            for step in 0..<count {
                sum +=
                    frame.geodetic(
                        of: LocalPosition(
                            eastMetres: Double(step) * 1e-3, northMetres: 7, upMetres: 50)
                    ).latitudeDegrees
            }
        }
        print(
            "geometry: geodetic to local \(there / count), local to geodetic \(back / count) each")
        #expect(sum.isFinite)
        #expect(there / count < .microseconds(10))
        #expect(back / count < .microseconds(10))
    }
}
