import EthermapSensor
import Foundation
import Geometry
import Model
import Numerics
import Scenario
import Sensing

/// A simulated receiver of 3 GHz that keeps sixteen samples of forty.
///
/// It stands where a ground sensor of the scenario does and hears the region's bands as strongly as one
/// there would. Around them lie two channels of 240 MHz as Starlink's downlink has them (taken down to
/// an intermediate frequency), a carrier of 60 MHz, and one of 30 MHz that hops every two seconds.
public struct WidebandReceiver: Sendable {
    /// Its name.
    public let id: SensorID
    /// Where it stands, in the scenario's local frame.
    public let place: LocalPosition
    /// Which samples it keeps.
    public let pattern: CosetPattern
    /// Middle of its span, hertz.
    public let centerFrequencyHz: Double
    /// The rate that Nyquist would ask for.
    public static let nyquistRateHz = 3.072e9
    /// Blocks of a frame.
    static let blockCount = 8
    /// Its noise over the whole span, dBm: thermal noise and 6 dB.
    static let noiseDbm = -73.0
    /// Seconds between two hops.
    static let hopSeconds = 2.0

    /// What its branches have of gain and delay of their own.
    public let branches: CosetCalibration
    private let scenario: CityScenario
    private let seed: UInt64

    /// Receivers of a scenario, each at another of its sensors.
    ///
    /// - Parameters:
    ///   - count: how many.
    ///   - scenario: what they hear.
    ///   - isMismatched: whether their branches differ by up to 1 dB and a twentieth of a Nyquist sample
    ///     from their mean.
    /// - Returns: as many as asked for, named `wide-1` and so on.
    public static func receivers(
        _ count: Int, in scenario: CityScenario, mismatched isMismatched: Bool = false
    ) -> [WidebandReceiver] {
        let standing = scenario.sensors.filter { $0.platform != .uav }
        let hosts = standing.isEmpty ? scenario.sensors : standing
        return (0..<count).compactMap { index in
            guard let pattern = Self.pattern, !hosts.isEmpty else { return nil }
            let seed = scenario.seed &+ UInt64(index) &* 7_919
            var random = SeededGenerator(seed: ~seed)
            return WidebandReceiver(
                id: SensorID(unchecked: "wide-\(index + 1)"),
                place: hosts[index % hosts.count].position(at: 0),
                branches: isMismatched
                    ? .drawn(pattern, gainDb: 1, delay: 0.05, using: &random)
                    : CosetCalibration(pattern: pattern),
                scenario: scenario, seed: seed)
        }
    }

    /// Sixteen cosets of forty, sixteen samples each: 640 bins of 4.8 MHz.
    static let pattern = try? CosetPattern(
        downsamplingFactor: 40,
        offsets: [0, 1, 9, 10, 11, 14, 18, 23, 25, 29, 31, 33, 34, 36, 37, 39],
        samplesPerCoset: 16)

    private init(
        id: SensorID, place: LocalPosition, branches: CosetCalibration, scenario: CityScenario,
        seed: UInt64
    ) {
        self.id = id
        self.place = place
        pattern = branches.pattern
        self.branches = branches
        self.scenario = scenario
        self.seed = seed
        let centres = scenario.region.bands.map(\.centerFrequencyHz)
        // The region's bands lie a quarter of the span below the middle, the channels above it.
        let middle = ((centres.min() ?? 2.4e9) + (centres.max() ?? 2.4e9)) / 2
        centerFrequencyHz = middle + Self.nyquistRateHz / 8
    }

    /// What it sends first.
    public func birth(bootID: UInt64) -> SensorBirth {
        SensorBirth(
            sensor: id, bootID: bootID, platform: .ground, calibrationStandardDeviationDb: 1,
            capabilities: ["coset"])
    }

    /// What is on the air about its middle frequency, seconds after the scenario's beginning.
    public func carriers(at seconds: Double) -> [ModulatedCarrier] {
        var random = SeededGenerator(seed: seed ^ UInt64(max(seconds, 0) * 1_000))
        var carriers: [ModulatedCarrier] = []
        for band in scenario.region.bands {
            let offset = band.centerFrequencyHz - centerFrequencyHz
            guard abs(offset) + band.bandwidthHz / 2 < Self.nyquistRateHz / 2 else { continue }
            carriers.append(
                ModulatedCarrier(
                    centreHz: offset, widthHz: band.bandwidthHz,
                    power: scenario.measuredWatts(
                        at: place, band: band.id, t: seconds, using: &random)))
        }
        for (offset, dbm) in [(400e6, -58.0), (650e6, -61.0)] {
            carriers.append(
                ModulatedCarrier(
                    centreHz: offset, widthHz: 240e6, power: Decibels.watts(fromDbm: dbm),
                    rollOff: 0.02))
        }
        carriers.append(
            ModulatedCarrier(
                centreHz: -900e6, widthHz: 60e6, power: Decibels.watts(fromDbm: -64)))
        var hop = SeededGenerator(seed: seed &+ UInt64(max(seconds, 0) / Self.hopSeconds))
        carriers.append(
            ModulatedCarrier(
                centreHz: 1_000e6 + 400e6 * hop.uniform(), widthHz: 30e6,
                power: Decibels.watts(fromDbm: -66)))
        return carriers
    }

    /// Block by block; branches that are alike pick them out of the record.
    private func samples(of record: [ComplexFloat]) -> [ComplexMatrix] {
        if branches != CosetCalibration(pattern: pattern) { return branches.samples(of: record) }
        let sampler = CosetSampling(pattern: pattern)
        return (0..<Self.blockCount).map { sampler.samples(of: record, block: $0) }
    }

    /// What its cosets give, seconds after the scenario's beginning.
    public func capture(at seconds: Double, startTime: UnixTime) -> CosetCapture {
        let source = CarrierRecord(
            carriers: carriers(at: seconds), sampleRateHz: Self.nyquistRateHz,
            noisePower: Decibels.watts(fromDbm: Self.noiseDbm), seed: seed)
        let record = source.samples(
            count: Self.blockCount * pattern.binCount, part: UInt64(max(seconds, 0) * 1_000))
        var inPhase: [Float] = []
        var quadrature: [Float] = []
        for samples in samples(of: record) {
            inPhase += samples.real
            quadrature += samples.imaginary
        }
        return CosetCapture(
            time: startTime.advanced(bySeconds: seconds),
            position: scenario.localFrame.geodetic(of: place),
            centerFrequencyHz: centerFrequencyHz, nyquistRateHz: Self.nyquistRateHz,
            downsamplingFactor: pattern.downsamplingFactor, cosetOffsets: pattern.offsets,
            samplesPerCoset: pattern.samplesPerCoset, inPhase: inPhase, quadrature: quadrature)
    }
}
