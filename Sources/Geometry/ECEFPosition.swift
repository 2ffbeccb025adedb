import Glibc
import Model

/// A place in the Earth-centred, Earth-fixed frame of WGS 84, metres.
struct ECEFPosition: Hashable, Sendable {
    var x: Double
    var y: Double
    var z: Double

    init(x: Double, y: Double, z: Double) {
        self.x = x
        self.y = y
        self.z = z
    }

    /// The ECEF place of a geodetic one, NaN where that is no place on the Earth.
    init(_ position: GeodeticPosition) {
        guard abs(position.latitudeDegrees) <= 90, abs(position.longitudeDegrees) <= 180 else {
            self.init(x: .nan, y: .nan, z: .nan)
            return
        }
        let latitude = position.latitudeDegrees * .pi / 180
        let longitude = position.longitudeDegrees * .pi / 180
        self.init(
            latitude: (sin(latitude), cos(latitude)), longitude: (sin(longitude), cos(longitude)),
            altitudeMetres: position.altitudeMetres)
    }

    /// The ECEF place of a latitude and a longitude, given by their sines and cosines.
    init(
        latitude: (sine: Double, cosine: Double), longitude: (sine: Double, cosine: Double),
        altitudeMetres: Double
    ) {
        let primeVertical =
            WGS84.semiMajorAxisMetres
            / (1 - WGS84.eccentricitySquared * latitude.sine * latitude.sine).squareRoot()
        let axisDistance = (primeVertical + altitudeMetres) * latitude.cosine
        self.init(
            x: axisDistance * longitude.cosine,
            y: axisDistance * longitude.sine,
            z: (primeVertical * (1 - WGS84.eccentricitySquared) + altitudeMetres) * latitude.sine
        )
    }

    /// The geodetic place.
    ///
    /// Bowring's rule, tan φ = (z + e'² b sin³β) / (p − e² a cos³β) with tan β = (1 − f) tan φ, in
    /// sines and cosines instead of tangents, so that the poles need no case of their own.
    var geodetic: GeodeticPosition {
        let axisDistance = (x * x + y * y).squareRoot()
        // The angle's sine and cosine up to their common length; β first, from z / (p (1 − f)).
        var sine = z
        var cosine = axisDistance * (1 - WGS84.flattening)
        for _ in 0..<2 {
            let length = (sine * sine + cosine * cosine).squareRoot()
            let sineBeta = sine / length
            let cosineBeta = cosine / length
            let up =
                z + WGS84.secondEccentricitySquared * WGS84.semiMinorAxisMetres
                * (sineBeta * sineBeta * sineBeta)
            let out =
                axisDistance - WGS84.eccentricitySquared * WGS84.semiMajorAxisMetres
                * (cosineBeta * cosineBeta * cosineBeta)
            sine = up * (1 - WGS84.flattening)
            cosine = out
        }
        let tangentUp = sine / (1 - WGS84.flattening)
        let length = (tangentUp * tangentUp + cosine * cosine).squareRoot()
        let sineLatitude = tangentUp / length
        let cosineLatitude = cosine / length
        let altitude =
            axisDistance * cosineLatitude + z * sineLatitude - WGS84.semiMajorAxisMetres
            * (1 - WGS84.eccentricitySquared * sineLatitude * sineLatitude).squareRoot()
        guard altitude.isFinite else {
            return GeodeticPosition(
                latitudeDegrees: .nan, longitudeDegrees: .nan, altitudeMetres: .nan)
        }
        return GeodeticPosition(
            latitudeDegrees: atan2(tangentUp, cosine) * 180 / .pi,
            longitudeDegrees: atan2(y, x) * 180 / .pi,
            altitudeMetres: altitude
        )
    }
}
