import Foundation
import Numerics
import Testing

struct LinkGeometryTests {
    private struct Link {
        var logDistance: Float
        var cosineDb: Float
    }

    private func links(
        _ receivers: [(Float, Float, Float)], to place: (Float, Float, Float),
        leastMetres: Float = 1, limitDb: Float = 10
    ) -> [Link] {
        let geometry = LinkGeometry(
            eastMetres: receivers.map(\.0), northMetres: receivers.map(\.1),
            upMetres: receivers.map(\.2))
        var logs = [Float](repeating: -7, count: receivers.count + 2)
        var cosines = logs
        geometry.links(
            toEastMetres: place.0, northMetres: place.1, upMetres: place.2,
            leastMetres: leastMetres, limitDb: limitDb, logDistances: &logs,
            cosinesDb: &cosines, at: 1)
        // What stands before and after is left alone.
        for values in [logs, cosines] {
            #expect(values.first == -7)
            #expect(values.last == -7)
        }
        return (1...receivers.count).map { Link(logDistance: logs[$0], cosineDb: cosines[$0]) }
    }

    @Test func `logarithms and patterns are those of the plain formulas`() {
        var random = SeededGenerator(seed: 3)
        for limit in [Float(10), 40] {
            for _ in 0..<20 {
                let size = Float(pow(10, 1 + 3 * random.uniform()))
                func place(_ random: inout SeededGenerator) -> (Float, Float, Float) {
                    (
                        size * Float(random.uniform()), size * Float(random.uniform()),
                        120 * Float(random.uniform())
                    )
                }
                let receivers = (0..<67).map { _ in place(&random) }
                let end = place(&random)
                let links = links(receivers, to: end, limitDb: limit)
                for (receiver, link) in zip(receivers, links) {
                    let x = Double(receiver.0) - Double(end.0)
                    let y = Double(receiver.1) - Double(end.1)
                    let z = Double(receiver.2) - Double(end.2)
                    let distance = (x * x + y * y + z * z).squareRoot()
                    let cosine = (x * x + y * y).squareRoot() / distance
                    #expect(
                        abs(Double(link.logDistance) - log10(max(distance, 1))) < 1e-6)
                    let pattern = max(20 * log10(cosine), -Double(limit))
                    #expect(abs(Double(link.cosineDb) - pattern) < 1e-4)
                }
            }
        }
    }

    @Test func `straight above, the pattern is as deep as its limit`() {
        let link = links([(50, 60, 31.5)], to: (50, 60, 1.5))[0]
        #expect(abs(Double(link.logDistance) - log10(30)) < 1e-6)
        #expect(link.cosineDb == -10)
    }

    @Test func `a shorter link counts as long as the least`() {
        let near = links(
            [(0, 0, 0), (0.25, 0, 0), (0, 0, 3.5), (4, 0, 0), (8, 0, 0)], to: (0, 0, 0),
            leastMetres: 4)
        for link in near.prefix(4) {
            #expect(abs(Double(link.logDistance) - log10(4)) < 1e-6)
        }
        #expect(abs(Double(near[4].logDistance) - log10(8)) < 1e-6)
        // The pattern follows the elevation all the same.
        #expect(abs(near[1].cosineDb) < 1e-4)
        #expect(near[2].cosineDb == -10)
    }

    @Test func `no receivers, no links`() {
        let geometry = LinkGeometry(eastMetres: [], northMetres: [], upMetres: [])
        #expect(geometry.count == 0)
        var (logs, cosines): ([Float], [Float]) = ([], [])
        geometry.links(
            toEastMetres: 0, northMetres: 0, upMetres: 0, limitDb: 10, logDistances: &logs,
            cosinesDb: &cosines, at: 0)
        #expect(logs.isEmpty)
    }
}
