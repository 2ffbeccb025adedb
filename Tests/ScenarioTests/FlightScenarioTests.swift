import Glibc
import Model
import Numerics
import Testing

@testable import Scenario

/// Simulated flights: the same from the same seed, and physical.
struct FlightScenarioTests {
    /// A flight without chance: no shadowing, no fading to speak of, no noise, no failures.
    private func quiet() -> FlightScenarioConfiguration {
        var quiet = FlightScenarioConfiguration()
        quiet.channel = ChannelParameters(
            clear: LinkClassParameters(interceptDb: 40, exponent: 3, shadowingDb: 0),
            correlationMetres: 50, ricianFactor: 1e9, snapshotCount: 1, noiseDbm: -300)
        quiet.receiver.positionNoiseMetres = 0
        quiet.durationSeconds = 300
        return quiet
    }

    @Test func `seed and configuration give the same flight, another seed another`() {
        let flight = FlightScenario(seed: 5)
        #expect(flight.samples() == FlightScenario(seed: 5).samples())
        #expect(flight.samples() == flight.samples())
        #expect(flight.emitter == FlightScenario(seed: 5).emitter)
        #expect(flight.emitter != FlightScenario(seed: 6).emitter)
    }

    @Test func `power is the law's: EIRP and constant less path loss in three dimensions`() {
        var configuration = quiet()
        configuration.receiver.constantDb = 7
        let flight = FlightScenario(seed: 1, configuration: configuration)
        for sample in flight.samples() {
            let loss = 40 + 30 * log10(max(sample.position.distanceMetres(to: flight.emitter), 1))
            #expect(abs(sample.powerDbm - (30 + 7 - loss)) < 0.01)
            #expect(sample.reportedPosition == sample.position)
        }
    }

    @Test func `power falls with distance in drawn flights too`() {
        var slopes: [Double] = []
        for seed in 0..<12 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            var configuration = FlightScenarioConfiguration.drawn(using: &generator)
            configuration.receiver.deafDb = 0
            let flight = FlightScenario(seed: seed, configuration: configuration)
            var sums = (n: 0.0, x: 0.0, y: 0.0, xx: 0.0, xy: 0.0)
            for sample in flight.samples() {
                let x = 10 * log10(max(sample.position.distanceMetres(to: flight.emitter), 1))
                sums.n += 1
                sums.x += x
                sums.y += sample.powerDbm
                sums.xx += x * x
                sums.xy += x * sample.powerDbm
            }
            slopes.append(
                (sums.xy - sums.x * sums.y / sums.n) / (sums.xx - sums.x * sums.x / sums.n))
        }
        // A single flight may be misled by shadowing and noise; most are not, and none gains.
        #expect(slopes.count { $0 < -1 } >= 10)
        #expect(slopes.allSatisfy { $0 < 0.5 })
    }

    @Test func `the deaf state reads 30 to 40 dB less, and comes and goes`() {
        for seed in 0..<8 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let drawn = FlightScenarioConfiguration.drawn(using: &generator).receiver
            guard drawn.deafDb > 0 else { continue }
            var configuration = quiet()
            configuration.receiver.deafDb = drawn.deafDb
            configuration.receiver.firstHearingSeconds = 60
            configuration.receiver.relapsesPerMinute = 1
            configuration.receiver.relapseSeconds = 20
            let flight = FlightScenario(seed: seed, configuration: configuration)
            let samples = flight.samples()
            for sample in samples {
                let deficit = flight.meanPowerDbm(at: sample.position) - sample.powerDbm
                if sample.isDeaf {
                    #expect((30...40).contains(deficit))
                } else {
                    #expect(abs(deficit) < 0.01)
                }
                if sample.seconds < 60 { #expect(sample.isDeaf) }
            }
            let changes = zip(samples, samples.dropFirst()).count { $0.isDeaf != $1.isDeaf }
            #expect(changes >= 1)
            // Sticky: far fewer changes than samples.
            #expect(changes < samples.count / 50)
        }
    }

    @Test func `a hover stays in place and a gap holds no sample`() {
        var configuration = quiet()
        configuration.hoverCount = 1
        configuration.hoverSeconds = 40
        configuration.receiver.gapCount = 1
        configuration.receiver.gapSeconds = 15
        let samples = FlightScenario(seed: 2, configuration: configuration).samples()
        let pairs = zip(samples, samples.dropFirst())
        let climb = configuration.altitudeMetres / FlightTimetable.climbMetresPerSecond
        let still = pairs.count { pair in
            pair.0.seconds > climb && pair.0.position == pair.1.position
        }
        // 40 s at 5 Hz, less the gap where it falls into the hover, or what the end cuts off.
        #expect(still > 20 && still <= 201)
        let longest = pairs.map { $1.seconds - $0.seconds }.max() ?? 0
        #expect(longest > 14 && longest < 16)
    }

    @Test func `roofs block links, and blocked links are weaker`() throws {
        var configuration = quiet()
        configuration.city = CityShape(heightMetresMax: 45)
        configuration.channel.blocked = LinkClassParameters(
            interceptDb: 40, exponent: 4, shadowingDb: 0)
        let flight = FlightScenario(seed: 3, configuration: configuration)
        let samples = flight.samples()
        let blocked = samples.filter { !flight.isClear($0.position) }
        #expect(!blocked.isEmpty && blocked.count < samples.count)
        for sample in blocked {
            let loss = 40 + 40 * log10(sample.position.distanceMetres(to: flight.emitter))
            // Rayleigh fading of one snapshot: bounded from above in practice.
            #expect(sample.powerDbm - (30 - loss) < 12)
        }
        let city = try #require(flight.lineOfSight?.city)
        #expect(!city.isInsideBuilding(flight.emitter))
    }

    @Test func `the elevation pattern takes its null overhead and nothing at the horizon`() {
        var configuration = quiet()
        let plain = FlightScenario(seed: 4, configuration: configuration)
        configuration.elevationNullDb = 10
        let dipole = FlightScenario(seed: 4, configuration: configuration)
        let emitter = plain.emitter
        var above = emitter
        above.upMetres += 50
        #expect(abs(plain.meanPowerDbm(at: above) - dipole.meanPowerDbm(at: above) - 10) < 1e-9)
        var beside = emitter
        beside.eastMetres += 200
        #expect(abs(plain.meanPowerDbm(at: beside) - dipole.meanPowerDbm(at: beside)) < 1e-9)
        // 45 degrees: cos(π/2 · 0.7071) / 0.7071 = 0.6279, two dipoles: -40 log10 = 8.08 dB.
        var aslant = emitter
        aslant.eastMetres += 50
        aslant.upMetres += 50
        let loss = plain.meanPowerDbm(at: aslant) - dipole.meanPowerDbm(at: aslant)
        #expect(abs(loss - 8.08) < 0.02)
    }

    @Test func `spikes come as often as told`() {
        var configuration = quiet()
        configuration.receiver.spikeShare = 0.1
        let samples = FlightScenario(seed: 7, configuration: configuration).samples()
        let share = Double(samples.count { $0.isSpike }) / Double(samples.count)
        // 1500 samples: standard error 0.008.
        #expect(abs(share - 0.1) < 0.03)
    }
}
