import Model
import Numerics
import Wire

/// Messages that an engine must refuse, each unlike the others, from a seed.
struct HostileTraffic {
    /// One message, and the reason for which it must be refused where that is certain.
    struct Message {
        var topic: String
        var payload: [UInt8]
        var reason: RejectionReason?
    }

    private static let kinds = 20

    let flight: Flight
    /// The wall clock when the traffic is made.
    let now: UnixTime
    private var generator: SeededGenerator
    private var number = 0

    init(flight: Flight, seed: UInt64, now: UnixTime) {
        self.flight = flight
        self.now = now
        generator = SeededGenerator(seed: seed)
    }

    /// The next message; every kind comes in turn.
    mutating func next() -> Message {
        defer { number += 1 }
        let evil = SensorID(unchecked: "evil-\(number % 40)")
        switch number % Self.kinds {
        case 0: return Message(topic: topic(evil, "rss"), payload: noise(upTo: 400))
        case 1: return Message(topic: topic(evil, "coset"), payload: noise(upTo: 400))
        case 2: return Message(topic: topic(evil, "birth"), payload: noise(upTo: 60))
        case 3: return Message(topic: topic(evil, "state"), payload: noise(upTo: 60))
        case 4, 5: return mutated(evil)
        case 6: return truncated(evil)
        case 7: return frame(evil, .sensorMismatch) { $0.sensor = "somebody-else" }
        case 8: return frame(evil, .notFinite) { $0.rssDbm[3] = .nan }
        case 9: return frame(evil, .notFinite) { $0.latitudesDegrees[2] = .infinity }
        case 10: return frame(evil, .powerRange) { $0.rssDbm[1] = 61 }
        case 11: return frame(evil, .outsideRegion) { $0.latitudesDegrees[0] += 1 }
        case 12:
            let later = now.advanced(bySeconds: 600 + Double(number))
            return frame(evil, .futureTime) { $0.time = later }
        case 13: return frame(evil, .futureTime) { $0.time = UnixTime(nanoseconds: .max) }
        case 14: return frame(evil, .unknownBand) { $0.bandNames = ["b1"] }
        case 15: return frame(evil, .schemaVersion) { $0.schemaVersion = 9 }
        case 16: return giant(evil)
        case 17: return oversize(evil)
        case 18: return elsewhere(evil)
        default: return crowd()
        }
    }

    private func topic(_ sensor: SensorID, _ kind: String) -> String {
        "spectrum/v1/in/\(flight.scenario.region.id)/\(sensor)/\(kind)"
    }

    private mutating func noise(upTo count: Int) -> [UInt8] {
        let length = 1 + Int(generator.next() % UInt64(count))
        return (0..<length).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
    }

    /// A good frame of the flight in another sensor's name, under some of its many boots.
    private mutating func good(_ sensor: SensorID) -> RssFrame {
        var frame = flight.spans[number % flight.spans.count][0]
        frame.sensor = sensor
        frame.bootID = 1 + UInt64(number % 7)
        frame.sequence = UInt64(number + 1)
        return frame
    }

    private mutating func frame(
        _ sensor: SensorID, _ reason: RejectionReason, _ spoil: (inout RssFrame) -> Void
    ) -> Message {
        var frame = good(sensor)
        spoil(&frame)
        return Message(
            topic: topic(sensor, "rss"), payload: WireEncoder.bytes(of: frame), reason: reason)
    }

    /// Some bits of a good frame are turned over: the checksum tells.
    private mutating func mutated(_ sensor: SensorID) -> Message {
        var bytes = WireEncoder.bytes(of: good(sensor))
        var bits: Set<Int> = []
        while bits.count < 1 + number % 3 {
            bits.insert(Int(generator.next() % UInt64(bytes.count * 8)))
        }
        for bit in bits { bytes[bit / 8] ^= 1 << UInt8(bit % 8) }
        return Message(topic: topic(sensor, "rss"), payload: bytes)
    }

    private mutating func truncated(_ sensor: SensorID) -> Message {
        let bytes = WireEncoder.bytes(of: good(sensor))
        let length = Int(generator.next() % UInt64(bytes.count - 1))
        return Message(topic: topic(sensor, "rss"), payload: Array(bytes[..<length]))
    }

    /// Boots without end, and sequences at the edge of what 63 and 64 bits hold.
    private mutating func giant(_ sensor: SensorID) -> Message {
        let sequences = [UInt64(Int64.max), UInt64(Int64.max) - 1, .max, 1 << 62]
        let sequence = sequences[number / Self.kinds % sequences.count]
        let boot = generator.next()
        return frame(sensor, sequence == .max ? .shape : .unknownBand) { frame in
            frame.bootID = boot
            frame.sequence = sequence
            frame.bandNames = ["b9"]
        }
    }

    private mutating func oversize(_ sensor: SensorID) -> Message {
        frame(sensor, .oversize) { frame in
            let count = 4_100
            frame.timeOffsetsMicroseconds = []
            frame.latitudesDegrees = Array(repeating: frame.latitudesDegrees[0], count: count)
            frame.longitudesDegrees = Array(repeating: frame.longitudesDegrees[0], count: count)
            frame.altitudesMetres = Array(repeating: frame.altitudesMetres[0], count: count)
            frame.horizontalAccuraciesMetres = []
            frame.rssDbm = Array(repeating: -80, count: count)
        }
    }

    private mutating func elsewhere(_ sensor: SensorID) -> Message {
        let region = flight.scenario.region.id
        let ends = [
            "\(sensor)/nonsense", "\(sensor)", "Evil/rss", "\(sensor)/rss/more/of/it", "e.vil/rss",
            "\(sensor)//rss", "\(String(repeating: "x", count: 40))/rss",
        ]
        let payload = WireEncoder.bytes(of: good(sensor))
        return Message(
            topic: "spectrum/v1/in/\(region)/" + ends[number / Self.kinds % ends.count],
            payload: payload, reason: .unknownTopic)
    }

    /// A new name each time: more sensors than a region keeps.
    private mutating func crowd() -> Message {
        let sensor = SensorID(unchecked: "crowd-\(number)")
        let band = "b\(number)"
        return frame(sensor, .unknownBand) { $0.bandNames = [band] }
    }
}
