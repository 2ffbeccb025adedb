import Glibc
import Model
import Numerics
import Testing

@testable import Engine

struct EvidenceCellTests {
    private let configuration = EvidenceConfiguration()

    private func visit(
        _ dbm: Double, at seconds: Double, count: Int = 5, sensor: Int32 = 0
    ) -> CellVisit {
        CellVisit(
            sensorIndex: sensor, time: Fixture.time(seconds), count: count,
            meanWatts: Decibels.watts(fromDbm: dbm))
    }

    private func cell(of visits: [CellVisit]) -> EvidenceCell {
        var cell = EvidenceCell(priorDeviationDb: configuration.priorDeviationDb)
        for visit in visits { cell.absorb(visit, configuration: configuration) }
        return cell
    }

    /// One visit through the fold, for its averaging over points.
    private func folded(_ dbm: [Double], detections: [Bool] = []) throws -> EvidenceCell {
        var engine = try RegionEngine(configuration: Fixture.configuration())
        let batch = Fixture.batch(dbm.map { (0.1, 5, $0) }, detections: detections)
        engine.accept(.samples(batch), journalID: 1)
        _ = try engine.runRound(closing: engine.pending.tick(of: Fixture.start), windowBudget: 1)
        return try #require(engine.bands[0].evidence[cell: 5])
    }

    @Test func `points are averaged in power, not in decibels`() throws {
        // Half at -60, half at -80 dBm: -62.97 dBm in power, -70 in decibels.
        let cell = try folded([-60, -80, -60, -80])
        #expect(abs(cell.meanDbm + 62.967) < 0.01)
        #expect(cell.weight == 4)
    }

    @Test func `visits within the limit are averaged in power, not in decibels`() {
        let cell = cell(of: [visit(-60, at: 0), visit(-69, at: 0)])
        let expected = Decibels.dbm(
            fromWatts: (Decibels.watts(fromDbm: -60) + Decibels.watts(fromDbm: -69)) / 2)
        #expect(abs(cell.meanDbm - expected) < 1e-9)
        #expect(abs(expected + 64.5) > 1)
    }

    @Test func `one outlier moves a settled cell little`() {
        let visits = (0..<40).map { visit(-90 + Double($0 % 3), at: Double($0) * 0.1) }
        let settled = cell(of: visits)
        var hit = settled
        hit.absorb(visit(-60, at: 4), configuration: configuration)
        // A plain mean of power would rise by 14 dB.
        #expect(hit.meanDbm - settled.meanDbm < 5)
        #expect(hit.meanDbm > settled.meanDbm)
        #expect(hit.dispersionDb2 > 10 * settled.dispersionDb2)
    }

    @Test func `evidence loses half its weight in a half-life, exactly`() {
        var cell = cell(of: [visit(-80, at: 0, count: 8)])
        cell.fade(to: Fixture.time(60), configuration: configuration)
        #expect(cell.weight == 4)
        cell.fade(to: Fixture.time(180), configuration: configuration)
        #expect(cell.weight == 1)
        #expect(abs(cell.meanDbm + 80) < 1e-9)
        cell.fade(to: Fixture.time(60), configuration: configuration)
        #expect(cell.weight == 1, "time does not run backwards")
        cell.absorb(visit(-80, at: 240, count: 3), configuration: configuration)
        #expect(abs(cell.weight - 3.5) < 1e-12)
    }

    @Test func `evidence from 1970 fades as any other`() {
        var cell = EvidenceCell(priorDeviationDb: 5)
        var old = visit(-30, at: 0)
        old.time = .zero
        cell.absorb(old, configuration: configuration)
        cell.absorb(visit(-90, at: 0), configuration: configuration)
        #expect(cell.weight == 5)
        #expect(abs(cell.meanDbm + 90) < 1e-9)
    }

    @Test(arguments: [1.0, 600, 1_000, 1_029, 1_040, 1_060, 1_073, 1_080, 2_000, 1e6])
    func `a cell that nobody visited for long begins anew, whatever underflows`(
        _ halfLives: Double
    ) {
        var cell = cell(of: [visit(-100, at: 0, count: 1), visit(-101, at: 0, count: 1)])
        cell.absorb(visit(-70, at: halfLives * 60, sensor: 3), configuration: configuration)
        cell.absorb(visit(-70, at: halfLives * 60 + 1, sensor: 3), configuration: configuration)
        #expect(cell.meanDbm.isFinite && cell.dispersionDb2.isFinite)
        guard halfLives > 20 else { return }
        #expect(abs(cell.meanDbm + 70) < 1e-9)
        #expect(cell.soleSensor == 3, "what is forgotten is nobody's")
    }

