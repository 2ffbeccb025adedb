import Geometry
import Glibc
import Model
import Numerics

/// The links of one transmitter of a scenario: which law holds, and its own two shadowing fields.
///
/// The fields lie in the receivers' plane and stay when the transmitter moves: what moves is the
/// distance and the line of sight.
struct Transmitter: Sendable {
    /// The channel's laws.
    let channel: ChannelParameters
    /// Path loss of the band beyond the reference frequency's, decibels: 20 log10(f / f_0).
    let frequencyLossDb: Double
    /// Radiated power, watts (EIRP).
    let powerWatts: Double

    private let clearField: ShadowingField
    private let blockedField: ShadowingField

    init(
        channel: ChannelParameters, band: Band, eirpDbm: Double, extentMetres: Double,
        using generator: inout SeededGenerator
    ) {
        self.channel = channel
        frequencyLossDb = 20 * log10(band.centerFrequencyHz / channel.referenceFrequencyHz)
        powerWatts = Decibels.watts(fromDbm: eirpDbm)
        (clearField, blockedField) = ShadowingField.pair(
            extentMetres: extentMetres, correlationMetres: channel.correlationMetres,
            using: &generator)
    }

    /// Received power without fading, watts, where the transmitter stands at one place and the
    /// receiver at another.
    func meanWatts(from place: LocalPosition, to receiver: LocalPosition, isClear: Bool) -> Double {
        let law = isClear ? channel.clear : channel.blocked
        let field = isClear ? clearField : blockedField
        let shadowingDb =
            law.shadowingDb
            * field.value(eastMetres: receiver.eastMetres, northMetres: receiver.northMetres)
        let lossDb =
            law.pathLossDb(distanceMetres: place.distanceMetres(to: receiver)) + frequencyLossDb
        return powerWatts * Decibels.ratio(fromDb: shadowingDb - lossDb)
    }
}
