import Model
import Numerics
import Testing

@testable import Engine

struct MappingGuardTests {
    private func errors(_ decibels: Double, count: Int = 20) -> [Double] {
        (0..<count).map { $0 % 2 == 0 ? decibels : -decibels }
    }

    @Test func `a method that is clearly worse loses its plane, and only then`() {
        var watch = MappingGuard()
        var changes = 0
        for second in 0..<10 {
            let now = Fixture.time(2 * Double(second))
            if watch.look(methodErrorsDb: errors(6), krigingErrorsDb: errors(5), at: now) {
                changes += 1
            }
        }
        #expect(changes == 0 && !watch.isTripped)
        for second in 10..<30 {
            let now = Fixture.time(2 * Double(second))
            if watch.look(methodErrorsDb: errors(12), krigingErrorsDb: errors(5), at: now) {
                changes += 1
            }
        }
        #expect(changes == 1 && watch.isTripped)
        #expect(watch.trippedMethodDb > 1.3 * watch.trippedKrigingDb + 1)
        #expect(watch.reason(of: "residual").hasPrefix("guard: residual "))
    }

    @Test func `between the two limits nothing changes, either way`() {
        for begins in [4.0, 12] {
            var watch = MappingGuard()
            for second in 0..<40 {
                let method = second < 20 ? begins : 6.5
                _ = watch.look(
                    methodErrorsDb: errors(method), krigingErrorsDb: errors(5),
                    at: Fixture.time(2 * Double(second)))
            }
            #expect(watch.isTripped == (begins == 12))
        }
    }

    @Test func `a method that is good again gets its plane back`() {
        var watch = MappingGuard()
        for second in 0..<40 {
            _ = watch.look(
                methodErrorsDb: errors(second < 10 ? 14 : 5), krigingErrorsDb: errors(5),
                at: Fixture.time(2 * Double(second)))
            if second == 9 { #expect(watch.isTripped) }
        }
        #expect(!watch.isTripped)
    }

    @Test func `few cells and single outliers decide nothing`() {
        var watch = MappingGuard()
        _ = watch.look(
            methodErrorsDb: errors(15, count: 39), krigingErrorsDb: errors(1, count: 39),
            at: Fixture.time(0))
        #expect(!watch.isTripped)
        var other = MappingGuard()
        var outliers = errors(4, count: 100)
        outliers[3] = 1e9
        _ = other.look(
            methodErrorsDb: outliers, krigingErrorsDb: errors(4, count: 100), at: Fixture.time(0))
        #expect(!other.isTripped && other.methodErrorDb < 4.5)
        _ = other.look(methodErrorsDb: [], krigingErrorsDb: [], at: Fixture.time(5))
        #expect(other.count == 100)
    }

    @Test func `it looks every two seconds, and every ten once the plane is lost`() {
        var watch = MappingGuard()
        #expect(watch.isDue(at: Fixture.time(0)))
        _ = watch.look(methodErrorsDb: errors(4), krigingErrorsDb: errors(4), at: Fixture.time(0))
        #expect(!watch.isDue(at: Fixture.time(1.5)) && watch.isDue(at: Fixture.time(2)))
        #expect(watch.isDue(at: Fixture.time(-1)), "a clock that was set back")
        for _ in 0..<20 {
            _ = watch.look(
                methodErrorsDb: errors(15), krigingErrorsDb: errors(4), at: Fixture.time(4))
        }
        #expect(watch.isTripped)
        #expect(!watch.isDue(at: Fixture.time(13)) && watch.isDue(at: Fixture.time(14)))
    }

    @Test(arguments: [32, 64, 128, 100, 97, 1024])
    func `one cell in sixteen is held out, everywhere alike`(_ width: Int) {
        let cells = (0..<width * width).filter(MappingGuard.holdsOut)
        let share = Double(cells.count) / Double(width * width)
        #expect(abs(share - 1.0 / 16) < 0.005)
        // Every block of 8 × 8 cells has some, but for few.
        var blocks: Set<Int> = []
        for cell in cells { blocks.insert(cell / width / 8 * width + cell % width / 8) }
        let all = ((width + 7) / 8) * ((width + 7) / 8)
        #expect(Double(blocks.count) > 0.9 * Double(all))
    }

    @Test func `samples of another channel than the table's take the plane from the method`() {
        var watch = MappingGuard()
        var changes = 0
        // A method that is no worse than kriging, and a table that is as far off as it says.
        for second in 0..<20 {
            let hasChanged = watch.look(
                methodErrorsDb: errors(5), krigingErrorsDb: errors(5), tableScores: errors(1.3),
                at: Fixture.time(2 * Double(second)))
            if hasChanged { changes += 1 }
        }
        #expect(changes == 0 && abs(watch.tableScore - 1.3) < 0.01)
        for second in 20..<40 {
            let hasChanged = watch.look(
                methodErrorsDb: errors(5), krigingErrorsDb: errors(5), tableScores: errors(4),
                at: Fixture.time(2 * Double(second)))
            if hasChanged { changes += 1 }
        }
        #expect(changes == 1 && watch.isTripped && watch.isForeign && !watch.isWorse)
        #expect(watch.reason(of: "residual").hasPrefix("guard: residual's channel is another"))
        for second in 40..<80 {
            let hasChanged = watch.look(
                methodErrorsDb: errors(5), krigingErrorsDb: errors(5), tableScores: errors(1.3),
                at: Fixture.time(2 * Double(second)))
            if hasChanged { changes += 1 }
        }
        #expect(changes == 2 && !watch.isTripped)
        // Without a table nothing is foreign; one score of thousands counts for little.
        var other = MappingGuard()
        var scores = errors(1, count: 100)
        scores[7] = 1e9
        _ = other.look(
            methodErrorsDb: errors(4, count: 100), krigingErrorsDb: errors(4, count: 100),
            tableScores: scores, at: Fixture.time(0))
        #expect(!other.isTripped && other.tableScore < 1.2)
    }

    @Test func `it is written and read back, and nonsense is refused`() throws {
        var watch = MappingGuard()
        for second in 0..<30 {
            _ = watch.look(
                methodErrorsDb: errors(13), krigingErrorsDb: errors(3),
                tableScores: errors(3), at: Fixture.time(Double(second)))
        }
        #expect(watch.isForeign && watch.isWorse)
        var writer = ByteWriter()
        watch.encode(into: &writer)
        var reader = ByteReader(writer.bytes)
        #expect(try MappingGuard(from: &reader) == watch)
        #expect(reader.isAtEnd)
        for place in [12, 20, 28, 52, 60] {
            var damaged = writer.bytes
            for offset in 0..<8 { damaged[place + offset] = 0xFF }
            var reader = ByteReader(damaged)
            #expect(throws: EngineStateError.self) { try MappingGuard(from: &reader) }
        }
    }
}
