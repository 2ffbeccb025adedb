import Geometry
import Model
import Numerics

extension CityScenario {
    /// What a sensor sends first.
    public func birth(of sensor: SimulatedSensor, bootID: UInt64) -> SensorBirth {
        SensorBirth(
            sensor: sensor.id, bootID: bootID, platform: sensor.platform,
            calibrationStandardDeviationDb: Float(configuration.biasStandardDeviationDb),
            bands: region.bands.map(\.id))
    }

    /// The frame of everything that a sensor measures in a span of time, all bands at each point.
    ///
    /// Points lie at whole multiples of 1 / `pointRateHz`; a point belongs to the span that holds its
    /// time (`from` included, `to` not), so adjoining spans neither lose nor repeat one.
    ///
    /// - Parameters:
    ///   - sensor: One of the scenario's.
    ///   - sequence: The frame's number.
    ///   - startTime: The instant of the scenario's beginning.
    ///   - t0: The span's beginning, seconds since the scenario's.
    ///   - t1: The span's end.
    ///   - pointRateHz: Points a second.
    ///   - bootID: The sensor's boot; the beginning's nanoseconds where `nil`.
    /// - Returns: `nil` where no point falls into the span.
    public func frame(
        of sensor: SimulatedSensor, sequence: UInt64, startTime: UnixTime, from t0: Double,
        to t1: Double, pointRateHz: Double, bootID: UInt64? = nil
    ) -> RssFrame? {
        precondition(pointRateHz > 0, "points come at a rate")
        precondition(t1 - t0 <= 3_600, "a frame spans at most an hour")
        let first = Int((max(t0, 0) * pointRateHz).rounded(.up))
        let end = Int((max(t1, 0) * pointRateHz).rounded(.up))
        guard first < end else { return nil }
        let start = Double(first) / pointRateHz
        var frame = RssFrame(
            sensor: sensor.id, bootID: bootID ?? startTime.nanoseconds, sequence: sequence,
            time: startTime.advanced(bySeconds: start), latitudesDegrees: [],
            longitudesDegrees: [], altitudesMetres: [],
            bandNames: region.bands.map(\.id.rawValue), rssDbm: [],
            noiseFloorsDbm: region.bands.map { _ in Float(configuration.channel.noiseDbm) })
        for point in first..<end {
            let t = Double(point) / pointRateHz
            var generator = generator(sensor: sensor, point: point)
            let place = sensor.position(at: t)
            let reported = localFrame.geodetic(
                of: LocalPosition(
                    eastMetres: place.eastMetres + sensor.positionErrorMetres * generator.normal(),
                    northMetres: place.northMetres
                        + sensor.positionErrorMetres * generator.normal(),
                    upMetres: place.upMetres))
            frame.timeOffsetsMicroseconds.append(UInt32(((t - start) * 1e6).rounded()))
            frame.latitudesDegrees.append(reported.latitudeDegrees)
            frame.longitudesDegrees.append(reported.longitudeDegrees)
            frame.altitudesMetres.append(Float(reported.altitudeMetres))
            frame.horizontalAccuraciesMetres.append(
                Float(max(sensor.positionErrorMetres * 2.0.squareRoot(), 0.1)))
            for band in region.bands {
                let watts = measuredWatts(at: place, band: band.id, t: t, using: &generator)
                frame.rssDbm.append(Float(Decibels.dbm(fromWatts: watts) + sensor.biasDb))
            }
        }
        return frame
    }

    /// What an unbiased receiver measures at a place in a band: every link with its fading, and noise.
    public func measuredWatts(
        at place: LocalPosition, band: BandID, t: Double,
        using generator: inout SeededGenerator
    ) -> Double {
        let channel = configuration.channel
        var sum = noiseWatts * channel.noiseRatio(using: &generator)
        func add(_ transmitter: Transmitter, from start: LocalPosition) {
            let isClear = lineOfSight.isClear(from: start, to: place)
            sum +=
                transmitter.meanWatts(from: start, to: place, isClear: isClear)
                * channel.fadingRatio(isClear: isClear, using: &generator)
        }
        for (index, station) in region.groundStations.enumerated() where station.band == band {
            add(stations[index], from: stationPositions[index])
        }
        for (index, interferer) in interferers.enumerated()
        where interferer.band == band && interferer.isOn(at: t) {
            add(interfererTransmitters[index], from: interferer.position(at: t))
        }
        return sum
    }

    /// The generator of one point of one sensor: the same whoever asks, and when.
    private func generator(sensor: SimulatedSensor, point: Int) -> SeededGenerator {
        var hash = StableHash()
        hash.combine(seed)
        hash.combine(UInt64(sensor.index))
        hash.combine(UInt64(point))
        return SeededGenerator(seed: hash.value)
    }
}
