import Foundation
import Testing

/// Links lead somewhere.
struct LinkTests {
    @Test(arguments: Page.all.map(\.path))
    func `every link of a page leads to a file and a heading that exist`(_ path: String) throws {
        let page = Page(path)
        try #require(!page.text.isEmpty, "\(path) is missing")
        let folder = Page.repository.appending(path: path).deletingLastPathComponent()
        for (number, line) in page.prose {
            for match in line.matches(of: /\]\(([^)\s]+)\)/) {
                let link = String(match.1)
                if link.hasPrefix("http") || link.hasPrefix("mailto:") { continue }
                let parts = link.split(separator: "#", omittingEmptySubsequences: false)
                let target =
                    parts[0].isEmpty
                    ? Page.repository.appending(path: path)
                    : folder.appending(path: String(parts[0])).standardizedFileURL
                #expect(
                    FileManager.default.fileExists(atPath: target.path),
                    "\(path):\(number): there is no \(link)")
                guard parts.count > 1, target.path.hasSuffix(".md") else { continue }
                let relative = target.path.replacing(Page.repository.path + "/", with: "")
                #expect(
                    Page(relative).anchors.contains(String(parts[1])),
                    "\(path):\(number): \(relative) has no heading #\(parts[1])")
            }
        }
    }

    @Test func `the pages that users are promised are there`() {
        let promised = [
            "architecture", "vocabulary", "topics", "sensors", "operating", "estimators",
        ].map { "docs/\($0).md" }
        for path in promised {
            #expect(!Page(path).text.isEmpty, "\(path)")
            #expect(Page("README.md").text.contains(path), "the README does not link \(path)")
        }
    }
}
