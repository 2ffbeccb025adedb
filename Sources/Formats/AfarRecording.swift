import Model

/// Flights of the AERPAW Find-a-Rover challenge (`afar-csv`).
///
/// Columns `time_unix_s,latitude_deg,longitude_deg,height_m,power_db`, optionally `quality`, further
/// ones ignored. Heights are above take-off; power is uncalibrated: dBm but for an unknown constant.
public enum AfarRecording {
    /// Reads a file whole.
    public static func read(
        path: String, skipInvalid: Bool = false
    ) throws(RecordingError) -> Recording {
        try Recording(
            reading: RecordingReader(path: path, layout: .afar, skipInvalid: skipInvalid))
    }

    /// Reads a text whole; `name` stands for the file in errors.
    public static func read(
        text: String, name: String = "text", skipInvalid: Bool = false
    ) throws(RecordingError) -> Recording {
        try Recording(
            reading: RecordingReader(
                text: text, name: name, layout: .afar, skipInvalid: skipInvalid))
    }
}
