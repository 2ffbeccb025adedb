/// A table for people: columns aligned, two spaces apart, units in the headings.
struct TextTable {
    /// How a column's texts stand.
    enum Alignment {
        case left
        case right
    }

    /// A column's heading and its texts' alignment.
    struct Column {
        let heading: String
        let alignment: Alignment

        /// A column of words.
        static func text(_ heading: String) -> Column { Column(heading: heading, alignment: .left) }
        /// A column of numbers.
        static func number(_ heading: String) -> Column {
            Column(heading: heading, alignment: .right)
        }
    }

    private let columns: [Column]
    private var rows: [[String]] = []

    /// An empty table.
    init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row, one text a column.
    mutating func append(_ row: [String]) {
        precondition(row.count == columns.count, "a row has a text for every column")
        rows.append(row)
    }

    /// The table's lines.
    var text: String {
        let widths = columns.indices.map { column in
            max(columns[column].heading.count, rows.map { $0[column].count }.max() ?? 0)
        }
        let heading = line(columns.map(\.heading), widths: widths)
        return ([Terminal.bold(heading)] + rows.map { line($0, widths: widths) })
            .joined(separator: "\n")
    }

    private func line(_ texts: [String], widths: [Int]) -> String {
        var line = ""
        for (column, text) in texts.enumerated() {
            let padding = String(repeating: " ", count: widths[column] - text.count)
            line += column == 0 ? "" : "  "
            line += columns[column].alignment == .left ? text + padding : padding + text
        }
        while line.last == " " { line.removeLast() }
        return line
    }
}
