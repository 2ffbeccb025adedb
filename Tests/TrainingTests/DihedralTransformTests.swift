import Testing

@testable import Training

struct DihedralTransformTests {
    @Test func `the eight transforms of a plane are all different and keep its values`() {
        let plane = (0..<16).map(Float.init)
        let turned = (0..<8).map { DihedralTransform(index: $0)(plane, side: 4) }
        #expect(Set(turned).count == 8)
        for one in turned { #expect(one.sorted() == plane) }
        #expect(turned[0] == plane)
    }

    @Test func `every plane of a stack is turned alike`() {
        let stack = (0..<18).map(Float.init)
        for index in 0..<8 {
            let turned = DihedralTransform(index: index)(stack, side: 3)
            #expect(zip(turned[0..<9], turned[9..<18]).allSatisfy { $1 - $0 == 9 })
        }
    }

    @Test func `neighbours stay neighbours`() {
        let side = 5
        let plane = (0..<25).map(Float.init)
        for index in 0..<8 {
            let turned = DihedralTransform(index: index)(plane, side: side)
            for row in 0..<side {
                for column in 1..<side {
                    let step = abs(turned[row * side + column] - turned[row * side + column - 1])
                    #expect(step == 1 || step == 5)
                }
            }
        }
    }
}
