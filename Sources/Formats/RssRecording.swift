import Model

/// Our own format for recorded signal strengths (`rss-csv`): one value a line.
///
///     time_unix_s,latitude_deg,longitude_deg,altitude_m,rss_dbm[,band][,sensor][,quality]
///
/// The columns may come in any order; further ones are ignored. `altitude_m` is above the WGS 84
/// ellipsoid, `height_m` in its place is above take-off. `rsrp_dbm` or `power_db` may stand in place
/// of `rss_dbm`. An empty `band`, `sensor` or `quality` means not given.
public enum RssRecording {
    /// Reads a file whole.
    public static func read(
        path: String, skipInvalid: Bool = false
    ) throws(RecordingError) -> Recording {
        try Recording(
            reading: RecordingReader(path: path, layout: .rss, skipInvalid: skipInvalid))
    }

    /// Reads a text whole; `name` stands for the file in errors.
    public static func read(
        text: String, name: String = "text", skipInvalid: Bool = false
    ) throws(RecordingError) -> Recording {
        try Recording(
            reading: RecordingReader(
                text: text, name: name, layout: .rss, skipInvalid: skipInvalid))
    }
}
