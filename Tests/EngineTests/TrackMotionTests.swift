import Interference
import Model
import Numerics
import Testing

@testable import Engine

/// Positions: association, smoothing, and certainty that must not be made up.
struct TrackMotionTests {
    @Test func `repeating an estimate makes it no surer`() {
        var follower = TrackFollower()
        for _ in 0..<2_000 { follower.follow([follower.estimate(100, 100, deviation: 15)]) }
        let track = follower.tracker.tracks[0]
        #expect(track.covariance.east >= 225 && track.covariance.north >= 225)
        #expect(track.covariance.east < 1.06 * 225, "and hardly less sure")
        #expect(track.ce90Metres >= 2.146 * 15 - 1e-9 && track.ce90Metres < 2.146 * 15 * 1.03)
        #expect(track.ce50Metres >= 1.177 * 15 - 1e-9)
    }

    @Test func `an intersection knows no more in any direction than the better of the two`() {
        var generator = SeededGenerator(seed: 3)
        func random() -> PlaneCovariance {
            let east = 1 + 500 * generator.uniform()
            let north = 1 + 500 * generator.uniform()
            return PlaneCovariance(
                east: east, north: north,
                eastNorth: (1.9 * generator.uniform() - 0.95) * (east * north).squareRoot())
        }
        for _ in 0..<500 {
            let older = random()
            let newer = random()
            let intersection = CovarianceIntersection(of: older, and: newer, share: 0.5)
            let fused = intersection.covariance(of: older, and: newer)
            for (east, north) in [(1.0, 0.0), (0, 1), (1, 1), (1, -1), (2, 1), (1, -3)] {
                func information(_ matrix: PlaneCovariance) -> Double {
                    matrix.squaredDeviations(east, north)
                }
                let most = max(information(older), information(newer))
                #expect(information(fused) <= most * (1 + 1e-9))
            }
            #expect(fused.trace <= 1.06 * min(older.trace, newer.trace))
            let same = CovarianceIntersection(of: older, and: older, share: 0.3)
            #expect(abs(same.covariance(of: older, and: older).trace / older.trace - 1) < 1e-9)
        }
    }

    @Test func `a tight estimate outlives the wider ones that follow, for a while`() {
        var follower = TrackFollower()
        for _ in 0..<10 { follower.follow([follower.estimate(100, 100, deviation: 8)]) }
        for _ in 0..<20 { follower.follow([follower.estimate(140, 100, deviation: 60)]) }
        let soon = follower.tracker.tracks[0]
        #expect(abs(soon.position.eastMetres - 100) < 8)
        #expect(soon.ce90Metres < 3 * 2.146 * 8)
        // An hour of wandering later nobody knows better than the newest.
        for _ in 0..<7_200 { follower.follow([follower.estimate(140, 100, deviation: 60)]) }
        let late = follower.tracker.tracks[0]
        #expect(abs(late.position.eastMetres - 140) < 10)
        #expect(late.ce90Metres > 0.8 * 2.146 * 60)
    }

    @Test func `a static emitter's position settles under jitter`() {
        var generator = SeededGenerator(seed: 4)
        var follower = TrackFollower()
        var raw = 0.0
        var settled = 0.0
        for round in 0..<400 {
            let east = 100 + 6 * generator.normal()
            let north = 100 + 6 * generator.normal()
            follower.follow([follower.estimate(east, north, deviation: 12)])
            guard round >= 50 else { continue }
            let place = follower.tracker.tracks[0].position
            raw += (east - 100) * (east - 100) + (north - 100) * (north - 100)
            settled +=
                (place.eastMetres - 100) * (place.eastMetres - 100)
                + (place.northMetres - 100) * (place.northMetres - 100)
        }
        #expect(settled < 0.6 * raw, "\(settled) of \(raw)")
        #expect(follower.alerts.map(\.kind) == [.interfererDetected])
    }

