import Numerics

/// A method without a state of its own, over the last frames of a stream.
public struct WindowedTracker: SpectrumTracker {
    /// The method's name.
    public var name: String { method.name }
    /// What estimates each time anew.
    public let method: any SpectrumMethod
    /// Frames that it looks back on.
    public let windowFrames: Int
    private var frames: [CosetSpectra] = []

    /// A tracker of a method.
    public init(method: any SpectrumMethod, windowFrames: Int = 20) {
        precondition(windowFrames >= 1 && windowFrames <= 1_024, "a window holds some frames")
        self.method = method
        self.windowFrames = windowFrames
    }

    /// Takes in one frame and estimates from the window; the method sets its own iterations.
    ///
    /// - Throws: what the method throws; then the frame is not kept, and spoils no later window.
    public mutating func update(
        _ frame: CosetSpectra, iterationsMax: Int
    ) throws(SensingError) -> SpectrumPosterior {
        var window = frames.first?.pattern == frame.pattern ? frames : []
        window.append(frame)
        if window.count > windowFrames { window.removeFirst() }
        let posterior = try method.estimate(window)
        frames = window
        return posterior
    }

    /// Writes the window.
    public func encode(into writer: inout ByteWriter) {
        writer.append(UInt32(frames.count))
        guard let pattern = frames.first?.pattern else { return }
        pattern.encode(into: &writer)
        for frame in frames {
            writer.append(frame.values.real)
            writer.append(frame.values.imaginary)
        }
    }

    /// Reads the window that ``encode(into:)`` wrote.
    public mutating func restore(from reader: inout ByteReader) throws {
        let count = try reader.readUInt32()
        guard count <= 1_024 else { throw SensingError("a window of \(count) frames is damaged") }
        guard count > 0 else {
            frames = []
            return
        }
        let pattern = try CosetPattern(from: &reader)
        let sampleCount = pattern.cosetCount * pattern.samplesPerCoset
        var read: [CosetSpectra] = []
        for _ in 0..<count {
            var values = ComplexMatrix(
                rowCount: pattern.cosetCount, columnCount: pattern.samplesPerCoset)
            values.real = try reader.readFloats()
            values.imaginary = try reader.readFloats()
            guard values.real.count == sampleCount, values.imaginary.count == sampleCount,
                (values.real + values.imaginary).allSatisfy(\.isFinite)
            else { throw SensingError("a frame of the window is damaged") }
            read.append(CosetSpectra(pattern: pattern, values: values))
        }
        let kept = Array(read.suffix(windowFrames))
        // What no method would take would stand in every later frame's way.
        _ = try FrameStack(kept, rowCountMax: .max)
        frames = kept
    }
}