    @Test func `a cell knows whether one sensor or several speak`() {
        #expect(cell(of: [visit(-80, at: 0, sensor: 2)]).soleSensor == 2)
        #expect(
            cell(of: [visit(-80, at: 0, sensor: 2), visit(-80, at: 1, sensor: 2)]).soleSensor == 2)
        let mixed = cell(of: [visit(-80, at: 0, sensor: 2), visit(-80, at: 1, sensor: 0)])
        #expect(mixed.soleSensor == EvidenceCell.mixed)
    }

    @Test func `censored values are kept as below, not as powers`() throws {
        let cell = try folded([-110, -110, -112, -80], detections: [false, false, false, true])
        #expect(cell.weight == 1 && cell.censoredWeight == 3)
        #expect(abs(cell.meanDbm + 80) < 1e-9)
        #expect(abs(cell.censoredWeightedDbm / cell.censoredWeight + 110.667) < 1e-3)
        let below = try #require(cell.observation(at: Fixture.start, configuration: configuration))
        #expect(below.valueDbm < -110.6, "below the limit, by its own deviation")
        #expect(below.valueDbm > -116)
        #expect(below.varianceDb2 >= 9)
        let alone = try folded([-110], detections: [false])
        #expect(alone.weight == 0 && alone.meanDbm.isNaN)
        #expect(alone.observation(at: Fixture.start, configuration: configuration) != nil)
    }

    @Test func `detected values outweigh fewer censored ones`() throws {
        let cell = try folded([-110, -85, -85, -85], detections: [false, true, true, true])
        let seen = try #require(cell.observation(at: Fixture.start, configuration: configuration))
        #expect(abs(seen.valueDbm + 85) < 1e-6)
    }

    @Test func `a rise of 20 dB is taken in within three visits`() {
        var cell = cell(of: (0..<20).map { visit(-95 + Double($0 % 3) - 1, at: Double($0)) })
        for number in 0..<3 {
            cell.absorb(visit(-75, at: 30 + Double(number)), configuration: configuration)
        }
        #expect(abs(cell.meanDbm + 75) < 10)
        let observed = cell.observation(at: Fixture.time(33), configuration: configuration)
        #expect((observed?.varianceDb2 ?? 0) > 1.2, "and the doubt shows")
        for number in 0..<3 {
            cell.absorb(visit(-75, at: 33 + Double(number)), configuration: configuration)
        }
        #expect(abs(cell.meanDbm + 75) < 7)
    }

    @Test func `a fall of 20 dB is taken in within some visits`() {
        var cell = cell(of: (0..<20).map { visit(-75 + Double($0 % 3) - 1, at: Double($0)) })
        for number in 0..<6 {
            cell.absorb(visit(-95, at: 30 + Double(number)), configuration: configuration)
        }
        #expect(abs(cell.meanDbm + 95) < 7, "\(cell.meanDbm)")
    }

    @Test func `strays on both sides are outliers, however many`() {
        var cell = cell(of: (0..<20).map { visit(-85, at: Double($0)) })
        for number in 0..<12 {
            let stray = number % 3 < 2 ? -110.0 : -70
            cell.absorb(visit(stray, at: 20 + Double(number)), configuration: configuration)
        }
        #expect(cell.weight > 60, "nothing was thrown away")
        #expect(abs(cell.strayRun) < EvidenceCell.strayRunMax)
    }

    @Test(arguments: [1, 2, 10])
    func `fading of single samples is averaged, not taken for changes`(_ count: Int) {
        // Rayleigh fading, a visit for every sample or few: 100 frames a second.
        var generator = SeededGenerator(seed: 6)
        var cell = EvidenceCell(priorDeviationDb: configuration.priorDeviationDb)
        var least = Double.infinity
        for number in 0..<3_000 {
            let power = (0..<count).reduce(0.0) { sum, _ in sum + generator.exponential() }
            let dbm = -80 + Decibels.db(fromRatio: power / Double(count))
            cell.absorb(
                visit(dbm, at: Double(number) / 100, count: count), configuration: configuration)
            if number >= 1_000 { least = min(least, cell.weight) }
        }
        #expect(least > 600 * Double(count), "nothing was thrown away")
        #expect(abs(cell.meanDbm + 80) < 1)
    }

    @Test func `variance falls with samples, down to its floor, and grows with age`() throws {
        func variance(_ cell: EvidenceCell, _ seconds: Double) throws -> Double {
            try #require(
                cell.observation(at: Fixture.time(seconds), configuration: configuration)
            ).varianceDb2
        }
        let one = cell(of: [visit(-80, at: 0, count: 1)])
        let many = cell(of: (0..<200).map { visit(-80 + Double($0 % 2), at: Double($0) * 0.01) })
        #expect(try variance(one, 0) == 26)
        #expect(try variance(many, 2) < 1.1)
        #expect(try variance(many, 2) >= 1)
        #expect(try variance(many, 900) > 2 * variance(many, 2))
        #expect(one.observation(at: Fixture.time(60 * 30), configuration: configuration) == nil)
    }
}
