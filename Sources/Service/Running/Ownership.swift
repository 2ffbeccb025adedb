import Foundation
import Model
import Synchronization

/// Whose the region is: ours, from our epoch on, until somebody shows a greater one.
final class Ownership: Sendable {
    private struct State {
        var epoch: UInt64 = 0
        var successor: EngineOwner?
    }

    private let state = Mutex(State())
    /// Hears, once, that another engine has taken the region.
    private let superseded: @Sendable (EngineOwner) -> Void

    init(superseded: @escaping @Sendable (EngineOwner) -> Void) { self.superseded = superseded }

    /// Our epoch; 0 before we have one.
    var epoch: UInt64 { state.withLock { $0.epoch } }

    /// We own the region from an epoch on.
    func claim(epoch: UInt64) { state.withLock { $0.epoch = epoch } }

    /// Somebody says who owns the region.
    func see(_ owner: EngineOwner) {
        let isNews = state.withLock { state in
            guard state.epoch > 0, owner.epoch > state.epoch, state.successor == nil else {
                return false
            }
            state.successor = owner
            return true
        }
        if isNews { superseded(owner) }
    }
}
