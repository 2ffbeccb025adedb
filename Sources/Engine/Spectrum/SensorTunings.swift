import Model
import Numerics
import Sensing

/// One sensor's spectra, one for each of its tunings: a receiver that scans keeps all of them warm.
///
/// At most ``countMax``; a further tuning takes the place of the one that has been left the longest.
struct SensorTunings: Sendable {
    /// Tunings of one sensor of which a spectrum is kept.
    static let countMax = 8

    /// The spectra, the one that has been left the longest first.
    private var spectra: [SensorSpectrum] = []

    init() {}

    /// Tunings of which a spectrum is kept.
    var count: Int { spectra.count }

    /// Time of the newest frame of any tuning; zero where there is none.
    var lastTime: UnixTime { spectra.map(\.lastTime).max() ?? .zero }

    /// Takes out the spectrum of a tuning; `nil` where none is kept.
    mutating func takeOut(_ tuning: SpectrumTuning) -> SensorSpectrum? {
        spectra.firstIndex { $0.tuning == tuning }.map { spectra.remove(at: $0) }
    }

    /// Takes out the spectrum that has to make room for one more; `nil` where there is room.
    mutating func makeRoom() -> SensorSpectrum? {
        count >= Self.countMax ? spectra.removeFirst() : nil
    }

    /// Puts in the spectrum that was used last; there is room, and none of its tuning.
    mutating func put(_ spectrum: SensorSpectrum) {
        precondition(count < Self.countMax, "a sensor's spectra are bounded")
        spectra.append(spectrum)
    }

    func encode(into writer: inout ByteWriter) {
        writer.append(UInt32(spectra.count))
        for spectrum in spectra { spectrum.encode(into: &writer) }
    }

    /// Reads what `encode` wrote, into fresh estimators.
    init(tracker: any SpectrumTracker, from reader: inout ByteReader) throws {
        for _ in 0..<(try reader.readCount(max: Self.countMax)) {
            let spectrum = try SensorSpectrum(tracker: tracker, from: &reader)
            guard spectra.allSatisfy({ $0.sensor == spectrum.sensor }),
                !spectra.contains(where: { $0.tuning == spectrum.tuning })
            else { throw EngineStateError(reason: "the spectra of a sensor are damaged") }
            spectra.append(spectrum)
        }
    }

    /// The sensor; `nil` where there is no spectrum.
    var sensor: SensorID? { spectra.first?.sensor }
}
