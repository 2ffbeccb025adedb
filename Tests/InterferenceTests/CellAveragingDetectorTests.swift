import Glibc
import Numerics
import Testing

@testable import Interference

struct CellAveragingDetectorTests {
    private typealias Domain = CFARConfiguration.Domain

    /// Exponential noise in dBm with some cells missing.
    private func noise(_ nx: Int, _ ny: Int, missing: Double, seed: UInt64) -> [Float] {
        var generator = SeededGenerator(seed: seed)
        return (0..<nx * ny).map { _ in
            let power = generator.exponential()
            return generator.uniform() < missing ? .nan : Float(10 * log10(power) - 90)
        }
    }

    @Test(arguments: [CFARConfiguration.Domain.power, .decibel], [0, 2])
    func `integral images give what direct sums give`(
        domain: CFARConfiguration.Domain, suppression: Int
    ) {
        for (nx, ny) in [(1, 1), (1, 7), (13, 5), (31, 29)] {
            for missing in [0.0, 0.4] {
                for fixed in [nil, 6.0] {
                    let detector = CellAveragingDetector(
                        configuration: .init(
                            domain: domain, guardHalfWidth: 1, trainingHalfWidth: 4,
                            falseAlarmRate: 0.05, fixedThresholdDb: fixed,
                            suppressionHalfWidth: suppression))
                    let map = noise(nx, ny, missing: missing, seed: UInt64(nx * ny))
                    let fast = detector.peaks(valuesDbm: map, nx: nx, ny: ny)
                    let slow = detector.referencePeaks(valuesDbm: map, nx: nx, ny: ny)
                    #expect(fast.count == slow.count)
                    if nx == 31 { #expect(!fast.isEmpty) }
                    for (a, b) in zip(fast, slow) {
                        #expect(a.x == b.x && a.y == b.y && a.valueDbm == b.valueDbm)
                        #expect(abs(a.backgroundDb - b.backgroundDb) < 1e-9)
                        #expect(abs(a.excessDb - b.excessDb) < 1e-9)
                        #expect(abs(a.thresholdDb - b.thresholdDb) < 1e-6)
                    }
                }
            }
        }
    }

    @Test(arguments: [1e-2, 1e-3])
    func `false alarms on exponential noise come at the nominal rate within 30 percent`(
        rate: Double
    ) {
        let detector = CellAveragingDetector(
            configuration: .init(
                domain: .power, guardHalfWidth: 1, trainingHalfWidth: 3, falseAlarmRate: rate,
                suppressionHalfWidth: 0))
        var alarms = 0
        var cells = 0
        for seed in 1...20 {
            let map = noise(128, 128, missing: 0.1, seed: UInt64(seed))
            alarms += detector.peaks(valuesDbm: map, nx: 128, ny: 128).count
            cells += map.count { !$0.isNaN }
        }
        #expect(abs(Double(alarms) / Double(cells) / rate - 1) < 0.3)
    }

    @Test func `false alarms on Gaussian decibels come at the nominal rate within 30 percent`() {
        let detector = CellAveragingDetector(
            configuration: .init(
                domain: .decibel, guardHalfWidth: 2, trainingHalfWidth: 8, falseAlarmRate: 2e-3,
                suppressionHalfWidth: 0))
        var generator = SeededGenerator(seed: 6)
        var alarms = 0
        for _ in 0..<10 {
            let map = (0..<128 * 128).map { _ in Float(-90 + 4 * generator.normal()) }
            alarms += detector.peaks(valuesDbm: map, nx: 128, ny: 128).count
        }
        #expect(abs(Double(alarms) / (10 * 128 * 128) / 2e-3 - 1) < 0.3)
    }

    @Test(arguments: [CFARConfiguration.Domain.power, .decibel])
    func `two emitters seen from above are two peaks where they stand`(
        domain: CFARConfiguration.Domain
    ) {
        // Power of two emitters at 40 m below the map's cells of 8 m, over a quiet floor.
        let emitters = [(x: 20, y: 15), (x: 48, y: 40)]
        var map: [Float] = []
        for y in 0..<64 {
            for x in 0..<64 {
                var power = 1e-7
                for emitter in emitters {
                    let horizontal = 8 * hypot(Double(x - emitter.x), Double(y - emitter.y))
                    power += pow(horizontal * horizontal + 1_600, -1.5)
                }
                map.append(Float(10 * log10(power) - 30))
            }
        }
        let detector = CellAveragingDetector(
            configuration: .init(domain: domain, fixedThresholdDb: 6, suppressionHalfWidth: 5))
        let peaks = detector.peaks(valuesDbm: map, nx: 64, ny: 64)
        #expect(peaks.count == 2)
        for emitter in emitters {
            #expect(peaks.contains { $0.x == emitter.x && $0.y == emitter.y })
        }
        for peak in peaks {
            #expect(peak.excessDb > peak.thresholdDb)
            #expect(abs(peak.valueDbm - peak.backgroundDb - peak.excessDb) < 1e-9)
        }
    }

    @Test func `a flat map, an empty one and one without data have no peaks`() {
        for domain in [CFARConfiguration.Domain.power, .decibel] {
            let detector = CellAveragingDetector(configuration: .init(domain: domain))
            #expect(detector.peaks(valuesDbm: [], nx: 0, ny: 0).isEmpty)
            let nothing = [Float](repeating: .nan, count: 400)
            #expect(detector.peaks(valuesDbm: nothing, nx: 20, ny: 20).isEmpty)
        }
        let flat = [Float](repeating: -80, count: 400)
        let power = CellAveragingDetector(configuration: .init(domain: .power))
        #expect(power.peaks(valuesDbm: flat, nx: 20, ny: 20).isEmpty)
        let decibel = CellAveragingDetector(
            configuration: .init(domain: .decibel, excessMinDb: 1))
        #expect(decibel.peaks(valuesDbm: flat, nx: 20, ny: 20).isEmpty)
    }

    @Test func `a cell with too few neighbours is not tested`() {
        var map = [Float](repeating: .nan, count: 625)
        map[12 * 25 + 12] = -40
        for x in 0..<5 { map[x] = -90 }
        let detector = CellAveragingDetector(
            configuration: .init(guardHalfWidth: 2, trainingHalfWidth: 12, fixedThresholdDb: 3))
        #expect(detector.peaks(valuesDbm: map, nx: 25, ny: 25).isEmpty)
    }

    @Test func `equal neighbours give one peak`() {
        var map = [Float](repeating: -90, count: 625)
        map[12 * 25 + 12] = -50
        map[12 * 25 + 13] = -50
        let detector = CellAveragingDetector(
            configuration: .init(
                guardHalfWidth: 2, trainingHalfWidth: 6, fixedThresholdDb: 10,
                suppressionHalfWidth: 2))
        let peaks = detector.peaks(valuesDbm: map, nx: 25, ny: 25)
        #expect(peaks.map { [$0.x, $0.y] } == [[12, 12]])
    }

    @Test func `a map of 128 by 128 cells takes a few milliseconds`() {
        let map = noise(128, 128, missing: 0, seed: 1)
        for domain in [CFARConfiguration.Domain.power, .decibel] {
            let detector = CellAveragingDetector(configuration: .init(domain: domain))
            let clock = ContinuousClock()
            let times = (0..<5).map { _ in
                clock.measure { _ = detector.peaks(valuesDbm: map, nx: 128, ny: 128) }
            }
            print("CFAR", domain.rawValue, times.min() ?? .zero)
            #expect((times.min() ?? .zero) < .milliseconds(60))
        }
    }
}
