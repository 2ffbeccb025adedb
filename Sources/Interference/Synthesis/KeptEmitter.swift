import Model
import Numerics

/// An emitter as the synthesis keeps it from one update to the next.
struct KeptEmitter: Hashable, Sendable {
    /// Most emitters that a plane keeps.
    static let countMax = 4_096
    /// Most places of one.
    static let placeCountMax = 64

    var eastMetres: Double
    var northMetres: Double
    var eirpDbm: Double
    /// 0 to 1.
    var confidence: Double
    /// Loss at 100 m and exponent of its clear links, then of its blocked ones.
    var laws: [Double]
    /// Where it may stand, with the probabilities in `log`; likeliest first.
    var places: [SynthesisSource.Place]

    func encode(into writer: inout ByteWriter) {
        writer.append([eastMetres, northMetres, eirpDbm, confidence] + laws)
        writer.append(places.flatMap { [$0.eastMetres, $0.northMetres, $0.log] })
    }

    /// - Throws: `InterferenceStateError` for numbers that no emitter has.
    init(from reader: inout ByteReader) throws {
        let numbers = try reader.readDoubles()
        let places = try reader.readDoubles()
        let reach = -1e6...1e6
        guard numbers.count == 8, numbers[0...1].allSatisfy(reach.contains),
            (-300...300).contains(numbers[2]), (0...1).contains(numbers[3]),
            numbers[4...7].allSatisfy({ (-1_000...1_000).contains($0) }),
            !places.isEmpty, places.count % 3 == 0, places.count <= 3 * Self.placeCountMax,
            places.allSatisfy(reach.contains)
        else { throw InterferenceStateError(reason: "an emitter that cannot be") }
        eastMetres = numbers[0]
        northMetres = numbers[1]
        eirpDbm = numbers[2]
        confidence = numbers[3]
        laws = Array(numbers[4...7])
        self.places = stride(from: 0, to: places.count, by: 3).map { start in
            SynthesisSource.Place(
                eastMetres: places[start], northMetres: places[start + 1], log: places[start + 2])
        }
        guard self.places.allSatisfy({ (0...1).contains($0.log) }) else {
            throw InterferenceStateError(reason: "a place that cannot be")
        }
    }

    init(
        eastMetres: Double, northMetres: Double, eirpDbm: Double, confidence: Double,
        laws: [Double], places: [SynthesisSource.Place]
    ) {
        self.eastMetres = eastMetres
        self.northMetres = northMetres
        self.eirpDbm = eirpDbm
        self.confidence = confidence
        self.laws = laws
        self.places = places
    }

    /// The emitter as estimates tell it.
    func emitter(upMetres: Double) -> InterferenceEstimate.Emitter {
        InterferenceEstimate.Emitter(
            position: LocalPosition(
                eastMetres: eastMetres, northMetres: northMetres, upMetres: upMetres),
            eirpDbm: eirpDbm, confidence: confidence)
    }
}
