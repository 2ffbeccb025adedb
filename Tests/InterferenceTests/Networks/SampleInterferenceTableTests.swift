import Glibc
import Numerics
import Testing

@testable import Interference

struct SampleInterferenceTableTests {
    /// D with an error of 2 dB about D̂ = -60 dBm, and I flat over 60 dB.
    private func fitted() -> SampleInterferenceTable {
        var fit = SampleInterferenceTable.Fit()
        var generator = SeededGenerator(seed: 5)
        for _ in 0..<200_000 {
            let desired = -60 + 2 * generator.normal()
            let interference = -100 + 60 * generator.uniform()
            let received = 10 * log10(pow(10, desired / 10) + pow(10, interference / 10))
            fit.add(
                receivedDbm: Float(received), desiredDbm: -60,
                interferenceDbm: Float(interference))
        }
        return fit.table()
    }

    @Test func `far above the desired signal, all is interference`() {
        let sample = fitted().interference(receivedDbm: -45, desiredDbm: -60)
        #expect(abs(sample.meanDbm + 45.2) < 0.5)
        // Half a bin of 6 dB is the most that it can be known to.
        #expect(sample.deviationDb < 3)
    }

    @Test func `below the desired signal, the sign says how weak interference is`() {
        let table = fitted()
        let below = table.interference(receivedDbm: -63, desiredDbm: -60)
        // |R - D̂| would say -63 dBm; of a flat law, what fits lies well below.
        #expect(below.meanDbm < -75)
        #expect(below.deviationDb > 5)
        let same = table.interference(receivedDbm: -60, desiredDbm: -60)
        #expect(same.meanDbm > below.meanDbm && same.meanDbm < -68)
    }

    @Test func `bins that nobody fell into answer finitely`() {
        let empty = SampleInterferenceTable.Fit().table()
        for received in stride(from: Float(-200), through: 40, by: 13) {
            for desired in stride(from: Float(-200), through: 20, by: 17) {
                let sample = empty.interference(receivedDbm: received, desiredDbm: desired)
                #expect(sample.meanDbm.isFinite && sample.deviationDb > 0)
            }
        }
    }
}
