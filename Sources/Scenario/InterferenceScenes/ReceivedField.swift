import Glibc
import Model
import Numerics

/// The powers over a map: what is there and what is measured.
struct ReceivedField {
    /// D, dBm [cell].
    private(set) var desiredDbm: [Float] = []
    /// I, noise included, dBm [cell].
    private(set) var interferenceDbm: [Float] = []
    /// R with fading on every link, dBm [cell].
    private(set) var receivedDbm: [Float] = []

    private let fading: MeanFading
    private let noiseWatts: Double

    init(channel: ChannelParameters) {
        fading = MeanFading(channel)
        noiseWatts = Decibels.watts(fromDbm: channel.noiseDbm)
    }

    /// Adds the links up, once without and once with fading.
    mutating func measure(
        _ station: SceneLinks, _ emitters: [SceneLinks], using generator: inout SeededGenerator
    ) {
        let count = station.meanWatts.count
        var interference = [Double](repeating: noiseWatts, count: count)
        var received = [Double](repeating: 0, count: count)
        for cell in 0..<count {
            received[cell] =
                noiseWatts * fading.noiseRatio(using: &generator)
                + station.meanWatts[cell]
                * fading.ratio(isClear: station.isClear[cell], using: &generator)
        }
        for links in emitters {
            for cell in 0..<count {
                let mean = links.meanWatts[cell]
                interference[cell] += mean
                received[cell] +=
                    mean * fading.ratio(isClear: links.isClear[cell], using: &generator)
            }
        }
        desiredDbm = station.meanWatts.map(Self.dbm)
        interferenceDbm = interference.map(Self.dbm)
        receivedDbm = received.map(Self.dbm)
    }

    /// Measured values of the station and noise alone, at random open cells.
    func calibration(
        _ station: SceneLinks, count: Int, isOpen: (Int) -> Bool,
        using generator: inout SeededGenerator
    ) -> [(cell: Int, dbm: Double)] {
        (0..<count).map { _ in
            var cell = Int(generator.uniform() * Double(station.meanWatts.count))
            // A city that is all roofs above the plane has no open cell to offer.
            for _ in 0..<64 where !isOpen(cell) {
                cell = Int(generator.uniform() * Double(station.meanWatts.count))
            }
            let watts =
                noiseWatts * fading.noiseRatio(using: &generator)
                + station.meanWatts[cell]
                * fading.ratio(isClear: station.isClear[cell], using: &generator)
            return (cell, Decibels.dbm(fromWatts: watts))
        }
    }

    private static func dbm(_ watts: Double) -> Float { Float(Decibels.dbm(fromWatts: watts)) }
}
