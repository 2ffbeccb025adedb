import Geometry
import Model

extension CityScenario {
    /// What the own stations put at a place in a band, watts, without fading: D = P_B g.
    public func desiredWatts(at place: LocalPosition, band: BandID) -> Double {
        var sum = 0.0
        for (index, station) in region.groundStations.enumerated() where station.band == band {
            sum += meanWatts(stations[index], from: stationPositions[index], to: place)
        }
        return sum
    }

    /// What the interferers and the noise put at a place in a band, watts, without fading:
    /// I = Σ P_k g + σ_w², the noise being part of it.
    public func interferenceWatts(at place: LocalPosition, band: BandID, t: Double) -> Double {
        var sum = noiseWatts
        for (index, interferer) in interferers.enumerated()
        where interferer.band == band && interferer.isOn(at: t) {
            sum += meanWatts(
                interfererTransmitters[index], from: interferer.position(at: t), to: place)
        }
        return sum
    }

    /// All that a sensor without bias would receive at a place in a band, watts, without fading:
    /// R = D + I.
    public func rssWatts(at place: LocalPosition, band: BandID, t: Double) -> Double {
        desiredWatts(at: place, band: band) + interferenceWatts(at: place, band: band, t: t)
    }

    /// The true map of a product over the grid, in the product's unit [grid.cellCount].
    ///
    /// Occupancy is 1 where the transmitters together exceed the noise and 0 elsewhere.
    public func trueMap(product: MapProduct, band: BandID, at t: Double) -> [Float] {
        (0..<region.grid.cellCount).map { index in
            let place = region.grid.centre(of: region.grid.cell(at: index))
            switch product {
            case .rss:
                return Float(Decibels.dbm(fromWatts: rssWatts(at: place, band: band, t: t)))
            case .dss:
                return Float(Decibels.dbm(fromWatts: desiredWatts(at: place, band: band)))
            case .iss:
                return Float(
                    Decibels.dbm(fromWatts: interferenceWatts(at: place, band: band, t: t)))
            case .sinr:
                let desired = desiredWatts(at: place, band: band)
                let interference = interferenceWatts(at: place, band: band, t: t)
                return Float(Decibels.db(fromRatio: desired / interference))
            case .occupancy:
                return rssWatts(at: place, band: band, t: t) > 2 * noiseWatts ? 1 : 0
            }
        }
    }

    /// One link's mean power, watts.
    private func meanWatts(
        _ transmitter: Transmitter, from start: LocalPosition, to place: LocalPosition
    ) -> Double {
        transmitter.meanWatts(
            from: start, to: place, isClear: lineOfSight.isClear(from: start, to: place))
    }
}
