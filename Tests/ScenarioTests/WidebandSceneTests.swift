import Glibc
import Numerics
import Testing

@testable import Scenario

/// Wideband scenes: what is occupied, and that truth and frames agree.
struct WidebandSceneTests {
    private func scene(
        _ scenario: WidebandScenario, number: Int = 0, frames: Int = 1,
        symbols: WidebandConfiguration.Symbols = .quaternary, swapFrame: Int = 20
    ) -> WidebandScene {
        WidebandScene(
            configuration: scenario.configuration(symbols: symbols, swapFrame: swapFrame), seed: 5,
            number: number, frameCount: frames)
    }

    @Test(arguments: [
        (WidebandScenario.few, 4), (.busy, 8), (.crowded, 12), (.wide, 10), (.hopping, 8),
        (.drifting, 8),
        (.swapBusy, 8), (.swapCrowded, 12),
    ])
    func `exactly so many rows are touched`(_ scenario: WidebandScenario, _ count: Int) {
        for number in 0..<40 {
            let touched = scene(scenario, number: number).touchedRows(frame: 0)
            #expect(touched.count { $0 } == count, "\(scenario), \(number)")
        }
    }

    @Test(arguments: WidebandScenario.allCases)
    func `bands keep apart, and their mean power is one`(_ scenario: WidebandScenario) {
        for number in 0..<20 {
            let scene = scene(scenario, number: number, frames: 12)
            // What drifts has its mean power at first only.
            for frame in scenario == .drifting ? [0] : [0, 11] {
                let bands = scene.bands(frame: frame)
                let bins = bands.flatMap { $0.bins(of: 640) }
                #expect(Set(bins).count == bins.count)
                for band in bands {
                    let beyond = band.firstBin + band.binCount
                    #expect(!bins.contains(beyond % 640) && !bins.contains((beyond + 1) % 640))
                }
                let power = bands.reduce(0) { $0 + $1.binPower * Double($1.binCount) }
                #expect(abs(power / 640 - 1) < 1e-9)
                let range = bands.map { 10 * log10($0.binPower) }
                #expect((range.max() ?? 0) - (range.min() ?? 0) <= 12)
            }
        }
    }

    @Test func `a scene is what its seed and number make it`() {
        let first = scene(.crowded, number: 3, frames: 2).frame(1, snrDb: 10)
        let again = scene(.crowded, number: 3, frames: 2).frame(1, snrDb: 10)
        let other = scene(.crowded, number: 4, frames: 2).frame(1, snrDb: 10)
        let quiet = scene(.crowded, number: 3, frames: 2).frame(1, snrDb: 20)
        #expect(first.received == again.received)
        #expect(first.received != other.received)
        #expect(first.signal == quiet.signal)
        #expect(first.received != quiet.received)
    }

    @Test func `noise has the power that is stated`() {
        let scene = scene(.few, frames: 20)
        for snrDb in [-5.0, 10] {
            var sum = 0.0
            for index in 0..<20 {
                let frame = scene.frame(index, snrDb: snrDb)
                #expect(abs(10 * log10(frame.noisePower) + snrDb) < 1e-9)
                for (signal, received) in zip(frame.signal, frame.received) {
                    let difference = ComplexFloat(
                        real: received.real - signal.real,
                        imaginary: received.imaginary - signal.imaginary)
                    sum += Double(difference.squaredMagnitude) / frame.noisePower
                }
            }
            // 12 800 exponential numbers: a standard error of 0.9 %.
            #expect(abs(sum / 12_800 - 1) < 0.04)
        }
    }

    @Test func `four-phase symbols have the expected power, normal ones on average`() {
        let frame = scene(.busy).frame(0, snrDb: 10)
        for (power, expected) in zip(frame.signalPower, frame.expectedPower) {
            #expect(abs(power - expected) <= 1e-5 * max(expected, 1))
        }
        let frames = 400
        let normal = scene(.busy, frames: frames, symbols: .normal)
        var sum = 0.0
        for index in 0..<frames {
            sum += normal.frame(index, snrDb: 10).signalPower.reduce(0) { $0 + Double($1) }
        }
        #expect(abs(sum / Double(frames) / 640 - 1) < 0.03)
        #expect(normal.frame(0, snrDb: 10).signalPower != normal.frame(1, snrDb: 10).signalPower)
    }

