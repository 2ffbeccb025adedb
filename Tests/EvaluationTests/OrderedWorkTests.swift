import Glibc
import Testing

@testable import Evaluation

/// Work on several threads comes out in order.
struct OrderedWorkTests {
    @Test(arguments: [1, 2, 4, 9]) func `results are handed over in order, each once`(workers: Int)
    {
        let results = Collected<[Int]>()
        OrderedWork.run(
            count: 40, workerCount: workers,
            piece: { number in
                // Early pieces take longer than late ones.
                usleep(UInt32(max(0, 40 - number)) * 50)
                return number * number
            }, deliver: { results.append([$0, $1]) })
        #expect(results.values == (0..<40).map { [$0, $0 * $0] })
    }

    @Test func `no work is no result`() {
        let results = Collected<Int>()
        OrderedWork.run(
            count: 0, workerCount: 3, piece: { $0 }, deliver: { results.append($1) })
        #expect(results.values.isEmpty)
    }
}
