import Model
import Numerics
import Testing

@testable import Engine

struct InterfererTrackerTests {
    private let region = Fixture.region(bandCount: 2)
    private let configuration = TrackingConfiguration()

    private func peak(
        _ east: Double, _ north: Double, excessDb: Double = 20, isPassed: Bool = true
    ) -> PeakCandidate {
        PeakCandidate(
            position: LocalPosition(eastMetres: east, northMetres: north, upMetres: 1.5),
            varianceSquareMetres: 150, peakDbm: -60, excessDb: excessDb, eirpDbm: 25,
            sensorCount: 2, sampleCount: 20, isPassed: isPassed)
    }

    /// Follows one round after the other, half a second apart.
    private struct Follower {
        var tracker = InterfererTracker()
        var round = 0
        var alerts: [Alert] = []
        let region: Region
        var configuration = TrackingConfiguration()
        var isRenewed = true

        var now: UnixTime { Fixture.time(Double(round) / 2) }

        @discardableResult
        mutating func follow(_ peaks: [PeakCandidate], band: Int = 0) -> [AlertKind] {
            round += 1
            let isRenewed = isRenewed
            let outcome = tracker.follow(
                peaks, bandIndex: band, region: region, mapRevision: UInt64(round), at: now,
                configuration: configuration, isRenewed: { _, _ in isRenewed })
            alerts += outcome.alerts
            return outcome.alerts.map(\.kind)
        }
    }

    private func follower() -> Follower { Follower(region: region) }

    @Test func `an interferer is confirmed by 4 rounds of 6, and only then`() {
        var follower = follower()
        for hit in [true, true, false, true] {
            #expect(follower.follow(hit ? [peak(100, 100)] : []) == [])
        }
        #expect(follower.follow([peak(100, 100)]) == [.interfererDetected])
        #expect(follower.follow([peak(100, 100)]) == [])
        #expect(follower.alerts.map(\.id) == ["lab/int-0001/1-detected"])
        let state = follower.alerts[0].interferer
        #expect(state?.band == "b0" && state?.phase == .active)
        #expect(abs((state?.ce90Metres ?? 0) - 2.146 * 150.0.squareRoot()) < 1e-9)
    }

    @Test func `a peak seen in every third round only is never confirmed`() {
        var follower = follower()
        for round in 0..<60 { follower.follow(round % 3 == 0 ? [peak(100, 100)] : []) }
        #expect(follower.alerts == [])
        for _ in 0..<6 { follower.follow([]) }
        #expect(follower.tracker.tracks.isEmpty, "and is forgotten")
    }

    @Test func `peaks that nobody has passed begin nothing but keep what there is`() {
        var follower = follower()
        for _ in 0..<20 { follower.follow([peak(100, 100, isPassed: false)]) }
        #expect(follower.alerts == [] && follower.tracker.tracks.isEmpty)
        for _ in 0..<4 { follower.follow([peak(100, 100)]) }
        #expect(follower.alerts.map(\.kind) == [.interfererDetected])
        let place = follower.tracker.tracks[0].position
        for _ in 0..<100 { follower.follow([peak(150, 100, isPassed: false)]) }
        #expect(follower.alerts.count == 1, "neither moved nor cleared")
        #expect(follower.tracker.tracks[0].position == place)
        #expect(follower.tracker.tracks[0].lastSeen == follower.now)
    }

    @Test func `a move is reported when it exceeds its least, under the same name`() {
        var follower = follower()
        for _ in 0..<4 { follower.follow([peak(100, 100)]) }
        for step in 1...40 { follower.follow([peak(100 + 5 * Double(step), 100)]) }
        let moves = follower.alerts.filter { $0.kind == .interfererMoved }
        #expect((3...4).contains(moves.count))
        #expect(Set(follower.alerts.compactMap(\.interferer?.id)).count == 1)
        #expect(Set(follower.alerts.map(\.id)).count == follower.alerts.count)
        #expect(follower.tracker.tracks.count == 1)
    }

