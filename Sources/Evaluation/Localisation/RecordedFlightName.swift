/// A recorded flight's file name, taken apart: `flight-<team>-rover-<n>.csv`.
struct RecordedFlightName: Hashable, Sendable {
    /// The file's name.
    let file: String
    /// The flight's name: the file's without `flight-` and `.csv`.
    let flight: String
    /// Which rover was sought.
    let rover: String

    /// Takes a name apart; `nil` where it is none.
    init?(file: String) {
        guard let parts = file.wholeMatch(of: /flight-(.+-rover-([^.]+))\.csv/) else { return nil }
        self.file = file
        flight = String(parts.1)
        rover = String(parts.2)
    }
}
