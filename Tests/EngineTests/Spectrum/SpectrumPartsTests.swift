import Model
import Numerics
import Sensing
import Testing

@testable import Engine

/// The small parts behind a sensor's spectrum.
struct SpectrumPartsTests {
    private func axis(binCount: Int) throws -> SpectrumAxis {
        SpectrumAxis(
            pattern: try CosetPattern(
                downsamplingFactor: binCount, offsets: [0], samplesPerCoset: 1),
            centerFrequencyHz: 100, nyquistRateHz: Double(binCount))
    }

    @Test func `bins ascend in frequency, the centre in its place`() throws {
        let even = try axis(binCount: 6)
        // Bins 3, 4, 5 are at -3, -2, -1 bins.
        #expect(even.ascending([0, 1, 2, 3, 4, 5]) == [3, 4, 5, 0, 1, 2])
        #expect(even.firstFrequencyHz == 97)
        let odd = try axis(binCount: 5)
        #expect(odd.ascending([0, 1, 2, 3, 4]) == [3, 4, 0, 1, 2])
        #expect(odd.firstFrequencyHz == 98)
    }

    @Test func `a stretch of frequencies takes its share of each bin, and must lie in the span`()
        throws
    {
        let axis = try axis(binCount: 6)
        // Places 0 ... 5 lie around 97 ... 102 Hz.
        let inside = try #require(axis.shares(ofCenterHz: 100, bandwidthHz: 2))
        #expect(inside.first == 2)
        #expect(inside.shares == [0.5, 1, 0.5])
        let within = try #require(axis.shares(ofCenterHz: 99.1, bandwidthHz: 0.2))
        #expect(within.first == 2)
        #expect(abs(within.shares[0] - 0.2) < 1e-9 && within.shares.count == 1)
        let whole = try #require(axis.shares(ofCenterHz: 99.5, bandwidthHz: 6))
        #expect(whole.first == 0 && whole.shares == [1, 1, 1, 1, 1, 1])
        // As wide as the rate, about the centre: half a bin is beyond the last.
        let rate = try #require(axis.shares(ofCenterHz: 100, bandwidthHz: 6))
        #expect(rate.first == 0 && rate.shares == [0.5, 1, 1, 1, 1, 1])
        #expect(axis.shares(ofCenterHz: 100.2, bandwidthHz: 6) == nil)
        #expect(axis.shares(ofCenterHz: 200, bandwidthHz: 1) == nil)
    }

    @Test func `what a strong band leaks is no carrier, and a weak one far from it is`() throws {
        let pattern = try CosetPattern(
            downsamplingFactor: 40, offsets: [0, 1, 9], samplesPerCoset: 16)
        let axis = SpectrumAxis(
            pattern: pattern, centerFrequencyHz: 1e9, nyquistRateHz: 640e6)
        // Places of the band, and what it leaks, in the transform's order.
        var power = [Float](repeating: 0, count: 640)
        for place in 100..<150 { power[(place + 320) % 640] = 1_000 }
        for place in 0..<640 where !(100..<150).contains(place) {
            for source in 100..<150 {
                let distance = Double(abs(place - source))
                power[(place + 320) % 640] += Float(
                    1_000 / (2 * Double.pi * Double.pi * distance * distance))
            }
        }
        for place in 300..<303 { power[(place + 320) % 640] += 5 }
        let posterior = SpectrumPosterior(
            binPower: power, rowCount: 40,
            binThresholds: [Float](repeating: 0.2, count: 640))
        let update = SpectrumUpdate(
            posterior, axis: axis, time: Fixture.start, stepWatts: 1, folding: 4,
            falseAlarm: 1e-3)
        #expect(update.bands.map(\.bins) == [100..<150, 300..<303])
    }

    @Test func `occupancy is a share of looks that halves with its half-life`() {
        var shares = OccupancyShares(binCount: 2)
        #expect(shares.shares == [0, 0])
        shares.look([true, false], at: Fixture.time(0), halfLifeSeconds: 10)
        #expect(shares.shares == [1, 0])
        shares.look([false, false], at: Fixture.time(0), halfLifeSeconds: 10)
        #expect(shares.shares == [0.5, 0])
        shares.look([false, true], at: Fixture.time(10), halfLifeSeconds: 10)
        #expect(shares.shares == [0.25, 0.5])
    }

    private func band(_ bins: Range<Int>, at seconds: Double, watts: Double = 1) -> FollowedBand {
        FollowedBand(
            bins: bins, firstSeen: Fixture.time(seconds), lastSeen: Fixture.time(seconds),
            watts: watts, deviationWatts: .nan)
    }

