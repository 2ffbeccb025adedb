import Foundation
import Model
import Synchronization

/// Whose the region is: ours, from our epoch on, until somebody shows a greater one.
final class Ownership: Sendable {
    private struct State {
        var epoch: UInt64 = 0
        var engine = ""
        var successor: EngineOwner?
    }

    private let state = Mutex(State())
    /// Hears, once, that another engine has taken the region.
    private let superseded: @Sendable (EngineOwner) -> Void

    init(superseded: @escaping @Sendable (EngineOwner) -> Void) { self.superseded = superseded }

    /// Our epoch; 0 before we have one.
    var epoch: UInt64 { state.withLock { $0.epoch } }

    /// We own the region from an epoch on.
    func claim(epoch: UInt64, by engine: String) {
        state.withLock { state in
            state.epoch = epoch
            state.engine = engine
        }
    }

    /// Somebody says who owns the region.
    func see(_ owner: EngineOwner) {
        let isNews = state.withLock { state in
            guard state.epoch > 0, state.successor == nil,
                owner.isAbove(epoch: state.epoch, engine: state.engine)
            else { return false }
            state.successor = owner
            return true
        }
        if isNews { superseded(owner) }
    }
}