    @Test func `an interferer is cleared only after its time and where somebody listened`() {
        var follower = follower()
        for _ in 0..<4 { follower.follow([peak(100, 100)]) }
        follower.isRenewed = false
        for _ in 0..<200 { #expect(follower.follow([]) == []) }
        follower.isRenewed = true
        #expect(follower.follow([]) == [.interfererCleared])
        #expect(follower.tracker.tracks.isEmpty)
        #expect(follower.alerts.last?.interferer?.phase == .cleared)
        // Another one gets another name.
        for _ in 0..<4 { follower.follow([peak(100, 100)]) }
        #expect(follower.alerts.last?.interferer?.id == "int-0002")
        follower.round += 30
        follower.follow([peak(100, 100)])
        for _ in 0..<40 { #expect(follower.follow([]) == []) }
        #expect(follower.follow([]) == [.interfererCleared], "20 s after the last peak")
    }

    @Test func `two peaks are two interferers, each with its own way`() {
        var follower = follower()
        for step in 0..<30 {
            let shift = Double(step)
            let peaks = [peak(50 + shift, 50), peak(200 - shift, 150)]
            follower.follow(step % 2 == 0 ? peaks : peaks.reversed())
        }
        let states = follower.tracker.states(in: region)
        #expect(states.map(\.id) == ["int-0001", "int-0002"])
        let detected = follower.alerts.filter { $0.kind == .interfererDetected }
        #expect(detected.count == 2)
        let first = Fixture.frame.local(of: states[0].position)
        #expect(abs(first.northMetres - 50) < 1)
    }

    @Test func `bands have interferers of their own`() {
        var follower = follower()
        for _ in 0..<4 {
            follower.follow([peak(100, 100)], band: 0)
            follower.round -= 1
            follower.follow([peak(100, 100)], band: 1)
        }
        #expect(follower.alerts.compactMap(\.interferer?.band) == ["b0", "b1"])
        #expect(Set(follower.alerts.compactMap(\.interferer?.id)).count == 2)
    }

    @Test func `no more tracks are kept than may, and the strongest are`() {
        var follower = follower()
        follower.configuration.trackCountMax = 5
        let peaks = (0..<9).map { peak(300 * Double($0), 0, excessDb: 10 + Double($0)) }
        for _ in 0..<4 { follower.follow(peaks) }
        #expect(follower.tracker.tracks.count == 5)
        #expect(follower.tracker.droppedCount >= 4)
        #expect(follower.tracker.tracks.map(\.excessDb).min() == 14)
        // Confirmed ones are not pushed out by stronger new ones.
        #expect(follower.alerts.count(where: { $0.kind == .interfererDetected }) == 5)
        follower.follow([peak(0, 3_000, excessDb: 90)])
        #expect(follower.tracker.tracks.allSatisfy { $0.isConfirmed })
    }

    @Test func `a random life has unique alerts and goes through its bytes`() throws {
        var generator = SeededGenerator(seed: 77)
        var follower = follower()
        follower.configuration.clearAfterSeconds = 3
        for _ in 0..<600 {
            let peaks = (0..<Int(generator.next() % 5)).map { _ in
                peak(
                    Double(generator.next() % 4) * 120 + 10 * generator.normal(), 50,
                    excessDb: 10 + 5 * generator.uniform(), isPassed: generator.uniform() < 0.7)
            }
            follower.isRenewed = generator.uniform() < 0.5
            follower.follow(peaks)
            var writer = ByteWriter()
            follower.tracker.encode(into: &writer)
            var reader = ByteReader(writer.bytes)
            #expect(try InterfererTracker(from: &reader) == follower.tracker)
        }
        #expect(follower.alerts.count > 20)
        #expect(Set(follower.alerts.map(\.id)).count == follower.alerts.count)
        // Each life is detected first and cleared last.
        for (_, life) in Dictionary(grouping: follower.alerts, by: { $0.interferer?.id }) {
            #expect(life.first?.kind == .interfererDetected)
            #expect(life.dropLast().allSatisfy { $0.kind != .interfererCleared })
        }
    }
}
