import Numerics
import Scenario

extension InterferenceSceneConfiguration {
    /// What weights that were trained on such maps are for, as their file's metadata.
    public var facts: [String: String] {
        var facts = [
            "grid": "\(sideCellCount) x \(sideCellCount) cells of \(Self.text(cellMetres)) m",
            "altitude_m": Self.text(altitudeMetres),
            "channel": "\(Self.text(channel.referenceFrequencyHz)) Hz, clear "
                + "\(Self.text(channel.clear)), blocked \(Self.text(channel.blocked)), "
                + "correlation \(Self.text(channel.correlationMetres)) m, Rician K "
                + "\(Self.text(channel.ricianFactor)), \(channel.snapshotCount) snapshots, noise "
                + "\(Self.text(channel.noiseDbm)) dBm",
            "station": "\(Self.text(stationEirpDbm)) dBm at \(Self.text(stationHeightMetres)) m",
            "emitters": "\(emitterCount.lowerBound) to \(emitterCount.upperBound) of "
                + "\(Self.text(emitterWatts)) W at \(Self.text(emitterHeightMetres)) m, laws "
                + "± \(Self.text(emitterLaw.exponent)) and ± \(Self.text(emitterLaw.interceptDb)) dB",
            "city_error": "heights ± \(Self.text(cityError.heightShare)), missing "
                + "\(Self.text(cityError.missingShare))",
        ]
        switch ground {
        case .drawn(let shape):
            facts["city"] =
                "ITU-R P.1410, alpha \(Self.text(shape.builtUpShare)), beta "
                + "\(Self.text(shape.buildingsPerSquareKilometre)), mean height "
                + "\(Self.text(shape.meanHeightMetres)) m"
        case .crops(let cities):
            var hash = StableHash()
            for city in cities {
                hash.combine(UInt64(city.columnCount))
                hash.combine(city.cellMetres)
                hash.combine(city.heightsMetres)
            }
            facts["city"] =
                "crops of \(cities.count), hash " + String(hash.value, radix: 16)
        }
        return facts
    }

    private static func text(_ law: LinkClassParameters) -> String {
        "\(text(law.interceptDb)) dB + \(text(10 * law.exponent)) log10 d ± "
            + "\(text(law.shadowingDb)) dB"
    }

    private static func text(_ range: ClosedRange<Double>) -> String {
        range.lowerBound == range.upperBound
            ? text(range.lowerBound) : "\(text(range.lowerBound)) to \(text(range.upperBound))"
    }

    /// The shortest digits, without a needless ".0", of nine places at most.
    private static func text(_ number: Double) -> String {
        let rounded = (number * 1e9).rounded() / 1e9
        let digits = "\(rounded)"
        return digits.hasSuffix(".0") ? String(digits.dropLast(2)) : digits
    }
}
