import Interference
import Model
import Testing

/// OSPA by hand.
struct OSPADistanceTests {
    private let ospa = OSPADistance(cutoffMetres: 60)

    private func place(_ east: Double, _ north: Double = 0) -> LocalPosition {
        LocalPosition(eastMetres: east, northMetres: north, upMetres: 0)
    }

    @Test func `two empty sets are equal, one emitter missed or invented costs the cut-off`() {
        #expect(ospa.metres(from: [], to: []) == 0)
        #expect(ospa.metres(from: [], to: [place(0)]) == 60)
        #expect(ospa.metres(from: [place(0)], to: []) == 60)
    }

    @Test func `known cases`() {
        // One 25 m off: 25. One 100 m off: the cut-off.
        #expect(ospa.metres(from: [place(25)], to: [place(0)]) == 25)
        #expect(ospa.metres(from: [place(100)], to: [place(0)]) == 60)
        // Two right, one invented: (0 + 0 + 60) / 3.
        #expect(
            ospa.metres(from: [place(0), place(500), place(90)], to: [place(0), place(500)]) == 20)
        // Seen from above: 3-4-5, whatever the heights.
        var high = place(30, 40)
        high.upMetres = 80
        #expect(ospa.metres(from: [high], to: [place(0)]) == 50)
    }

    @Test func `the assignment is the best one, not the nearest first`() {
        let estimates = [place(10), place(26)]
        let truths = [place(0), place(11)]
        // Nearest first: 10-11 (1) and 26-0 (26): 27. Best: 10-0 (10) and 26-11 (15): 25.
        #expect(ospa.metres(from: estimates, to: truths) == 12.5)
        #expect(ospa.metres(from: truths, to: estimates) == 12.5)
    }

    @Test func `pairs are counted one to one`() {
        let truths = [place(0), place(30)]
        #expect(OSPADistance.pairCount([place(1), place(2)], truths, withinMetres: 20) == 1)
        // 15 is in reach of both, 45 of the second alone: both can be paired.
        #expect(OSPADistance.pairCount([place(15), place(45)], truths, withinMetres: 20) == 2)
        #expect(OSPADistance.pairCount([], truths, withinMetres: 20) == 0)
        #expect(OSPADistance.pairCount([place(20)], truths, withinMetres: 20) == 1)
    }
}
