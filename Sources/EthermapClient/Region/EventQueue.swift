import Model
import Synchronization

/// Events on their way to one reader, bounded, with the newest state of each map.
///
/// A map's event replaces the one before it that has not been read, so that a slow reader gets
/// later maps, not more of them. When full, the oldest event that is no alert is dropped and
/// counted; alerts go last.
final class EventQueue: Sendable {
    /// Guarded by the mutex: events not read, the reader that waits, the end, the losses.
    private struct State {
        var events: [RegionEvent] = []
        var waiter: CheckedContinuation<RegionEvent?, Never>?
        var isFinished = false
        var droppedCount = 0
    }

    private let countMax: Int
    private let state = Mutex(State())

    /// A queue of at most so many events.
    init(countMax: Int) {
        precondition(countMax > 0, "a queue holds something")
        self.countMax = countMax
    }

    /// Events dropped because nobody read them in time.
    var droppedCount: Int { state.withLock(\.droppedCount) }

    /// Adds an event, or hands it to the reader that waits.
    func append(_ event: RegionEvent) {
        let waiter = state.withLock { state -> CheckedContinuation<RegionEvent?, Never>? in
            guard !state.isFinished else { return nil }
            if let waiter = state.waiter.take() { return waiter }
            state.events.add(event)
            if state.events.count > countMax {
                state.events.remove(at: state.events.firstIndex { !$0.isAlert } ?? 0)
                state.droppedCount += 1
            }
            return nil
        }
        waiter?.resume(returning: event)
    }

    /// The next event, or `nil` at the end; for one reader at a time.
    func next() async -> RegionEvent? {
        await withCheckedContinuation { continuation in
            let ready = state.withLock { state -> RegionEvent?? in
                if !state.events.isEmpty { return .some(state.events.removeFirst()) }
                guard !state.isFinished else { return .some(nil) }
                precondition(state.waiter == nil, "a queue has one reader")
                state.waiter = continuation
                return .none
            }
            if let ready { continuation.resume(returning: ready) }
        }
    }

    /// Ends the queue; what is in it can still be read.
    func finish() {
        let waiter = state.withLock { state in
            state.isFinished = true
            return state.waiter.take()
        }
        waiter?.resume(returning: nil)
    }
}

extension RegionEvent {
    fileprivate var isAlert: Bool {
        if case .alert = self { true } else { false }
    }

    fileprivate var mapKey: MapKey? {
        switch self {
        case .map(.mapChanged(let map, _)): map.key
        case .map(.tilesAwaited(let key, _, _)), .map(.mapRemoved(let key)): key
        default: nil
        }
    }
}

extension [RegionEvent] {
    /// Appends an event, or puts it in the place of the last one that it replaces.
    fileprivate mutating func add(_ event: RegionEvent) {
        guard let key = event.mapKey, let index = lastIndex(where: { $0.mapKey == key }) else {
            append(event)
            return
        }
        switch (self[index], event) {
        case (.map(.mapChanged(let old, let earlier)), .map(.mapChanged(let map, let later)))
        where old.grid == map.grid:
            let tiles = Set(earlier).union(later).sorted()
            self[index] = .map(.mapChanged(map, changedTiles: tiles))
        case (.map(.tilesAwaited), .map(.tilesAwaited)), (.map(.tilesAwaited), .map(.mapChanged)):
            self[index] = event
        default:
            append(event)
        }
    }
}
