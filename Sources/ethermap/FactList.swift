/// Facts for people, one a line, names left and values aligned.
struct FactList {
    private let facts: [(name: String, value: String)]

    /// A list of facts.
    init(_ facts: [(String, String)]) { self.facts = facts.map { (name: $0.0, value: $0.1) } }

    /// The list's lines.
    var text: String {
        let width = facts.map(\.name.count).max() ?? 0
        return facts.map { name, value in
            Terminal.bold(name) + String(repeating: " ", count: width - name.count + 2) + value
        }.joined(separator: "\n")
    }
}
