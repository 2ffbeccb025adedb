import Model
import Numerics
import Testing

@testable import Engine

struct IntakeTests {
    private func key(_ sensor: SensorID, _ boot: UInt64) -> Intake.BootKey {
        Intake.BootKey(sensor: sensor, bootID: boot)
    }

    private func rejection(
        _ reason: RejectionReason, boot: UInt64 = 7, sequence: UInt64 = 0, at seconds: Double = 0
    ) -> Rejection {
        Rejection(
            bootID: boot, sequence: sequence, reason: reason, detail: "no \(reason.rawValue)",
            time: Fixture.time(seconds))
    }

    private func intake(_ change: (inout IntakeLimits) -> Void = { _ in }) -> Intake {
        var limits = IntakeLimits()
        change(&limits)
        return Intake(region: "lab", limits: limits)
    }

    @Test func `no more sensors have books than may, and what they had stays`() {
        var intake = intake { $0.sensorCountMax = 3 }
        for number in 1...5 {
            let sensor = SensorID(unchecked: "s\(number)")
            let mark = intake.enter(key(sensor, 1), sequence: 1, at: Fixture.start)
            #expect(mark == (number <= 3 ? .new : nil))
            let alert = intake.refuse(sensor: sensor, rejection(.shape, boot: 1, sequence: 2))
            #expect((alert != nil) == (number <= 3))
        }
        #expect(intake.sensors == ["s1", "s2", "s3"])
        #expect(intake.books.count == 3)
        #expect(intake.enter(key("s1", 2), sequence: 1, at: Fixture.start) == .new)
        #expect(intake.counters.rejected[.shape] == 5)
    }

    @Test func `the oldest boot is forgotten and reported once`() {
        var intake = intake { $0.bootCountMax = 2 }
        for boot in UInt64(1)...4 {
            _ = intake.enter(key("s", boot), sequence: 1, at: Fixture.start)
        }
        #expect(intake.drainDropped() == [key("s", 1), key("s", 2)])
        #expect(intake.drainDropped() == [])
        #expect(intake.books.count == 2)
        #expect(!intake.contains(key("s", 1), sequence: 1))
        #expect(intake.contains(key("s", 4), sequence: 1))
        #expect(intake.drainTouched().map(\.key) == [key("s", 3), key("s", 4)])
        #expect(intake.acknowledgement(of: "s", epoch: 9)?.bootID == 4)
    }

    @Test func `a boot that comes back in the same group is stored, not dropped`() {
        var intake = intake { $0.bootCountMax = 2 }
        for boot in UInt64(1)...3 {
            _ = intake.enter(key("s", boot), sequence: 1, at: Fixture.start)
        }
        _ = intake.enter(key("s", 1), sequence: 5, at: Fixture.start)
        #expect(intake.drainDropped() == [key("s", 2)])
        #expect(intake.drainTouched().map(\.key) == [key("s", 1), key("s", 3)])
    }

    @Test(arguments: RejectionReason.allCases)
    func `a refusal passes its sequence over only where the frame could be read`(
        _ reason: RejectionReason
    ) {
        var intake = intake()
        _ = intake.enter(key("s", 7), sequence: 1, at: Fixture.start)
        _ = intake.refuse(sensor: "s", rejection(reason, sequence: 2))
        let isLegible = ![
            .malformed, .checksum, .sensorMismatch, .schemaVersion, .unknownTopic,
            .tooManySensors,
        ].contains(reason)
        #expect(intake.contains(key("s", 7), sequence: 2) == isLegible)
        let ack = intake.acknowledgement(of: "s", epoch: 3)
        #expect(ack?.throughSequence == (isLegible ? 2 : 1))
        #expect(ack?.rejectedCount == 1)
        #expect(ack?.rejections.map(\.reason) == [reason])
        #expect(intake.counters.rejected == [reason: 1])
    }

