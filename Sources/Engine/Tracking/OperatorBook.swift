import Geometry
import Model
import Numerics

/// What the operator has told the engine and what still counts: a part of its state.
///
/// Bound: `countMax` of each kind; one more is not taken and counted.
public struct OperatorBook: Hashable, Sendable {
    /// The most known emitters, and the most mutes.
    public static let countMax = 1_024

    /// By name, ascending.
    public private(set) var knownEmitters: [KnownEmitter] = []
    /// By key, ascending.
    public private(set) var mutes: [Mute] = []
    /// Commands that were not taken.
    public internal(set) var refusedCount: UInt64 = 0

    /// An empty book.
    public init() {}

    /// A book with what was written before.
    public init(knownEmitters: [KnownEmitter], mutes: [Mute], clock: UnixTime) {
        for emitter in knownEmitters { put(emitter) }
        for mute in mutes { put(mute, clock: clock) }
    }

    /// Writes down one command.
    ///
    /// - Parameters:
    ///   - command: what the operator said.
    ///   - clock: the region's clock, from which a mute's time counts where it has no end yet.
    public mutating func apply(_ command: OperatorCommand, clock: UnixTime) {
        guard command.isSound else {
            refusedCount += 1
            return
        }
        switch command.action {
        case .addKnownEmitter(let emitter): put(emitter)
        case .removeKnownEmitter(let name): knownEmitters.removeAll { $0.name == name }
        case .mute(let mute): put(mute, clock: clock)
        case .unmute(let key): mutes.removeAll { $0.key == key }
        case .acknowledge: break
        }
    }

    private mutating func put(_ emitter: KnownEmitter) {
        knownEmitters.removeAll { $0.name == emitter.name }
        guard knownEmitters.count < Self.countMax else {
            refusedCount += 1
            return
        }
        let place = knownEmitters.firstIndex { $0.name > emitter.name } ?? knownEmitters.count
        knownEmitters.insert(emitter, at: place)
    }

    private mutating func put(_ mute: Mute, clock: UnixTime) {
        var mute = mute
        // Before its first sample a recording has no clock: such a mute holds until it is taken back.
        if mute.until == nil, clock > .zero {
            mute.until = mute.forSeconds.map { clock.advanced(bySeconds: $0) }
        }
        mutes.removeAll { $0.key == mute.key || $0.until.map { $0 <= clock } ?? false }
        guard mutes.count < Self.countMax else {
            refusedCount += 1
            return
        }
        mutes.insert(mute, at: mutes.firstIndex { $0.key > mute.key } ?? mutes.count)
    }

    /// The mute that keeps an alert from being sent; `nil` where there is none.
    ///
    /// Only alerts about interferers can be muted.
    public func mute(of alert: Alert, frame: LocalFrame) -> Mute? {
        guard let interferer = alert.interferer else { return nil }
        return mutes.first { mute in
            guard mute.until.map({ alert.time < $0 }) ?? true else { return false }
            switch mute.subject {
            case .interferer(let id): return id == interferer.id
            case .place(let position, let radius, let band):
                guard band == nil || band == interferer.band else { return false }
                let distance = frame.local(of: position)
                    .horizontalDistanceMetres(to: frame.local(of: interferer.position))
                return distance <= radius
            }
        }
    }

    /// The known emitters of a band, in the region's local frame.
    func placedEmitters(in band: BandID, frame: LocalFrame) -> [PlacedEmitter] {
        knownEmitters.filter { $0.band == band }.map { emitter in
            PlacedEmitter(
                name: emitter.name, position: frame.local(of: emitter.position),
                eirpDbm: emitter.eirpDbm, radiusMetres: emitter.radiusMetres)
        }
    }
}
