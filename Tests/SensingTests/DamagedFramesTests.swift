import Numerics
import Testing

@testable import Sensing

/// Frames that are no measurement: a method may refuse them, and must not fall over.
struct DamagedFramesTests {
    /// A frame of noise of some amplitude, one of its samples as told.
    private static func frame(
        amplitude: Double = 1, sample: Float? = nil, rows: Int = 40,
        offsets: [Int] = WidebandTrial.sparseOffsets, columns: Int = 16
    ) throws -> CosetSpectra {
        let pattern = try CosetPattern(
            downsamplingFactor: rows, offsets: offsets, samplesPerCoset: columns)
        var random = SeededGenerator(seed: 31)
        var values = ComplexMatrix(rowCount: offsets.count, columnCount: columns)
        for place in values.real.indices {
            values.real[place] = Float(amplitude * random.normal())
            values.imaginary[place] = Float(amplitude * random.normal())
        }
        if let sample { values.real[values.real.count / 2] = sample }
        return CosetSpectra(pattern: pattern, values: values)
    }

    private static func method(_ name: String) throws -> any SpectrumMethod {
        try SpectrumMethods.method(
            named: name, told: SpectrumKnowledge(occupiedRowCount: 3, noisePower: 0.1))
    }

    /// Those that keep no state: the others judge their frames themselves.
    static let rivals = (SpectrumMethods.names + SpectrumMethods.oracleNames).filter {
        !$0.hasPrefix("streaming") && !$0.hasPrefix("deeprm")
    }

    @Test(arguments: rivals, [Float.nan, .infinity, 3e38, 1e19, 1e16])
    func `a sample that is no number, or whose power is none, is refused`(
        name: String, sample: Float
    ) throws {
        let method = try Self.method(name)
        let (whole, damaged) = (try Self.frame(), try Self.frame(sample: sample))
        #expect(throws: SensingError.self) { try method.estimate([damaged]) }
        #expect(throws: SensingError.self) { try method.estimate([whole, damaged, whole]) }
    }

    @Test(arguments: rivals, [1e-42, 1e-30, 1e-18])
    func `frames whose powers single precision does not hold are refused`(
        name: String, amplitude: Double
    ) throws {
        let method = try Self.method(name)
        let frame = try Self.frame(amplitude: amplitude)
        #expect(throws: SensingError.self) { try method.estimate([frame]) }
    }

    @Test(arguments: rivals, [0, 1e-14, 1e-9, 1e12])
    func `silence, and very weak and strong frames are served`(
        name: String, amplitude: Double
    ) throws {
        let method = try Self.method(name)
        for frame in [
            try Self.frame(amplitude: amplitude),
            try Self.frame(amplitude: amplitude, rows: 2, offsets: [1], columns: 1),
            try Self.frame(amplitude: amplitude, rows: 7, offsets: [0, 2, 3], columns: 5),
        ] {
            for count in [1, 3] {
                let estimate = try method.estimate([CosetSpectra](repeating: frame, count: count))
                #expect(estimate.binPower.count == frame.pattern.binCount)
            }
        }
    }

    @Test(arguments: rivals.filter { !$0.hasPrefix("fcpse") })
    func `more rows than tables are for are refused`(name: String) throws {
        let frame = try Self.frame(
            rows: 65_536, offsets: Array(stride(from: 0, to: 65_536, by: 7)), columns: 1)
        #expect(throws: SensingError.self) { try Self.method(name).estimate([frame]) }
    }

    @Test func `a refused frame spoils no later window`() throws {
        var tracker = WindowedTracker(method: SparseBayesianSpectrum())
        var spared = tracker
        let (whole, damaged) = (try Self.frame(), try Self.frame(sample: .nan))
        _ = try tracker.update(whole, iterationsMax: 1)
        _ = try spared.update(whole, iterationsMax: 1)
        #expect(throws: SensingError.self) { try tracker.update(damaged, iterationsMax: 1) }
        #expect(
            try tracker.update(whole, iterationsMax: 1).binPower
                == spared.update(whole, iterationsMax: 1).binPower)
    }

    @Test func `a kept window of a frame that no method takes is refused`() throws {
        var tracker = WindowedTracker(method: SparseBayesianSpectrum())
        _ = try tracker.update(try Self.frame(), iterationsMax: 1)
        var writer = ByteWriter()
        tracker.encode(into: &writer)
        var reader = ByteReader(writer.bytes)
        try tracker.restore(from: &reader)
        #expect(reader.isAtEnd)
        var strong = writer.bytes
        // The first sample's real part, after two counts and the pattern: 1e19.
        strong.replaceSubrange(60..<64, with: [0x23, 0xC7, 0x0A, 0x5F])
        #expect(throws: SensingError.self) {
            var reader = ByteReader(strong)
            try tracker.restore(from: &reader)
        }
        _ = try tracker.update(try Self.frame(), iterationsMax: 1)
    }
}
