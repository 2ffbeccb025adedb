import Testing

/// `simulate` before it sends anything.
@Suite(.needsProgram)
struct SimulateCommandTests {
    @Test func `unlike branches need receivers that have some`() throws {
        let outcome = try Program.run(["simulate", "--coset-mismatch", "--duration", "1"])
        #expect(outcome.status == 64, "\(outcome.complaints)")
        #expect(outcome.complaints.contains("--coset-sensors"))
    }
}
