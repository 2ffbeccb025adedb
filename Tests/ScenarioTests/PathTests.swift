import Model
import Scenario
import Testing

/// Ways along straight legs.
struct PathTests {
    func place(_ east: Double, _ north: Double) -> LocalPosition {
        LocalPosition(eastMetres: east, northMetres: north, upMetres: 10)
    }

    @Test func `a closed path goes round and round`() {
        let path = Path(
            corners: [place(0, 0), place(100, 0), place(100, 50), place(0, 50)], isClosed: true)
        #expect(path.lengthMetres == 300)
        #expect(path.position(atMetres: 0) == place(0, 0))
        #expect(path.position(atMetres: 125) == place(100, 25))
        #expect(path.position(atMetres: 275) == place(0, 25))
        #expect(path.position(atMetres: 300) == place(0, 0))
        #expect(path.position(atMetres: 3_050) == place(50, 0))
        #expect(path.position(atMetres: -25) == place(0, 25))
    }

    @Test func `an open path ends at its last corner`() {
        let path = Path(corners: [place(0, 0), place(30, 0), place(30, 0)], isClosed: false)
        #expect(path.position(atMetres: -5) == place(0, 0))
        #expect(path.position(atMetres: 10) == place(10, 0))
        #expect(path.position(atMetres: 1e9) == place(30, 0))
    }

    @Test func `a path of one corner stands`() {
        for isClosed in [true, false] {
            let path = Path(corners: [place(4, 5)], isClosed: isClosed)
            #expect(path.position(atMetres: 77) == place(4, 5))
            #expect(path.position(atMetres: .nan) == place(4, 5))
        }
    }
}
