/// Swift source taken apart far enough to tell code from comments and literals.
///
/// Line ends stay where they were, so that line numbers hold in every part.
struct SwiftText {
    /// What a byte belongs to.
    private enum Part { case code, comment, literal, rawIdentifier }

    private let bytes: [UInt8]
    private let parts: [Part]
    private static let lineEnd = UInt8(ascii: "\n")

    /// Takes one source text apart.
    init(_ text: String) {
        bytes = Array(text.utf8)
        var scanner = Scanner(bytes: bytes)
        scanner.scanCode(untilParenthesis: false)
        parts = scanner.parts
    }

    /// Lines of code alone: comments, string literals and test names are blank.
    var code: [String] { lines { $0 == .code } }

    /// Lines of code with string literals, without comments and test names.
    var codeAndLiterals: [String] { lines { $0 == .code || $0 == .literal } }

    private func lines(keeping keep: (Part) -> Bool) -> [String] {
        let kept = zip(bytes, parts).map { byte, part in
            byte == Self.lineEnd || keep(part) ? byte : UInt8(ascii: " ")
        }
        return kept.split(separator: Self.lineEnd, omittingEmptySubsequences: false)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    /// Walks through the bytes once, and names the part of each.
    private struct Scanner {
        let bytes: [UInt8]
        var parts: [Part] = []

        /// Whether the source goes on with this text here.
        func isAt(_ text: String) -> Bool { bytes[parts.count...].starts(with: text.utf8) }

        mutating func take(_ part: Part, count: Int = 1) {
            let count = min(count, bytes.count - parts.count)
            parts.append(contentsOf: repeatElement(part, count: count))
        }

        /// Reads code to the end of the text, or to the parenthesis that closes an interpolation.
        mutating func scanCode(untilParenthesis: Bool) {
            var depth = 0
            while parts.count < bytes.count {
                if isAt("//") {
                    while parts.count < bytes.count, bytes[parts.count] != lineEnd {
                        take(.comment)
                    }
                } else if isAt("/*") {
                    scanBlockComment()
                } else if let hashes = literalHashes() {
                    scanLiteral(hashes: hashes)
                } else if isAt("`") {
                    repeat {
                        take(.rawIdentifier)
                    } while parts.count < bytes.count && !isAt("`")
                    take(.rawIdentifier)
                } else {
                    if isAt("(") { depth += 1 }
                    if isAt(")") { depth -= 1 }
                    if untilParenthesis, depth < 0 { return }
                    take(.code)
                }
            }
        }

        mutating func scanBlockComment() {
            var depth = 0
            repeat {
                if isAt("/*") {
                    depth += 1
                    take(.comment, count: 2)
                } else if isAt("*/") {
                    depth -= 1
                    take(.comment, count: 2)
                } else {
                    take(.comment)
                }
            } while depth > 0 && parts.count < bytes.count
        }

        /// Number of `#` before a quotation mark that opens a literal here, if one does.
        func literalHashes() -> Int? {
            let hashes = bytes[parts.count...].prefix { $0 == UInt8(ascii: "#") }.count
            let quote = parts.count + hashes
            return quote < bytes.count && bytes[quote] == UInt8(ascii: "\"") ? hashes : nil
        }

        mutating func scanLiteral(hashes: Int) {
            let fence = String(repeating: "#", count: hashes)
            // #"""# is a quotation mark between marks, not the start of several lines.
            let isOneMark = hashes > 0 && isAt(fence + "\"\"\"" + fence)
            let quotes = isAt(fence + "\"\"\"") && !isOneMark ? "\"\"\"" : "\""
            take(.literal, count: hashes + quotes.count)
            while parts.count < bytes.count, !isAt(quotes + fence) {
                if isAt("\\\(fence)(") {
                    take(.literal, count: 2 + hashes)
                    scanCode(untilParenthesis: true)
                    take(.literal)
                } else if isAt("\\" + fence) {
                    take(.literal, count: 2 + hashes)
                } else {
                    take(.literal)
                }
            }
            take(.literal, count: quotes.count + hashes)
        }
    }
}
