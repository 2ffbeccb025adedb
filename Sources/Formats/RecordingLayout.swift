import Model

/// Which columns a recording's file must and may have.
public enum RecordingLayout: String, CaseIterable, Hashable, Sendable {
    /// Flights of the AERPAW Find-a-Rover challenge.
    case afar = "afar-csv"
    /// Our own format.
    case rss = "rss-csv"

    /// What a column holds.
    enum Role: Int, CaseIterable {
        case time
        case latitude
        case longitude
        case altitude
        case power
        case band
        case sensor
        case quality

        /// Whether a file without it cannot be read.
        var isRequired: Bool { rawValue <= Role.power.rawValue }
    }

    /// The names that a role's column may bear, the usual one first; empty where it has none.
    func names(of role: Role) -> [String] {
        switch (self, role) {
        case (_, .time): ["time_unix_s"]
        case (_, .latitude): ["latitude_deg"]
        case (_, .longitude): ["longitude_deg"]
        case (.afar, .altitude): ["height_m"]
        case (.rss, .altitude): ["altitude_m", "height_m"]
        case (.afar, .power): ["power_db"]
        case (.rss, .power): ["rss_dbm", "rsrp_dbm", "power_db"]
        case (.afar, .band), (.afar, .sensor): []
        case (.rss, .band): ["band"]
        case (.rss, .sensor): ["sensor"]
        case (_, .quality): ["quality"]
        }
    }
}

/// A header that has been read: where each role's column stands in this file.
struct RecordingColumns: Hashable, Sendable {
    /// Column of each role, by the role's number; -1 where the file has none.
    private var positions: [Int]
    /// Columns in all; every line must have as many fields.
    let count: Int
    /// What the altitude column is measured from.
    let altitudeDatum: AltitudeDatum
    /// Columns that mean nothing to us.
    let ignored: [String]

    /// The column of a role, or `nil` where the file has none.
    func position(of role: RecordingLayout.Role) -> Int? {
        let position = positions[role.rawValue]
        return position < 0 ? nil : position
    }

    /// The column of a role that every accepted header has.
    func position(ofRequired role: RecordingLayout.Role) -> Int { positions[role.rawValue] }

    /// Reads a header's names.
    ///
    /// - Throws: `RecordingError` where a required column is missing or a role has two columns.
    init(header: [String], layout: RecordingLayout, path: String) throws(RecordingError) {
        var positions = [Int](repeating: -1, count: RecordingLayout.Role.allCases.count)
        var ignored: [String] = []
        for (column, name) in header.enumerated() {
            guard
                let role = RecordingLayout.Role.allCases.first(where: {
                    layout.names(of: $0).contains(name)
                })
            else {
                ignored.append(name)
                continue
            }
            let other = positions[role.rawValue]
            guard other < 0 else {
                throw RecordingError(
                    path: path, line: 1,
                    what: "columns '\(header[other])' and '\(name)' mean the same")
            }
            positions[role.rawValue] = column
        }
        for role in RecordingLayout.Role.allCases
        where role.isRequired && positions[role.rawValue] < 0 {
            let names = layout.names(of: role).map { "'\($0)'" }.joined(separator: " or ")
            throw RecordingError(
                path: path, line: 1,
                what: "the header has no column \(names), which \(layout.rawValue) needs")
        }
        self.positions = positions
        self.ignored = ignored
        count = header.count
        let altitudeName = header[positions[RecordingLayout.Role.altitude.rawValue]]
        altitudeDatum = altitudeName == "height_m" ? .aboveTakeoff : .ellipsoid
    }
}
