import Foundation
import Interference
import Interpolation
import NeuralNet

/// The methods that take part in `evaluate interference`, and those that cannot.
public struct InterferenceMethods: Sendable {
    /// A method that cannot take part.
    public struct Absent: Hashable, Sendable {
        /// Its name.
        public var name: String
        /// Why, a sentence without its full stop.
        public var why: String
    }

    /// One method, not made yet.
    public struct Entry: Sendable {
        /// Its name in rows.
        public var name: String
        /// Makes it from the folders that may hold weights.
        var make: @Sendable (_ weights: [String]) throws -> any InterferenceContender
    }

    /// Those that take part, in the order of the rows.
    public private(set) var contenders: [any InterferenceContender] = []
    /// Those that cannot.
    public private(set) var absent: [Absent] = []

    /// Makes methods.
    ///
    /// - Parameters:
    ///   - names: Which ones; all where `nil`.
    ///   - weights: The folders in which the networks' weights are looked for, `<name>.safetensors`.
    /// - Throws: what is wrong with weights that are there.
    public init(names: [String]? = nil, weights: [String]) throws {
        for entry in Self.entries where names?.contains(entry.name) ?? true {
            do {
                contenders.append(try entry.make(weights))
            } catch let missing as MissingWeights {
                absent.append(Absent(name: entry.name, why: missing.why))
            }
        }
    }

    /// All there are: another method is another line here.
    public static let entries: [Entry] =
        [
            interpolation(.neighbourMean), interpolation(.inverseDistance),
            interpolation(.radialBasis), interpolation(.kriging),
            network(isCorrected: false), network(isCorrected: true),
            oracle(isCorrected: false), oracle(isCorrected: true),
            interpolation(.kriging, .posterior),
            synthesis(isKriged: false), synthesis(isKriged: true),
            Entry(name: ResidualNet.name) { folders in
                let weights = try ResidualWeights(file(ResidualNet.name, in: folders))
                return MapperContender(
                    try ResidualMapper(weights: weights, source: SynthesisPriorSource()),
                    warmsUp: true)
            },
        ]
        + InterferenceBound.Kind.allCases.map { kind in
            Entry(name: kind.rawValue) { _ in
                InterferenceBound(
                    kind, detector: InterferenceDetectors.detector(for: kind.rawValue))
            }
        }

    private static func interpolation(
        _ choice: InterpolatorChoice, _ reading: InterpolationMapper.Reading = .magnitude
    ) -> Entry {
        let name = InterpolationMapper(choice, reading: reading).name
        return Entry(name: name) { _ in
            MapperContender(
                InterpolationMapper(
                    choice, reading: reading,
                    detector: InterferenceDetectors.detector(for: name)))
        }
    }

    private static func synthesis(isKriged: Bool) -> Entry {
        let mapper = SynthesisMapper(isKriged: isKriged)
        return Entry(name: mapper.name) { _ in MapperContender(mapper) }
    }

    private static func network(isCorrected: Bool) -> Entry {
        let name = IMNet(isCorrected: isCorrected).name
        return Entry(name: name) { folders in
            MapperContender(
                try mapper(
                    isCorrected: isCorrected, in: folders,
                    detector: InterferenceDetectors.detector(for: name)))
        }
    }

    private static func oracle(isCorrected: Bool) -> Entry {
        let name = IMNet(isCorrected: isCorrected).name + "-oracle"
        return Entry(name: name) { folders in
            OracleNetwork(
                try mapper(
                    isCorrected: isCorrected, in: folders,
                    detector: InterferenceDetectors.detector(for: name)))
        }
    }

    private static func mapper(
        isCorrected: Bool, in folders: [String], detector: any PeakDetector
    ) throws -> IMNetMapper {
        let network = IMNet(isCorrected: isCorrected)
        return try IMNetMapper(
            network: network, weights: file(network.name, in: folders), detector: detector)
    }

    /// Weights that are not there.
    private struct MissingWeights: Error {
        var why: String
    }

    private static func file(_ name: String, in folders: [String]) throws -> WeightsFile {
        let paths = folders.map { "\($0)/\(name).safetensors" }
        guard let path = paths.first(where: { FileManager.default.fileExists(atPath: $0) }) else {
            throw MissingWeights(
                why: paths.isEmpty
                    ? "there is no folder of weights"
                    : "there is no " + paths.joined(separator: ", nor "))
        }
        return try WeightsFile.read(path)
    }
}
