import Model
import Numerics
import Testing

@testable import Engine

struct InterfererTrackerTests {
    @Test func `an interferer is confirmed by 4 looks of 6, and only then`() {
        var follower = TrackFollower()
        for hit in [true, true, false, true] {
            #expect(follower.follow(hit ? [follower.estimate(100, 100)] : []) == [])
        }
        #expect(follower.follow([follower.estimate(100, 100)]) == [.interfererDetected])
        #expect(follower.follow([follower.estimate(100, 100)]) == [])
        #expect(follower.alerts.map(\.id) == ["lab/int-0001/1-detected"])
        let state = follower.alerts[0].interferer
        #expect(state?.band == "b0" && state?.phase == .active)
        #expect(abs((state?.ce90Metres ?? 0) - 21.46) < 0.5)
        #expect(state?.sensorCount == 2 && state?.sampleCount == 20)
        #expect(state?.peakAboveBackgroundDb == 20 && state?.mapRevision == 5)
    }

    @Test func `rounds without news are no looks`() {
        var follower = TrackFollower()
        follower.isRenewed = false
        // The same samples speak in every round: that is one look, however often it is told.
        let estimate = follower.estimate(100, 100)
        for _ in 0..<40 { #expect(follower.follow([estimate]) == []) }
        #expect(follower.tracker.tracks.map(\.hits) == [1])
        // A silence in which nobody listened does not count against it either.
        for _ in 0..<3 {
            for _ in 0..<8 { follower.follow([]) }
            follower.follow([follower.estimate(100, 100)])
        }
        #expect(follower.alerts.map(\.kind) == [.interfererDetected])
        // A possible one of which nothing more is heard is forgotten.
        follower.follow([follower.estimate(600, 600)])
        #expect(follower.tracker.tracks.count == 2)
        for _ in 0..<70 { follower.follow([]) }
        #expect(follower.tracker.tracks.count == 1)
    }

    @Test func `an estimate seen in every third look only is never confirmed`() {
        var follower = TrackFollower()
        for round in 0..<60 {
            follower.follow(round % 3 == 0 ? [follower.estimate(100, 100)] : [])
        }
        #expect(follower.alerts == [])
        for _ in 0..<6 { follower.follow([]) }
        #expect(follower.tracker.tracks.isEmpty, "and is forgotten")
    }

    @Test func `doubtful estimates begin nothing but keep what there is`() {
        var follower = TrackFollower()
        for _ in 0..<20 { follower.follow([follower.estimate(100, 100, confidence: 0.3)]) }
        #expect(follower.alerts == [] && follower.tracker.tracks.isEmpty)
        follower.follow(100, 100, rounds: 4)
        #expect(follower.alerts.map(\.kind) == [.interfererDetected])
        let place = follower.tracker.tracks[0].position
        for _ in 0..<100 { follower.follow([follower.estimate(150, 100, confidence: 0.3)]) }
        #expect(follower.alerts.count == 1, "neither moved nor cleared")
        #expect(follower.tracker.tracks[0].position == place)
        #expect(follower.tracker.tracks[0].lastSeen == follower.now)
        #expect(abs((follower.states.last?.confidence ?? 0) - 0.3) < 0.01, "but doubted")
    }

    @Test func `a wide estimate waits for a narrower one, but not for ever`() {
        var follower = TrackFollower()
        for _ in 0..<10 { follower.follow([follower.estimate(100, 100, deviation: 100)]) }
        #expect(follower.alerts == [])
        #expect(follower.follow([follower.estimate(120, 80, deviation: 20)]).count == 1)
        follower = TrackFollower()
        for _ in 0..<40 { follower.follow([follower.estimate(100, 100, deviation: 100)]) }
        #expect(follower.alerts.map(\.time) == [Fixture.time(10.5)])
    }

    @Test func `who was heard in passing is believed after a while, if nobody listens in vain`() {
        var follower = TrackFollower()
        follower.isRenewed = false
        follower.follow(100, 100, rounds: 2)
        let estimate = follower.estimate(100, 100, staleSeconds: 0.5)
        for _ in 0..<30 { follower.follow([estimate]) }
        #expect(follower.alerts.map(\.time) == [Fixture.time(10.5)])
        // One look in vain is enough to wait for more.
        follower = TrackFollower()
        follower.follow(100, 100, rounds: 2)
        follower.follow([])
        follower.isRenewed = false
        for _ in 0..<30 { follower.follow([estimate]) }
        #expect(follower.alerts == [])
    }

    @Test func `a move is reported when it matters and is no noise, at most every ten seconds`() {
        var follower = TrackFollower()
        follower.follow(100, 100, rounds: 4)
        for step in 1...80 { follower.follow([follower.estimate(100 + 5 * Double(step), 100)]) }
        let moves = follower.alerts.filter { $0.kind == .interfererMoved }
        #expect((3...4).contains(moves.count), "400 m in 40 s")
        #expect(zip(moves, moves.dropFirst()).allSatisfy { $1.time.seconds(since: $0.time) >= 10 })
        #expect(Set(follower.alerts.compactMap(\.interferer?.id)) == ["int-0001"])
        #expect(follower.tracker.tracks.count == 1)
        #expect(moves.allSatisfy { $0.message.contains("m from where it was") })
        // The same way of a far less certain one says nothing.
        follower = TrackFollower()
        for _ in 0..<40 { follower.follow([follower.estimate(100, 100, deviation: 60)]) }
        for _ in 0..<80 { follower.follow([follower.estimate(180, 100, deviation: 60)]) }
        #expect(follower.alerts.map(\.kind) == [.interfererDetected])
    }

    @Test func `an interferer is cleared only after its time and where somebody listened`() {
        var follower = TrackFollower()
        follower.follow(100, 100, rounds: 4)
        follower.isRenewed = false
        for _ in 0..<200 { #expect(follower.follow([]) == []) }
        follower.isRenewed = true
        #expect(follower.follow([]) == [], "one look in vain is none")
        #expect(follower.follow([]) == [.interfererCleared])
        #expect(follower.alerts.last?.interferer?.phase == .cleared)
        #expect(follower.alerts.last?.message.hasSuffix("have not heard it for 101 s") == true)
        #expect(follower.tracker.states(in: follower.region).isEmpty)
    }

    @Test func `old samples do not keep an interferer alive for ever`() {
        var follower = TrackFollower()
        follower.follow(100, 100, rounds: 4)
        // The localiser's window still holds what was heard before it fell silent.
        let last = follower.now
        var kinds: [AlertKind] = []
        for round in 0..<400 {
            var stale = follower.estimate(100 + Double(round) / 100, 100)
            stale.lastHeard = last
            kinds += follower.follow([stale])
            if round == 110 { #expect(kinds == []) }
        }
        #expect(kinds == [.interfererCleared], "after three times its time, and it stays so")
    }

    @Test func `a posterior that stands through new samples is confirmed, though none hears it`() {
        var follower = TrackFollower()
        let first = follower.estimate(100, 100)
        var kinds: [AlertKind] = []
        for round in 0..<4 {
            var standing = first
            standing.position.eastMetres += Double(round)
            kinds += follower.follow([standing])
        }
        #expect(kinds == [.interfererDetected])
    }

    @Test func `whoever comes back soon to the same place is the same`() {
        var follower = TrackFollower()
        follower.follow(100, 100, rounds: 4)
        for _ in 0..<60 { follower.follow([]) }
        #expect(follower.follow([follower.estimate(110, 100)]) == [], "as often as the first time")
        follower.follow(110, 100, rounds: 4)
        #expect(
            follower.alerts.map(\.id) == [
                "lab/int-0001/1-detected", "lab/int-0001/2-cleared", "lab/int-0001/3-detected",
            ])
        #expect(follower.alerts[2].message.contains("s after it was cleared"))
        #expect(follower.tracker.states(in: follower.region).map(\.id) == ["int-0001"])
        // Somewhere else, or much later, it is another one.
        for _ in 0..<60 { follower.follow([]) }
        follower.follow(300, 100, rounds: 4)
        #expect(follower.alerts.last?.id == "lab/int-0002/1-detected")
        follower.round += 2 * 400
        for _ in 0..<60 { follower.follow([]) }
        follower.follow(100, 100, rounds: 5)
        #expect(follower.alerts.last?.id == "lab/int-0003/1-detected")
    }

    @Test func `a place that nobody visits is given up after an hour`() {
        var follower = TrackFollower()
        follower.follow(100, 100, rounds: 4)
        follower.isRenewed = false
        follower.round += 2 * 3_590
        #expect(follower.follow([]) == [])
        follower.round += 20
        #expect(follower.follow([]) == [.interfererCleared])
        #expect(follower.alerts.last?.message.contains("no sensor has been near it") == true)
    }

    @Test func `a round without localisation is neither hit nor miss, and time passes in it`() {
        var follower = TrackFollower()
        for _ in 0..<4 {
            follower.follow([follower.estimate(100, 100)])
            for _ in 0..<10 { follower.follow(nil) }
        }
        #expect(follower.alerts.map(\.kind) == [.interfererDetected])
        #expect(follower.tracker.tracks[0].hits.nonzeroBitCount == 4)
        follower.round += 2 * 3_600
        #expect(follower.follow(nil) == [.interfererCleared])
    }

    @Test func `flicker makes no storm`() {
        var follower = TrackFollower()
        follower.configuration.clearAfterSeconds = 1
        // On and off every three seconds for ten minutes.
        for round in 0..<1_200 {
            let isOn = (round / 6) % 2 == 0
            follower.follow(isOn ? [follower.estimate(100, 100)] : [])
        }
        let minutes = Dictionary(grouping: follower.alerts) {
            Int($0.time.seconds(since: Fixture.start) / 60)
        }
        #expect(minutes.values.allSatisfy { $0.count <= 8 })
        #expect(follower.alerts.count <= 4 * 11, "\(follower.alerts.count)")
        #expect(follower.tracker.deferredCount > 0)
        #expect(Set(follower.alerts.compactMap(\.interferer?.id)) == ["int-0001"])
        #expect(Set(follower.alerts.map(\.id)).count == follower.alerts.count)
        // What is told in the end is what is: it is gone.
        for _ in 0..<200 { follower.follow([]) }
        #expect(follower.alerts.last?.kind == .interfererCleared)
    }

    @Test func `leaping estimates make no storm`() {
        var follower = TrackFollower()
        follower.configuration.gateMetres = 500
        follower.configuration.movedIntervalSeconds = 0.1
        for round in 0..<1_200 {
            follower.follow([follower.estimate(round % 8 < 4 ? 100 : 350, 100)])
        }
        #expect((2...44).contains(follower.alerts.count), "\(follower.alerts.count)")
        #expect(follower.tracker.tracks.count == 1)
    }

    @Test func `bands have interferers of their own`() {
        var follower = TrackFollower()
        for _ in 0..<4 {
            follower.follow([follower.estimate(100, 100)], band: 0)
            follower.round -= 1
            follower.follow([follower.estimate(100, 100)], band: 1)
        }
        #expect(follower.alerts.compactMap(\.interferer?.band) == ["b0", "b1"])
        #expect(Set(follower.alerts.compactMap(\.interferer?.id)).count == 2)
    }

    @Test func `no more tracks are kept than may, and the strongest are`() {
        var follower = TrackFollower()
        follower.configuration.trackCountMax = 5
        for _ in 0..<4 {
            follower.follow(
                (0..<9).map { follower.estimate(300 * Double($0), 0, excessDb: 10 + Double($0)) })
        }
        #expect(follower.tracker.tracks.count == 5)
        #expect(follower.tracker.droppedCount >= 4)
        #expect(follower.tracker.tracks.map(\.peakAboveBackgroundDb).min() == 14)
        #expect(follower.alerts.count { $0.kind == .interfererDetected } == 5)
        follower.follow([follower.estimate(0, 3_000, excessDb: 90)])
        #expect(follower.tracker.tracks.allSatisfy { $0.phase == .active }, "none is pushed out")
    }

    @Test func `a known emitter is not alerted, and what is found to be one ends`() {
        var follower = TrackFollower()
        follower.knownEmitters = [
            PlacedEmitter(
                name: "relay", position: follower.estimate(100, 100).position, eirpDbm: nil,
                radiusMetres: 50)
        ]
        follower.follow(130, 100, rounds: 20)
        #expect(follower.alerts == [] && follower.tracker.tracks.isEmpty)
        // Beyond the radius, but too uncertain to be told from it.
        for _ in 0..<40 { follower.follow([follower.estimate(200, 100, deviation: 80)]) }
        #expect(follower.alerts == [])
        follower.follow(200, 100, rounds: 4)
        #expect(follower.alerts.map(\.kind) == [.interfererDetected])
        // Once it has a name, a wide estimate does not make it another.
        for _ in 0..<10 { follower.follow([follower.estimate(200, 100, deviation: 80)]) }
        #expect(follower.alerts.count == 1)
        follower.knownEmitters[0].radiusMetres = 150
        #expect(follower.follow([follower.estimate(200, 100)]) == [.interfererCleared])
        #expect(follower.alerts.last?.message.hasSuffix("it is known emitter relay") == true)
        follower.follow(200, 100, rounds: 20)
        #expect(follower.alerts.count == 2)
    }

    @Test func `a random life has unique alerts and goes through its bytes`() throws {
        var generator = SeededGenerator(seed: 77)
        var follower = TrackFollower()
        follower.configuration.clearAfterSeconds = 3
        follower.configuration.retriggerSeconds = 10
        for _ in 0..<1_000 {
            let estimates = (0..<Int(generator.next() % 5)).map { _ in
                follower.estimate(
                    Double(generator.next() % 4) * 120 + 10 * generator.normal(), 50,
                    confidence: generator.uniform() < 0.7 ? 0.9 : 0.3,
                    excessDb: 10 + 5 * generator.uniform(),
                    staleSeconds: generator.uniform() < 0.2 ? 5 : 0)
            }
            follower.isRenewed = generator.uniform() < 0.5
            follower.follow(estimates)
            if generator.uniform() < 0.01 { follower.round += 40 }
            var writer = ByteWriter()
            follower.tracker.encode(into: &writer)
            var reader = ByteReader(writer.bytes)
            #expect(try InterfererTracker(from: &reader) == follower.tracker)
        }
        #expect(follower.alerts.count > 20, "\(follower.alerts.count)")
        #expect(Set(follower.alerts.map(\.id)).count == follower.alerts.count)
        for (_, life) in Dictionary(grouping: follower.alerts, by: { $0.interferer?.id }) {
            #expect(life.first?.kind == .interfererDetected)
            // Detected and cleared take turns; nothing moves while it is gone.
            let kinds = life.map(\.kind)
            for (before, after) in zip(kinds, kinds.dropFirst()) {
                #expect((before == .interfererCleared) == (after == .interfererDetected))
            }
        }
    }

    @Test func `nonsense from an estimator is passed over`() {
        var follower = TrackFollower()
        for _ in 0..<10 {
            var wild = follower.estimate(100, 100)
            wild.position.eastMetres = .nan
            var flat = follower.estimate(100, 100)
            flat.ce90Metres = .infinity
            var sure = follower.estimate(100, 100)
            sure.confidence = 1.5
            follower.follow([wild, flat, sure])
        }
        #expect(follower.tracker.tracks.isEmpty)
        for _ in 0..<10 {
            var needle = follower.estimate(100, 100, deviation: 0)
            needle.eastNorthCovarianceSquareMetres = 5
            needle.eirpDbm = .nan
            follower.follow([needle])
        }
        #expect(follower.alerts.map(\.kind) == [.interfererDetected])
    }
}