    @Test func `a refusal without a legible boot goes to the newest boot's books`() {
        var intake = intake()
        _ = intake.enter(key("s", 5), sequence: 1, at: Fixture.start)
        _ = intake.refuse(sensor: "s", rejection(.shape, boot: 0, sequence: 2))
        #expect(intake.books.keys.map(\.bootID) == [5])
        #expect(!intake.contains(key("s", 5), sequence: 2))
        #expect(intake.refuse(sensor: nil, rejection(.unknownTopic)) == nil)
        #expect(intake.counters.rejectedTotal == 2)
    }

    @Test func `a damaged sequence or boot leaves the true frames and their answer alone`() throws {
        var intake = intake()
        let true5 = key("s", 5)
        for sequence in UInt64(1)...3 {
            _ = intake.enter(true5, sequence: sequence, at: Fixture.start)
        }
        #expect(intake.isLeap(true5, to: 1 << 40))
        #expect(!intake.isLeap(true5, to: 1_000_000))
        #expect(!intake.isLeap(key("new", 1), to: 1 << 40), "a sensor may be older than its engine")
        // Refused with a leap, and under a boot that nobody knows.
        _ = intake.refuse(sensor: "s", rejection(.powerRange, boot: 5, sequence: 1 << 40))
        _ = intake.refuse(sensor: "s", rejection(.powerRange, boot: 77, sequence: 4))
        _ = intake.giveUpGaps(at: Fixture.start.advanced(bySeconds: 60))
        #expect(!intake.contains(true5, sequence: 4))
        let acknowledgement = try #require(intake.acknowledgement(of: "s", epoch: 1))
        #expect(acknowledgement.bootID == 5 && acknowledgement.throughSequence == 3)
        #expect(acknowledgement.rejectedCount == 2)
    }

    @Test func `sensors that never sent anything acceptable give way`() {
        var limits = IntakeLimits()
        limits.sensorCountMax = 2
        var intake = Intake(region: "r", limits: limits)
        _ = intake.refuse(sensor: "noise-1", rejection(.malformed))
        _ = intake.enter(key("honest-1", 1), sequence: 1, at: Fixture.start)
        _ = intake.refuse(sensor: "noise-2", rejection(.malformed))
        #expect(intake.sensors == ["honest-1", "noise-1"])
        #expect(intake.enter(key("honest-2", 1), sequence: 1, at: Fixture.start) == .new)
        #expect(intake.sensors == ["honest-1", "honest-2"])
        #expect(intake.enter(key("honest-3", 1), sequence: 1, at: Fixture.start) == nil)
    }

    @Test func `one alert is raised for each reason and boot`() {
        var intake = intake()
        var ids: [String] = []
        for boot in UInt64(1)...2 {
            // A boot of which nothing was accepted would be a damaged number to the books.
            _ = intake.enter(key("s", boot), sequence: 9, at: Fixture.start)
            for sequence in UInt64(1)...5 {
                for reason in [RejectionReason.powerRange, .outsideRegion, .malformed] {
                    let alert = intake.refuse(
                        sensor: "s", rejection(reason, boot: boot, sequence: sequence))
                    if let alert {
                        #expect(alert.kind == .sensorRejected && alert.sensor == "s")
                        ids.append(alert.id)
                    }
                }
            }
        }
        #expect(ids.count == 6 && Set(ids).count == 6)
    }

    @Test func `an acknowledgement lists the last refusals and counts all`() {
        var intake = intake()
        for sequence in UInt64(1)...20 {
            _ = intake.refuse(sensor: "s", rejection(.powerRange, sequence: sequence))
        }
        _ = intake.enter(key("s", 7), sequence: 22, at: Fixture.start)
        let ack = intake.acknowledgement(of: "s", epoch: 12)
        #expect(ack?.throughSequence == 20)
        #expect(ack?.rejectedCount == 20)
        #expect(ack?.rejections.map(\.sequence) == Array(13...20))
        #expect(ack?.epoch == 12 && ack?.sensor == "s" && ack?.lostCount == 0)
        #expect(intake.acknowledgement(of: "t", epoch: 12) == nil)
    }