    @Test func `a moving emitter is followed without falling behind`() {
        var generator = SeededGenerator(seed: 9)
        for speed in [1.5, 8, 20.0] {
            var follower = TrackFollower()
            var worst = 0.0
            for round in 0..<200 {
                let east = speed * Double(round) / 2
                follower.follow([
                    follower.estimate(
                        east + 2 * generator.normal(), 2 * generator.normal(), deviation: 5)
                ])
                guard round > 20 else { continue }
                let place = follower.tracker.tracks[0].position
                worst = max(
                    worst,
                    place.horizontalDistanceMetres(
                        to: LocalPosition(eastMetres: east, northMetres: 0, upMetres: 0)))
            }
            #expect(follower.tracker.tracks.count == 1)
            #expect(worst < 10, "\(worst) m at \(speed) m/s")
            #expect(Set(follower.alerts.compactMap(\.interferer?.id)).count == 1)
        }
    }

    @Test func `two emitters that cross keep their names`() {
        for gap in [0.0, 4, 15] {
            var follower = TrackFollower()
            for step in 0..<120 {
                let shift = 4 * Double(step)
                let estimates = [
                    follower.estimate(shift, 100 + gap / 2, deviation: 5),
                    follower.estimate(480 - shift, 100 - gap / 2, deviation: 5),
                ]
                follower.follow(step % 2 == 0 ? estimates : estimates.reversed())
            }
            let first = follower.place(of: "int-0001")
            let second = follower.place(of: "int-0002")
            #expect(follower.tracker.tracks.count == 2, "\(gap) m apart")
            #expect(follower.alerts.count { $0.kind == .interfererDetected } == 2)
            let names = [first, second].compactMap { $0?.eastMetres }.sorted()
            #expect(names.count == 2 && names[0] < 20 && names[1] > 460)
            // The first name went east or the first went west: it must be where it was going.
            let start = follower.alerts.first?.interferer.map {
                Fixture.frame.local(of: $0.position).eastMetres
            }
            let wentEast = (start ?? 0) < 240
            #expect(((first?.eastMetres ?? 0) > 240) == wentEast, "\(gap) m apart")
        }
    }

    @Test func `two close emitters stay two, in whatever order they come`() {
        var generator = SeededGenerator(seed: 12)
        var follower = TrackFollower()
        for round in 0..<200 {
            let estimates = [
                follower.estimate(100 + 3 * generator.normal(), 100),
                follower.estimate(160 + 3 * generator.normal(), 100),
            ]
            follower.follow(round % 3 == 0 ? estimates.reversed() : estimates)
        }
        #expect(follower.alerts.map(\.kind) == [.interfererDetected, .interfererDetected])
        #expect(follower.tracker.tracks.count == 2)
    }

    @Test func `the gates keep strangers apart and one emitter whole`() {
        // Within metres, though far in deviations: one emitter whose posterior is too sure.
        var follower = TrackFollower()
        follower.follow(100, 100, rounds: 4)
        for _ in 0..<10 { follower.follow([follower.estimate(170, 100, deviation: 2)]) }
        #expect(follower.tracker.tracks.count == 1)
        // Beyond the metres, but not beyond doubt.
        follower = TrackFollower()
        for _ in 0..<30 { follower.follow([follower.estimate(100, 100, deviation: 100)]) }
        for _ in 0..<4 { follower.follow([follower.estimate(300, 100, deviation: 20)]) }
        #expect(follower.tracker.tracks.count == 1)
        // Beyond both.
        follower = TrackFollower()
        follower.follow(100, 100, rounds: 4)
        follower.follow(300, 100, rounds: 4)
        #expect(follower.tracker.tracks.filter { $0.phase == .active }.count == 2)
        // A new estimate beside an interferer takes nothing from it.
        follower = TrackFollower()
        follower.follow(100, 100, rounds: 4)
        follower.follow([follower.estimate(100, 100), follower.estimate(150, 100)])
        for _ in 0..<10 { follower.follow([follower.estimate(120, 100)]) }
        #expect(follower.alerts.map(\.kind) == [.interfererDetected])
        #expect(follower.tracker.tracks.map(\.phase) == [.active])
    }
}
