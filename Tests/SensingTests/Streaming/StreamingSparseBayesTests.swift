import Glibc
import Numerics
import Sensing
import Testing

struct StreamingSparseBayesTests {
    static func pattern() throws -> CosetPattern { try WidebandTrial.pattern(cosets: 10) }

    /// The posterior after some frames of a stream.
    static func posterior(
        _ stream: BandStream, frames: Int, using generator: inout SeededGenerator
    ) throws -> SpectrumPosterior {
        var tracker = StreamingSparseBayes()
        var answer = try tracker.update(stream.next(using: &generator).frame, iterationsMax: 20)
        for _ in 1..<frames {
            answer = try tracker.update(stream.next(using: &generator).frame, iterationsMax: 20)
        }
        return answer
    }

    @Test(arguments: [1, 20])
    func `of white noise its rows let through what they say`(frames: Int) throws {
        var generator = SeededGenerator(seed: 1)
        var (through, bands) = (0, 0)
        let trials = 40
        for _ in 0..<trials {
            let noise = BandStream(
                pattern: try Self.pattern(), power: [Double](repeating: 0, count: 640), noise: 3)
            let answer = try Self.posterior(noise, frames: frames, using: &generator)
            through += zip(answer.rowScores, answer.rowThresholds).filter { $0 > $1 }.count
            bands += OccupiedBand.bands(in: answer).count
            #expect(abs(answer.noisePower / 3 - 1) < (frames == 1 ? 0.5 : 0.1))
        }
        let share = Double(through) / Double(40 * trials)
        #expect(share > 0.03 && share < 0.07, "\(share)")
        #expect(bands <= trials / 10, "\(bands) bands in \(trials) spectra of noise")
    }

    @Test func `more occupied rows than cosets are recovered from twenty frames`() throws {
        var generator = SeededGenerator(seed: 2)
        var (rowError, binError, nnlsError) = (0.0, 0.0, 0.0)
        var (found, occupied, through, vacant) = (0, 0, 0, 0)
        let trials = 16
        for _ in 0..<trials {
            let stream = BandStream(
                rows: 12, pattern: try Self.pattern(), snrDb: 10, using: &generator)
            let frames = (0..<20).map { _ in stream.next(using: &generator).frame }
            let answer = try StreamingSpectrum().estimate(frames)
            let power = answer.binPower.map { Double($0) }
            let rows = BandStream.sums(power, stream.pattern)
            binError += BandStream.error(power, stream.power)
            rowError += BandStream.error(rows, stream.rowPower)
            let fitted = try CovarianceFittingSpectrum().estimate(frames).binPower
            nnlsError += BandStream.error(
                BandStream.sums(fitted.map { Double($0) }, stream.pattern), stream.rowPower)
            let touched = Set(stream.occupiedRows)
            for row in 0..<40 {
                let isAbove = answer.rowScores[row] > answer.rowThresholds[row]
                if touched.contains(row) {
                    (found, occupied) = (found + (isAbove ? 1 : 0), occupied + 1)
                } else {
                    (through, vacant) = (through + (isAbove ? 1 : 0), vacant + 1)
                }
            }
        }
        let decibels = { (error: Double) in 10 * log10(error / Double(trials)) }
        #expect(decibels(rowError) < -21.5, "\(decibels(rowError)) dB of rows")
        #expect(decibels(binError) < -20.5, "\(decibels(binError)) dB of bins")
        #expect(decibels(rowError) < decibels(nnlsError) - 1.5, "\(decibels(nnlsError)) dB by NNLS")
        #expect(Double(found) / Double(occupied) >= 0.99)
        #expect(Double(through) / Double(vacant) < 0.08)
    }

    @Test(arguments: [BandStream.Symbols.gaussian, .phases])
    func `a single frame is told better than by row-wise learning`(
        symbols: BandStream.Symbols
    ) throws {
        var generator = SeededGenerator(seed: 3)
        var (own, rival) = (0.0, 0.0)
        for _ in 0..<20 {
            let stream = BandStream(
                rows: 4, pattern: try Self.pattern(), snrDb: 10, symbols: symbols,
                using: &generator)
            let (frame, truth) = stream.next(using: &generator)
            let mine = try StreamingSpectrum().estimate([frame]).binPower
            let other = try SparseBayesianSpectrum().estimate([frame]).binPower
            own += BandStream.error(mine.map { Double($0) }, truth)
            rival += BandStream.error(other.map { Double($0) }, truth)
        }
        #expect(own < rival, "\(10 * log10(own / 20)) and \(10 * log10(rival / 20)) dB")
    }