    @Test func `a record is the frame's inverse transform`() {
        let frame = scene(.few).frame(0, snrDb: 10)
        let transform = FourierTransform(rowCount: 1, columnCount: 640)
        var spectrum = frame.record(transform)
        let energy = spectrum.reduce(0.0) { $0 + Double($1.squaredMagnitude) }
        let own = frame.received.reduce(0.0) { $0 + Double($1.squaredMagnitude) }
        #expect(abs(energy - own) < 1e-5 * own)
        transform.forward(&spectrum)
        let scale = 1 / Float(640).squareRoot()
        for (value, received) in zip(spectrum, frame.received) {
            let difference: Float = value.real * scale - received.real
            #expect(abs(difference) < 1e-4)
        }
    }

    @Test func `drifting bands gain or lose a tenth of a decibel a frame, in turn`() {
        let scene = scene(.drifting, number: 3, frames: 31)
        for (index, band) in scene.bands(frame: 0).enumerated() {
            let later = scene.bands(frame: 30)[index]
            #expect(later.firstBin == band.firstBin && later.binCount == band.binCount)
            let gainedDb = 10 * log10(later.binPower / band.binPower)
            #expect(abs(gainedDb - (index.isMultiple(of: 2) ? 3 : -3)) < 1e-9)
            let expected = scene.frame(30, snrDb: 10).expectedPower[band.firstBin]
            #expect(abs(Double(expected) / later.binPower - 1) < 1e-6)
        }
    }

    @Test func `hopping bands move one by one and stay for some frames`() {
        let scene = scene(.hopping, number: 2, frames: 40)
        let count = scene.bands(frame: 0).count
        var moves = 0
        for band in 0..<count {
            var since = 0
            for frame in 1..<40 {
                let isMoved =
                    scene.bands(frame: frame)[band].firstBin
                    != scene.bands(frame: frame - 1)[band].firstBin
                guard isMoved else { continue }
                #expect(frame - since <= 8)
                if since > 0 { #expect(frame - since >= 4) }
                since = frame
                moves += 1
            }
        }
        #expect(moves >= count * 3)
        let changes = (1..<40).map { frame in
            zip(scene.bands(frame: frame), scene.bands(frame: frame - 1)).count { $0 != $1 }
        }
        #expect(changes.contains(0) && changes.contains(1))
    }

    @Test func `at a swap two rows fall silent and two are filled`() {
        let scene = scene(.swapCrowded, frames: 6, swapFrame: 3)
        #expect(scene.swappedRows.count == 2)
        let before = scene.frame(2, snrDb: 10)
        let after = scene.frame(3, snrDb: 10)
        for rows in scene.swappedRows {
            #expect(before.isRowTouched[rows.from] && !before.isRowTouched[rows.to])
            #expect(!after.isRowTouched[rows.from] && after.isRowTouched[rows.to])
            #expect(
                after.expectedPower[rows.from * 16..<rows.from * 16 + 16].allSatisfy { $0 == 0 })
            #expect(
                after.expectedPower[rows.to * 16..<rows.to * 16 + 16].allSatisfy {
                    $0 == Float(rows.binPower)
                })
        }
        #expect(after.isRowTouched.count { $0 } == 12)
        #expect(before.noisePower == after.noisePower)
    }

    @Test func `frames cut from a record leak as expected`() {
        // The mean of many frames against the stated expectation: per-bin noise averages out in rows.
        let scene = scene(.leaky, number: 1, frames: 200)
        var mean = [Double](repeating: 0, count: 640)
        for index in 0..<200 {
            for (bin, power) in scene.frame(index, snrDb: 10).signalPower.enumerated() {
                mean[bin] += Double(power) / 200
            }
        }
        let expected = scene.frame(0, snrDb: 10).expectedPower
        let touched = scene.touchedRows(frame: 0)
        for row in 0..<40 {
            let measured: Double = mean[row * 16..<row * 16 + 16].reduce(0, +)
            let stated = expected[row * 16..<row * 16 + 16].reduce(0.0) { $0 + Double($1) }
            // Vacant rows hold leakage: little, not nought.
            #expect(stated > 0)
            if touched[row], stated > 10 { #expect(abs(measured / stated - 1) < 0.15) }
        }
        let meanPower: Double = mean.reduce(0, +) / 640
        let statedPower = Double(expected.reduce(0, +)) / 640
        #expect(abs(meanPower - 1) < 0.05)
        #expect(abs(statedPower - 1) < 1e-3)
    }
}