    @Test func `gaps are given up in order of sensors, with an alert each`() {
        var intake = intake { $0.gapTimeoutSeconds = 10 }
        for sensor in ["b", "a"] as [SensorID] {
            _ = intake.enter(key(sensor, 1), sequence: 4, at: Fixture.start)
        }
        #expect(intake.giveUpGaps(at: Fixture.time(9)) == [])
        let alerts = intake.giveUpGaps(at: Fixture.time(10))
        #expect(alerts.map(\.id) == ["lab/a/1/gap-1", "lab/b/1/gap-1"])
        #expect(alerts.allSatisfy { $0.kind == .dataGap })
        #expect(intake.counters.lost == 6)
        #expect(intake.acknowledgement(of: "a", epoch: 1)?.throughSequence == 4)
        #expect(intake.acknowledgement(of: "a", epoch: 1)?.lostCount == 3)
        #expect(intake.giveUpGaps(at: Fixture.time(99)) == [])
    }

    @Test func `sensors that skip to the last sequence cannot overflow the counter`() {
        var intake = intake { $0.gapTimeoutSeconds = 0 }
        for number in 1...5 {
            let sensor = SensorID(unchecked: "s\(number)")
            _ = intake.enter(
                key(sensor, 1), sequence: SequenceLedger.sequenceMax, at: Fixture.start)
        }
        #expect(intake.giveUpGaps(at: Fixture.time(1)).count == 5)
        #expect(intake.counters.lost == .max)
    }

    @Test func `books go through their bytes, and the order of boots with them`() throws {
        var intake = intake()
        for boot in [9, 3] as [UInt64] {
            _ = intake.enter(key("s", boot), sequence: 1, at: Fixture.start)
            _ = intake.enter(key("s", boot), sequence: 5, at: Fixture.start)
            for reason in RejectionReason.allCases.prefix(12) {
                _ = intake.refuse(sensor: "s", rejection(reason, boot: boot, sequence: 2))
            }
        }
        var stored: [Intake.BootKey: SensorBooks] = [:]
        for (key, books) in intake.drainTouched() {
            stored[key] = try SensorBooks(bytes: books.bytes)
        }
        var copy = Intake(region: "lab", limits: IntakeLimits(), books: stored)
        let before = intake.acknowledgement(of: "s", epoch: 1)
        #expect(copy.acknowledgement(of: "s", epoch: 1) == before)
        #expect(before?.bootID == 3 && before?.rejectedCount == 12)
        // Alerts that were raised are not raised again; the open gap counts anew.
        #expect(copy.refuse(sensor: "s", rejection(.malformed, boot: 0)) == nil)
        #expect(copy.giveUpGaps(at: Fixture.time(100)) == [])
        #expect(copy.giveUpGaps(at: Fixture.time(110)).count == 2)
    }

    @Test func `damaged books throw and never trap`() throws {
        var intake = intake()
        _ = intake.enter(key("s", 1), sequence: 3, at: Fixture.start)
        _ = intake.refuse(sensor: "s", rejection(.powerRange, boot: 1, sequence: 5))
        let bytes = try #require(intake.drainTouched().first).books.bytes
        for count in 0..<bytes.count {
            #expect(throws: (any Error).self) { try SensorBooks(bytes: Array(bytes.prefix(count))) }
        }
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<20_000 {
            var mutated = bytes
            mutated[Int(generator.next() % UInt64(bytes.count))] = UInt8(generator.next() & 0xFF)
            guard let books = try? SensorBooks(bytes: mutated) else { continue }
            var copy = Intake(
                region: "lab", limits: IntakeLimits(), books: [key("s", 1): books])
            _ = copy.enter(key("s", 1), sequence: generator.next() >> 1 | 1, at: Fixture.start)
            _ = copy.giveUpGaps(at: Fixture.time(1))
            _ = copy.giveUpGaps(at: Fixture.time(1e9))
        }
    }
}
