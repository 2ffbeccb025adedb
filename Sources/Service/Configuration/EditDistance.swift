/// How far apart two words are, for suggestions.
enum EditDistance {
    /// Insertions, deletions, replacements and swaps of neighbours that turn one word into another
    /// (optimal string alignment); upper and lower case are the same.
    static func between(_ left: String, _ right: String) -> Int {
        let left = Array(left.lowercased().unicodeScalars)
        let right = Array(right.lowercased().unicodeScalars)
        var rows = [Array(0...right.count)]
        for i in 0..<left.count {
            var row = [i + 1]
            for j in 0..<right.count {
                let isSame = left[i] == right[j]
                var best = min(rows[i][j] + (isSame ? 0 : 1), rows[i][j + 1] + 1, row[j] + 1)
                if i > 0, j > 0, left[i] == right[j - 1], left[i - 1] == right[j] {
                    best = min(best, rows[i - 1][j - 1] + 1)
                }
                row.append(best)
            }
            rows.append(row)
        }
        return rows[left.count][right.count]
    }

    /// The candidate nearest to a word, where at most a third of the word is wrong; else the only one
    /// that begins with the word, or that the word begins with.
    static func nearest(to word: String, among candidates: [String]) -> String? {
        similar(to: word, among: candidates) ?? related(to: word, among: candidates)
    }

    /// The candidate nearest to a word, where at most a third of the word is wrong.
    static func similar(to word: String, among candidates: [String]) -> String? {
        // A word longer than any key is no misspelling, and its distance would cost its square.
        guard word.utf8.count <= 128 else { return nil }
        let allowed = max(1, word.unicodeScalars.count / 3)
        let ranked = candidates.map { (distance: between(word, $0), name: $0) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        return ranked.flatMap { $0.distance <= allowed ? $0.name : nil }
    }

    /// The only candidate that begins with a word, or that the word begins with.
    static func related(to word: String, among candidates: [String]) -> String? {
        let related = candidates.filter {
            word.count >= 3 && ($0.hasPrefix(word) || word.hasPrefix($0))
        }
        return related.count == 1 ? related[0] : nil
    }
}
