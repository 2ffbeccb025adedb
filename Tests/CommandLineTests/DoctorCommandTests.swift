import Foundation
import Testing

/// `doctor coset`.
@Suite(.needsProgram)
struct DoctorCommandTests {
    @Test func `a proposal covers every lag and repeats with its seed`() throws {
        let arguments = ["doctor", "coset", "--factor", "40", "--cosets", "10"]
        let outcome = try Program.run(arguments)
        #expect(outcome.status == 0, "\(outcome.complaints)")
        #expect(outcome.complaints.isEmpty)
        #expect(outcome.output.contains("lags covered                40 of 40"))
        #expect(outcome.output.contains("no warnings"))
        #expect(try Program.run(arguments).output == outcome.output)
        let report = try Program.run(arguments + ["--json"]).object()
        let offsets = try #require(report["offsets"] as? [Int])
        #expect(offsets.count == 10 && offsets == offsets.sorted())
        #expect(report["proposed"] as? Bool == true)
        #expect(try #require(report["coherence"] as? Double) <= 0.38)
        let text = offsets.map { "\($0)" }.joined(separator: ",")
        #expect(outcome.output.contains(text))
        let again = try Program.run(
            ["doctor", "coset", "--factor", "40", "--offsets", text, "--json"]
        ).object()
        #expect(again["proposed"] as? Bool == false)
        #expect(again["coherence"] as? Double == report["coherence"] as? Double)
    }

    @Test func `a poor pattern is told why, and is no error`() throws {
        let outcome = try Program.run(
            ["doctor", "coset", "--factor", "40", "--offsets", "0,2,4,6,8,10,12,14"])
        #expect(outcome.status == 0)
        #expect(outcome.output.contains("warning: rows 20 apart look the same"))
        #expect(outcome.output.contains("of the lags have no pair of offsets"))
    }

    @Test(arguments: [
        ["--cosets", "41"], ["--offsets", "0,40"], ["--offsets", "1,0"], ["--offsets", "0,a"],
        ["--cosets", "3", "--offsets", "0,1"], [], ["--cosets", "10", "--samples", "0"],
    ])
    func `what no sampler can do is wrong usage`(arguments: [String]) throws {
        let outcome = try Program.run(["doctor", "coset", "--factor", "40"] + arguments)
        #expect(outcome.status == 64)
        #expect(outcome.output.isEmpty && !outcome.complaints.isEmpty)
    }
}