    @Test func `a band keeps when it was first seen while it shifts, blinks and loses an edge`() {
        var follower = BandFollower()
        func follow(_ bins: [Range<Int>], at seconds: Double) {
            _ = follower.follow(
                bins.map { band($0, at: seconds) }, at: Fixture.time(seconds), countMax: 8)
        }
        follow([10..<20, 30..<31], at: 0)
        follow([12..<21, 31..<32], at: 1)
        #expect(
            follower.found(at: Fixture.time(1)).map(\.firstSeen) == [
                Fixture.time(0), Fixture.time(0),
            ])
        follow([], at: 2)
        #expect(follower.found(at: Fixture.time(2)).isEmpty)
        follow([13..<19], at: 2.5)
        #expect(follower.found(at: Fixture.time(2.5)).map(\.firstSeen) == [Fixture.time(0)])
        // Long gone, and another one that only touches it.
        follow([19..<40], at: 3)
        #expect(follower.found(at: Fixture.time(3)).map(\.firstSeen) == [Fixture.time(3)])
        follow([], at: 5)
        follow([13..<19], at: 6)
        #expect(follower.found(at: Fixture.time(6)).map(\.firstSeen) == [Fixture.time(6)])
    }

    @Test func `while nobody looks a band is not missed, up to a minute`() {
        var follower = BandFollower()
        func follow(_ bins: [Range<Int>], at seconds: Double) {
            _ = follower.follow(
                bins.map { band($0, at: seconds) }, at: Fixture.time(seconds), countMax: 8)
        }
        follow([10..<20], at: 0)
        follow([10..<20], at: 20)
        #expect(follower.found(at: Fixture.time(20)).map(\.firstSeen) == [Fixture.time(0)])
        // The last look before a pause may miss it.
        follow([], at: 21)
        follow([10..<20], at: 41)
        #expect(follower.found(at: Fixture.time(41)).map(\.firstSeen) == [Fixture.time(0)])
        follow([10..<20], at: 102)
        #expect(follower.found(at: Fixture.time(102)).map(\.firstSeen) == [Fixture.time(102)])
        // Back in time.
        follow([10..<20], at: 50)
        #expect(follower.found(at: Fixture.time(50)).map(\.firstSeen) == [Fixture.time(50)])
    }

    @Test func `of too many bands the strongest stay`() {
        var follower = BandFollower()
        let found = (0..<5).map { band(10 * $0..<10 * $0 + 2, at: 0, watts: Double($0)) }
        #expect(follower.follow(found, at: Fixture.time(0), countMax: 3) == 2)
        #expect(follower.bands.map(\.watts) == [2, 3, 4])
        // Those that are there come before those remembered.
        let later = [band(90..<91, at: 1, watts: 0.1)]
        #expect(follower.follow(later, at: Fixture.time(1), countMax: 3) == 1)
        #expect(follower.bands.map(\.watts) == [3, 4, 0.1])
    }

    @Test func `blocks are shared out so that nobody starves`() {
        #expect(SpectrumBank.quotas(of: [5, 100, 100], budget: 65) == [5, 30, 30])
        #expect(SpectrumBank.quotas(of: [3, 2], budget: 100) == [3, 2])
        #expect(SpectrumBank.quotas(of: [4, 4, 4], budget: 2) == [1, 1, 1])
        #expect(SpectrumBank.quotas(of: [], budget: 2) == [])
    }

    /// A block of constant-modulus noise, changed by hand.
    private func block(
        _ change: (inout [[(Int16, Int16)]]) -> Void = { _ in }
    ) throws -> CosetBlock {
        var generator = SeededGenerator(seed: 5)
        var steps = (0..<10).map { _ in
            (0..<16).map { _ in
                (Int16(1_000 * generator.normal()), Int16(1_000 * generator.normal()))
            }
        }
        change(&steps)
        var frame = SpectrumFixture.frame([], scale: 1e-8)
        frame.iq = steps.joined().flatMap { pair in
            [pair.0, pair.1].flatMap { value -> [UInt8] in
                let bits = UInt16(bitPattern: value)
                return [UInt8(bits & 255), UInt8(bits >> 8)]
            }
        }
        return CosetBlock(0, of: try SpectrumFixture.batch(frame), gain: 2)
    }

    @Test func `a sound block is read as it is`() throws {
        let block = try block { $0[3][2] = (-300, 7) }
        #expect(block.deadCosets.isEmpty && block.clippedShare == 0)
        #expect(block.samples[3, 2] == ComplexFloat(real: -600, imaginary: 14))
        #expect(block.pattern?.cosetCount == 10)
    }

    @Test func `a silent coset and a stuck one are left out`() throws {
        let block = try block { steps in
            steps[4] = steps[4].map { _ in (0, 1) }
            steps[7] = steps[7].map { _ in (512, -512) }
            steps[8][0] = (.max, 3)
        }
        #expect(block.deadCosets == [4, 7])
        #expect(block.pattern?.offsets == [0, 1, 7, 19, 26, 32, 37, 39])
        #expect(block.samples.rowCount == 8)
        #expect(block.samples[6, 0] == ComplexFloat(real: 65_534, imaginary: 6))
        #expect(block.clippedShare == 1.0 / 160)
    }

    @Test func `a carrier that is constant in every coset kills none`() throws {
        let block = try block { steps in
            for coset in steps.indices { steps[coset] = steps[coset].map { _ in (900, 100) } }
        }
        #expect(block.deadCosets.isEmpty)
    }
}