    @Test func `the power of a band is told to within its deviation`() throws {
        var generator = SeededGenerator(seed: 4)
        var power = [Double](repeating: 0, count: 640)
        for bin in 100..<130 { power[bin] = 10 }
        let stream = BandStream(pattern: try Self.pattern(), power: power, noise: 1)
        var (inside, sharp, square) = (0, 0, 0.0)
        for _ in 0..<20 {
            let answer = try Self.posterior(stream, frames: 20, using: &generator)
            let bands = OccupiedBand.bands(in: answer)
            let band = try #require(bands.first)
            #expect(bands.count == 1)
            let ends = (abs(band.firstBin - 100), abs(band.firstBin + band.binCount - 130))
            sharp += ends.0 <= 1 && ends.1 <= 1 ? 1 : 0
            #expect(abs(10 * log10(band.power / 300)) < 1)
            let departure = (band.power - 300) / band.powerDeviation
            inside += abs(departure) < 2 ? 1 : 0
            square += departure * departure
        }
        #expect(
            inside >= 16, "\(inside) of 20 within two deviations, \((square / 20).squareRoot())")
    }

    @Test func `two rows that swap with two others show after three frames`() throws {
        var generator = SeededGenerator(seed: 5)
        var (appeared, vanished) = (0, 0)
        let trials = 16
        for _ in 0..<trials {
            var stream = BandStream(
                rows: 8, pattern: try Self.pattern(), snrDb: 10, using: &generator)
            var tracker = StreamingSparseBayes()
            for _ in 0..<20 {
                _ = try tracker.update(stream.next(using: &generator).frame, iterationsMax: 20)
            }
            #expect(tracker.changeCount == 0)
            let moved = stream.swapTwoRows(using: &generator)
            var answer = try tracker.update(
                stream.next(using: &generator).frame, iterationsMax: 20)
            for _ in 0..<2 {
                answer = try tracker.update(
                    stream.next(using: &generator).frame, iterationsMax: 20)
            }
            #expect(tracker.changeCount > 0)
            let rows = BandStream.sums(answer.binPower.map { Double($0) }, stream.pattern)
            let limit = (rows.max() ?? 0) * pow(10, -1.3)
            appeared += moved.appeared.filter { rows[$0] > limit }.count
            vanished += moved.vanished.filter { rows[$0] > limit }.count
        }
        #expect(Double(appeared) >= 0.95 * Double(2 * trials))
        #expect(Double(vanished) <= 0.07 * Double(2 * trials))
    }

    @Test(arguments: [40, 60, 80])
    func `however strong the signals, nothing seems to change`(snrDb: Double) throws {
        var generator = SeededGenerator(seed: 6)
        var changes = 0
        for _ in 0..<6 {
            let stream = BandStream(
                rows: 4, pattern: try Self.pattern(), snrDb: snrDb, using: &generator)
            var tracker = StreamingSparseBayes()
            var answer = try tracker.update(
                stream.next(using: &generator).frame, iterationsMax: 30)
            for _ in 1..<10 {
                answer = try tracker.update(
                    stream.next(using: &generator).frame, iterationsMax: 30)
            }
            changes += tracker.changeCount
            let error = BandStream.error(answer.binPower.map { Double($0) }, stream.power)
            #expect(error < 0.05)
            // Single precision tells no less than 63 dB below the signals' mean.
            let told = max(stream.noise, stream.power.reduce(0, +) / 640 * 5e-7)
            #expect(abs(answer.noisePower / told - 1) < 0.35)
        }
        #expect(changes <= 1, "\(changes) changes in six streams that stay")
    }

    @Test func `far above the noise a band's power is told as well as the noise lets it`() throws {
        var generator = SeededGenerator(seed: 9)
        for _ in 0..<4 {
            let stream = BandStream(
                rows: 4, pattern: try Self.pattern(), snrDb: 30, symbols: .phases,
                using: &generator)
            let answer = try Self.posterior(stream, frames: 20, using: &generator)
            let error = BandStream.error(answer.binPower.map { Double($0) }, stream.power)
            // The mean of a posterior alone is half a percent too high: 2e-5.
            #expect(error < 1e-5, "\(error)")
        }
    }

    @Test(arguments: [BandStream.Symbols.gaussian, .phases])
    func `bands that drift are followed`(symbols: BandStream.Symbols) throws {
        var generator = SeededGenerator(seed: 7)
        var settings = StreamingSettings()
        settings.driftSignificance = .infinity
        var (followed, lagging) = (0.0, 0.0)
        for _ in 0..<8 {
            var stream = BandStream(
                rows: 4, pattern: try Self.pattern(), snrDb: 10, symbols: symbols,
                using: &generator)
            var tracker = StreamingSparseBayes()
            var other = StreamingSparseBayes(settings: settings)
            for step in 0..<60 {
                if step > 0 { stream.power = stream.power.map { $0 * pow(10, 0.01) } }
                let frame = stream.next(using: &generator).frame
                let mine = try tracker.update(frame, iterationsMax: 20)
                let its = try other.update(frame, iterationsMax: 20)
                guard step == 59 else { continue }
                followed += BandStream.error(mine.binPower.map { Double($0) }, stream.power)
                lagging += BandStream.error(its.binPower.map { Double($0) }, stream.power)
            }
        }
        // 6 dB in 60 frames: the mean over frames is some 2 dB behind.
        #expect(followed < 0.5 * lagging, "\(followed / 8) against \(lagging / 8)")
        #expect(followed / 8 < 0.05, "\(followed / 8)")
    }

    @Test func `the average keeps the whole span of a line that is elsewhere in every frame`()
        throws
    {
        var generator = SeededGenerator(seed: 8)
        var pattern = try Self.pattern()
        pattern = try CosetPattern(
            downsamplingFactor: 40, offsets: pattern.offsets, samplesPerCoset: 64)
        let span = 300..<318
        var tracker = StreamingSparseBayes(settings: .average)
        #expect(tracker.name == StreamingSparseBayes.averageName)
        var answer: SpectrumPosterior?
        for _ in 0..<80 {
            var power = [Double](repeating: 0, count: pattern.binCount)
            power[Int.random(in: span, using: &generator)] = 400
            let stream = BandStream(pattern: pattern, power: power, noise: 0.05)
            answer = try tracker.update(stream.next(using: &generator).frame, iterationsMax: 20)
        }
        #expect(tracker.changeCount == 0)
        let bands = OccupiedBand.bands(in: try #require(answer), gapMax: 2)
        let band = try #require(bands.max { $0.power < $1.power })
        #expect(abs(band.firstBin - span.lowerBound) <= 1)
        #expect(abs(band.firstBin + band.binCount - span.upperBound) <= 1)
        #expect(abs(band.power / 400 - 1) < 0.3)
    }
}
