import Glibc
import Numerics

/// A seeded wideband spectrum over some frames, its mean signal power 1 a Nyquist sample at first.
///
/// Bands and symbols depend on the seed and the scene's number alone: whoever samples the frames, at
/// whatever noise, samples the same ones.
public struct WidebandScene: Sendable {
    /// What it was drawn from.
    public let configuration: WidebandConfiguration
    /// Frames.
    public let frameCount: Int
    /// The rows that fell silent at the swap, and those that were filled in their stead.
    public let swappedRows: [WidebandSwappedRow]

    /// Bands by frame.
    private let bands: [[WidebandBand]]
    private let signals: [[ComplexFloat]]
    /// Noise of power 1 a bin.
    private let noises: [[ComplexFloat]]
    /// Expected power by frame.
    private let powers: [[Float]]

    /// Draws a scene.
    ///
    /// - Parameters:
    ///   - configuration: What it is drawn from.
    ///   - seed: The experiment's.
    ///   - number: Which of its scenes.
    ///   - frameCount: Frames, at least one.
    public init(
        configuration: WidebandConfiguration, seed: UInt64, number: Int, frameCount: Int
    ) {
        precondition(frameCount > 0, "a scene has frames")
        self.configuration = configuration
        self.frameCount = frameCount
        var root = SeededGenerator(
            seed: seed &* 0x9E37_79B9_7F4A_7C15 &+ UInt64(truncatingIfNeeded: number))
        var placing = root.split()
        var sending = root.split()
        var noise = root.split()
        let drawn = Self.places(configuration, frameCount: frameCount, &placing)
        bands = drawn.bands
        swappedRows = Self.swaps(
            configuration, bands: drawn.bands[0], unit: drawn.unit, &placing)
        let spectra: WidebandSpectra
        if configuration.isModulated {
            spectra = WidebandSpectra(modulated: bands[0], configuration, frameCount, &sending)
        } else {
            spectra = WidebandSpectra(flat: bands, configuration, swaps: swappedRows, &sending)
        }
        signals = spectra.signals
        powers = spectra.powers
        noises = (0..<frameCount).map { _ in
            (0..<configuration.binCount).map { _ in
                ComplexFloat(
                    real: Float(noise.normal() * 0.5.squareRoot()),
                    imaginary: Float(noise.normal() * 0.5.squareRoot()))
            }
        }
    }

    /// The bands of a frame, before any swap of rows.
    public func bands(frame: Int) -> [WidebandBand] { bands[frame] }

    /// A frame at a ratio of mean signal power to noise power over the whole band.
    public func frame(_ index: Int, snrDb: Double) -> WidebandFrame {
        let noisePower = pow(10, -snrDb / 10)
        let amplitude = Float(noisePower.squareRoot())
        let received = zip(signals[index], noises[index]).map { signal, noise in
            ComplexFloat(
                real: signal.real + amplitude * noise.real,
                imaginary: signal.imaginary + amplitude * noise.imaginary)
        }
        return WidebandFrame(
            signal: signals[index], received: received, expectedPower: powers[index],
            isRowTouched: touchedRows(frame: index), noisePower: noisePower)
    }

    /// Which rows a frame's bands touch.
    public func touchedRows(frame: Int) -> [Bool] {
        var isTouched = [Bool](repeating: false, count: configuration.rowCount)
        for band in bands[frame] {
            for bin in band.bins(of: configuration.binCount) {
                isTouched[bin / configuration.columnCount] = true
            }
        }
        if let swap = configuration.swap, frame >= swap.frame {
            for rows in swappedRows {
                isTouched[rows.from] = false
                isTouched[rows.to] = true
            }
        }
        return isTouched
    }

    /// Bands by frame, the same or one after the other leaving for another place, and the power that
    /// a level of 0 dB stands for.
    private static func places(
        _ configuration: WidebandConfiguration, frameCount: Int, _ random: inout SeededGenerator
    ) -> (bands: [[WidebandBand]], unit: Double) {
        var layout = WidebandLayout(configuration, &random)
        let mean =
            layout.bands.reduce(0) { $0 + Double($1.binCount) * $1.binPower }
            / Double(configuration.binCount)
        let scaled: ([WidebandBand], Int) -> [WidebandBand] = { bands, frame in
            bands.enumerated().map { index, band in
                let gained =
                    configuration.driftDb * Double(index.isMultiple(of: 2) ? frame : -frame)
                return WidebandBand(
                    firstBin: band.firstBin, binCount: band.binCount,
                    binPower: band.binPower / mean * pow(10, gained / 10))
            }
        }
        guard let dwell = configuration.dwellFrames else {
            return ((0..<frameCount).map { scaled(layout.bands, $0) }, 1 / mean)
        }
        let stay: (inout SeededGenerator) -> Int = { random in
            dwell.lowerBound + Int(random.uniform() * Double(dwell.count))
        }
        // A band's first stay has begun before the first frame.
        var leaves = layout.bands.map { _ in 1 + Int(random.uniform() * Double(stay(&random))) }
        let hops = (0..<frameCount).map { frame in
            for index in leaves.indices where leaves[index] == frame {
                layout.move(index, &random)
                leaves[index] = frame + stay(&random)
            }
            return scaled(layout.bands, frame)
        }
        return (hops, 1 / mean)
    }

    private static func swaps(
        _ configuration: WidebandConfiguration, bands: [WidebandBand], unit: Double,
        _ random: inout SeededGenerator
    ) -> [WidebandSwappedRow] {
        guard let swap = configuration.swap else { return [] }
        let touched = Set(
            bands.flatMap { $0.bins(of: configuration.binCount) }.map {
                $0 / configuration.columnCount
            })
        let occupied = touched.sorted().shuffled(using: &random)
        let vacant = (0..<configuration.rowCount).filter { !touched.contains($0) }
            .shuffled(using: &random)
        let levels = configuration.levelsDb
        return zip(occupied, vacant).prefix(swap.rowCount).map { from, to in
            let level =
                levels.lowerBound + (levels.upperBound - levels.lowerBound) * random.uniform()
            return WidebandSwappedRow(
                from: from, to: to, binPower: unit * pow(10, level / 10))
        }
    }
}
