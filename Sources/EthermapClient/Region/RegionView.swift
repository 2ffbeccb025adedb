import Model
import Wire

/// All that is known of a region from its engine's messages: maps, interferers, health.
///
/// A value that is fed with messages and answers with what they changed; it knows no connection.
/// Order, repetition, gaps and hostile bytes are all right; what is passed over is counted.
public struct RegionView: Sendable {
    /// The most interferers.
    public static let interfererCountMax = 10_000
    /// The most alerts remembered, so that none is handed on twice.
    public static let alertCountMax = 10_000

    /// The maps.
    public private(set) var maps: MapAssembler
    /// The engine's last word on how it is.
    public private(set) var health: EngineHealth?
    private var states: [InterfererID: InterfererState] = [:]
    private var alerts = AlertHistory(countMax: alertCountMax)

    /// Nothing known yet.
    public init(region: RegionID) { maps = MapAssembler(region: region) }

    /// The region.
    public var region: RegionID { maps.region }
    /// The greatest epoch seen.
    public var epoch: UInt64 { maps.epoch }
    /// What was passed over.
    public var discards: DiscardCounts { maps.discards }
    /// The interferers known now, ascending by name.
    public var interferers: [InterfererState] { states.values.sorted { $0.id < $1.id } }

    /// Takes one message.
    ///
    /// - Parameters:
    ///   - topic: the message's topic.
    ///   - payload: its bytes; none where a retained message was deleted.
    ///   - decoder: reads the bytes; the caller's, since it belongs to one thread.
    /// - Returns: what the message changed, in order.
    public mutating func receive(
        topic: String, payload: [UInt8], by decoder: WireDecoder
    ) -> [RegionEvent] {
        guard let place = Topic(topic) else {
            maps.count(.unknownTopic)
            return []
        }
        guard place.region == region else {
            maps.count(.topicMismatch)
            return []
        }
        let before = epoch
        do throws(WireError) {
            let events =
                payload.isEmpty
                ? deletion(of: place) : try content(payload, of: place, by: decoder)
            return epoch == before ? events : [.epochRaised(epoch)] + events
        } catch {
            maps.countRefusal(error.reason)
            return [.refused(topic: topic, error)]
        }
    }

    /// A retained message was deleted: the empty payload of MQTT.
    private mutating func deletion(of topic: Topic) -> [RegionEvent] {
        switch topic {
        case .mapHead(_, let key):
            return maps.removeMap(key).map { .map($0) }
        case .mapTile(_, let key, let address):
            maps.removeTile(address, of: key)
            return []
        case .interferer(_, let id):
            return states.removeValue(forKey: id) == nil ? [] : [.interfererGone(id)]
        default:
            return []
        }
    }

    private mutating func content(
        _ payload: [UInt8], of topic: Topic, by decoder: WireDecoder
    ) throws(WireError) -> [RegionEvent] {
        switch topic {
        case .mapHead(_, let key):
            return maps.receive(try decoder.mapHead(payload), on: key).map { .map($0) }
        case .mapTile(_, let key, let address):
            return maps.receive(try decoder.mapTile(payload), on: key, at: address)
                .map { .map($0) }
        case .alert:
            let (alert, epoch) = try decoder.alert(payload)
            return receive(alert, epoch)
        case .interferer(_, let id):
            let (state, epoch) = try decoder.interfererState(payload)
            return receive(state, epoch, on: id)
        case .health:
            return receive(try decoder.engineHealth(payload))
        case .spectrum(_, let sensor):
            return receive(try decoder.spectrumEstimate(payload), on: sensor)
        case .owner:
            let owner = try decoder.engineOwner(payload)
            if check(owner.region == region) { _ = maps.admit(epoch: owner.epoch) }
            return []
        default:
            // Inputs, acknowledgements and the JSON mirrors say nothing new.
            return []
        }
    }

    private mutating func receive(_ alert: Alert, _ epoch: UInt64) -> [RegionEvent] {
        guard check(alert.region == region), maps.admit(epoch: epoch) else { return [] }
        guard alerts.insert(alert.id) else {
            maps.count(.duplicate)
            return []
        }
        return [.alert(alert)]
    }

    private mutating func receive(
        _ state: InterfererState, _ epoch: UInt64, on id: InterfererID
    ) -> [RegionEvent] {
        guard check(state.id == id), maps.admit(epoch: epoch) else { return [] }
        guard states[id] != state else {
            maps.count(.duplicate)
            return []
        }
        guard states[id] != nil || states.count < Self.interfererCountMax else {
            maps.count(.overflow)
            return []
        }
        states[id] = state
        return [.interferer(state)]
    }

    private mutating func receive(_ new: EngineHealth) -> [RegionEvent] {
        guard check(new.region == region), maps.admit(epoch: new.epoch) else { return [] }
        guard health != new else {
            maps.count(.duplicate)
            return []
        }
        health = new
        return [.health(new)]
    }

    private mutating func receive(
        _ estimate: SpectrumEstimate, on sensor: SensorID
    ) -> [RegionEvent] {
        guard check(estimate.sensor == sensor), maps.admit(epoch: estimate.epoch) else {
            return []
        }
        return [.spectrum(estimate)]
    }

    /// Counts a message whose content and topic name different things.
    private mutating func check(_ matches: Bool) -> Bool {
        if !matches { maps.count(.topicMismatch) }
        return matches
    }
}
