import Model

/// What a recording covers in space and time: the box around its samples.
public struct RecordingExtent: Hashable, Sendable {
    /// Southernmost latitude, degrees.
    public private(set) var southDegrees: Double
    /// Northernmost latitude, degrees.
    public private(set) var northDegrees: Double
    /// Westernmost longitude, degrees; a recording across the 180th meridian spans nearly 360°.
    public private(set) var westDegrees: Double
    /// Easternmost longitude, degrees.
    public private(set) var eastDegrees: Double
    /// Lowest altitude, metres above the recording's datum.
    public private(set) var lowestMetres: Double
    /// Highest altitude, metres above the recording's datum.
    public private(set) var highestMetres: Double
    /// Earliest time.
    public private(set) var earliest: UnixTime
    /// Latest time.
    public private(set) var latest: UnixTime

    /// The extent of some samples; `nil` where there is none.
    public init?(of samples: some Sequence<RecordedSample>) {
        var iterator = samples.makeIterator()
        guard let first = iterator.next() else { return nil }
        southDegrees = first.latitudeDegrees
        northDegrees = first.latitudeDegrees
        westDegrees = first.longitudeDegrees
        eastDegrees = first.longitudeDegrees
        lowestMetres = first.altitudeMetres
        highestMetres = first.altitudeMetres
        earliest = first.time
        latest = first.time
        while let sample = iterator.next() {
            southDegrees = min(southDegrees, sample.latitudeDegrees)
            northDegrees = max(northDegrees, sample.latitudeDegrees)
            westDegrees = min(westDegrees, sample.longitudeDegrees)
            eastDegrees = max(eastDegrees, sample.longitudeDegrees)
            lowestMetres = min(lowestMetres, sample.altitudeMetres)
            highestMetres = max(highestMetres, sample.altitudeMetres)
            earliest = min(earliest, sample.time)
            latest = max(latest, sample.time)
        }
    }
}
