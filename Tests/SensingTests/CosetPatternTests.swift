import Testing

@testable import Sensing

struct CosetPatternTests {
    @Test func `offsets beyond the period are refused with the reason`() {
        #expect(throws: SensingError("coset offsets must ascend and lie below the period of 40")) {
            try CosetPattern(downsamplingFactor: 40, offsets: [0, 40], samplesPerCoset: 16)
        }
    }

    @Test func `a frame has L times N bins, and folds noise by L over P`() throws {
        let pattern = try CosetPattern(
            downsamplingFactor: 40, offsets: [0, 1, 7, 19, 23, 26, 32, 36, 37, 39],
            samplesPerCoset: 16)
        #expect(pattern.binCount == 640)
        #expect(pattern.noiseFolding == 4)
    }
}
