import Foundation
import MQTT
import Model
import Service
import Store
import Testing

@testable import ethermap

/// Times, numbers, tables and exit codes, without running the program.
struct TextTests {
    @Test(arguments: [
        ("1970-01-01T00:00:00Z", 0), ("2023-11-14T22:13:21.25Z", 1_700_000_001_250_000_000),
        ("2023-11-14 22:13:21Z", 1_700_000_001_000_000_000),
        ("2023-11-14T22:13Z", 1_699_999_980_000_000_000),
        ("2023-11-14", 1_699_920_000_000_000_000),
        ("2024-02-29T00:00:00+01:30", 1_709_159_400_000_000_000),
        ("2023-11-14T22:13:21.123456789z", 1_700_000_001_123_456_789),
        ("2554-07-21T00:00:00Z", 18_446_659_200_000_000_000),
    ])
    func `a time is read to the nanosecond`(text: String, nanoseconds: UInt64) {
        #expect(TimeText.time(fromRFC3339: text)?.nanoseconds == nanoseconds)
    }

    @Test(arguments: [
        "", "now", "2023-02-29", "2023-13-01", "2023-00-10", "2023-11-14T24:00:00Z",
        "2023-11-14T22:60Z", "1969-12-31", "2023-11-14T22:13:21.Z", "9999-01-01", "23-11-14",
    ])
    func `what is no time is none`(text: String) {
        #expect(TimeText.time(fromRFC3339: text) == nil)
    }

    @Test func `a time reads back from its text, over six centuries`() {
        for step in 1..<4_000 {
            let time = UnixTime(nanoseconds: UInt64(step) * 4_600_000_000_123_000)
            let cut = UnixTime(nanoseconds: time.nanoseconds / 1_000_000 * 1_000_000)
            #expect(TimeText.time(fromRFC3339: TimeText.text(of: time)) == cut)
        }
        #expect(TimeText.text(of: .zero) == "-")
    }

    @Test(arguments: [
        ("-5m", 300.0), ("-1.5h", 5_400), ("-90s", 90), ("-2d", 172_800), ("now", 0),
    ])
    func `an argument may count back from now`(text: String, seconds: Double) throws {
        guard case .beforeNow(let found) = try #require(TimeArgument(argument: text)) else {
            Issue.record("\(text) is no time before now")
            return
        }
        #expect(found == seconds)
    }

    @Test func `an argument may be Unix seconds`() throws {
        let time = try #require(TimeArgument(argument: "1700000001.25")).time
        #expect(time.nanoseconds == 1_700_000_001_250_000_000)
        for text in ["-5", "5m", "-5x", "99999999999", "1e9", "--", "-m"] {
            #expect(TimeArgument(argument: text) == nil, "\(text)")
        }
    }

    @Test func `columns are aligned and lines end where their text ends`() {
        var table = TextTable([.text("NAME"), .number("CE90 (m)"), .text("ID")])
        table.append(["a", "7", "x"])
        table.append(["longer", "123456789", ""])
        #expect(
            table.text == """
                NAME     CE90 (m)  ID
                a               7  x
                longer  123456789
                """)
    }

    @Test func `numbers have their decimals, and a dash where there is none`() {
        #expect(NumberText.fixed(-80.125, 1) == "-80.1")
        #expect(NumberText.fixed(1_234_567, 0) == "1234567")
        #expect(NumberText.fixed(.nan, 2) == "-")
        #expect(NumberText.fixed(nil, 2) == "-")
        #expect(NumberText.rounded(-0.001, 2)?.sign == .plus)
        #expect(NumberText.rounded(.infinity, 2) == nil)
    }

    @Test func `errors have the exit codes of the contract`() {
        func store(_ code: StoreError.Code) -> ethermap.ExitStatus {
            ethermap.ExitStatus(StoreError(operation: "x", code: code, message: "y"))
        }
        func broker(_ kind: MQTTError.Kind) -> ethermap.ExitStatus {
            ethermap.ExitStatus(MQTTError(kind: kind, operation: "x", reason: "y"))
        }
        #expect(store(.missing) == .unavailable)
        #expect(store(.held) == .unavailable)
        #expect(store(.damaged) == .badData)
        #expect(store(.exists) == .failure)
        #expect(broker(.connection) == .unavailable)
        #expect(broker(.refused) == .unavailable)
        #expect(broker(.invalid) == .failure)
        let wrong = ConfigurationError(origin: .builtIn, message: "x")
        #expect(ethermap.ExitStatus(ConfigurationErrors([wrong])) == .badConfiguration)
        #expect(ethermap.ExitStatus(CommandError(.interrupted, "")) == .interrupted)
        #expect(ethermap.ExitStatus(CancellationError()) == .interrupted)
        #expect(ethermap.ExitStatus(CocoaError(.fileNoSuchFile)) == .failure)
    }
}
