import Foundation

/// The thread that owns a client's connections, one after the other, until it is stopped.
///
/// Mutable state: `state`, behind its lock; everything else lives on the thread's own stack.
final class ConnectionLoop: Sendable {
    /// What other threads may know and ask.
    struct State {
        var isStarted = false
        var isStopping = false
        var isFinished = false
        var isReady = false
        var lastFailure: MQTTError?
        var threadID: pthread_t?
    }

    /// The longest time between two calls of the owner's `idle`, seconds.
    static let idleSeconds = 0.1
    /// How long after the granted subscriptions nothing is sent, seconds.
    ///
    /// What is retained comes in that time: an engine that was superseded learns it before it
    /// overwrites its successor's state, a sensor learns what it need not send again.
    static let settleSeconds = 0.05
    /// Short connections in a row that make one think of a second client with the same id.
    private static let suspiciousCount = 3
    /// How long `stop` waits for a thread that is still in the system's connect(2), seconds.
    private static let stopSecondsMax = 5.0

    let options: MQTTConnectionOptions
    let filters: [String]
    let batchCountMax: Int
    let owner: any ConnectionOwner
    private let log: @Sendable (String) -> Void
    let wakePipe = WakePipe()
    let state = Guarded(State())

    init(
        options: MQTTConnectionOptions, filters: [String], batchCountMax: Int,
        owner: any ConnectionOwner, log: @escaping @Sendable (String) -> Void
    ) {
        self.options = options
        self.filters = filters
        self.batchCountMax = batchCountMax
        self.owner = owner
        self.log = log
    }

    /// Whether the connection stands and every subscription is granted.
    var isReady: Bool { state.withLock { $0.isReady } }

    /// Starts the thread; a second call does nothing.
    func start() {
        let isFirst = state.withLock { state in
            defer { state.isStarted = true }
            return !state.isStarted && !state.isStopping
        }
        guard isFirst else { return }
        let thread = Thread { self.run() }
        thread.name = "mqtt \(options.clientID)"
        thread.start()
    }

    /// Ends the poll that runs, because there is something to send.
    func wake() { wakePipe.wake() }

    /// Asks the thread to end, without waiting.
    func requestStop() {
        state.withLock { $0.isStopping = true }
        wakePipe.wake()
    }

    /// Disconnects and waits for the thread; from the thread itself, only asks.
    func stop() {
        requestStop()
        let waits = state.withLock { state in
            guard state.isStarted, let thread = state.threadID else { return state.isStarted }
            return pthread_equal(thread, pthread_self()) == 0
        }
        guard waits else { return }
        _ = state.wait(timeoutSeconds: Self.stopSecondsMax) { $0.isFinished }
    }

    /// Waits until the connection stands and every subscription is granted.
    func waitUntilReady(timeoutSeconds: Double) throws(MQTTError) {
        if state.wait(timeoutSeconds: timeoutSeconds, until: { $0.isReady || $0.isFinished }),
            isReady
        {
            return
        }
        throw state.withLock { $0.lastFailure }
            ?? MQTTError(
                kind: .connection, operation: "connect to \(options.address)",
                reason: "no answer within \(timeoutSeconds) s")
    }

    // MARK: - On the thread

    var isStopping: Bool { state.withLock { $0.isStopping } }

    private func run() {
        state.withLock { $0.threadID = pthread_self() }
        defer {
            state.withLock { state in
                state.isReady = false
                state.isFinished = true
            }
        }
        blockBrokenPipeSignal()
        var backoff = Backoff(bounds: options.backoffSeconds, seed: options.jitterSeed)
        var outages = OutageLog()
        var isRetry = false
        var shortLivedCount = 0
        while !isStopping {
            var readySince: Double?
            var failure: MQTTError
            do throws(MQTTError) {
                if isRetry { try awaitHost() }
                try serveOneConnection(readySince: &readySince)
                return
            } catch {
                failure = error
            }
            if isStopping { return }
            isRetry = true
            let tells: Bool
            if let readySince {
                let lasted = Monotonic.seconds() - readySince
                let isStable = lasted >= OutageLog.stableSeconds
                if isStable { backoff.reset() }
                shortLivedCount = isStable || failure.kind != .connection ? 0 : shortLivedCount + 1
                // Brokers seldom say that a session was taken over: they just hang up.
                if shortLivedCount >= Self.suspiciousCount {
                    failure.reason += "; does another client use the id '\(options.clientID)'?"
                }
                tells = outages.tells(lost: failure, afterSeconds: lasted)
            } else {
                tells = outages.tells(failedAttempt: failure)
            }
            state.withLock { state in
                state.isReady = false
                state.lastFailure = failure
            }
            if tells { log(outageLine(failure)) }
            let pause = backoff.nextSeconds()
            owner.disconnected(failure.reason, retryInSeconds: pause)
            rest(seconds: pause)
        }
    }

    /// Asks whether the broker's host is there, without letting the owner's clock stand still.
    private func awaitHost() throws(MQTTError) {
        guard !Reachability.isLoopback(options.host) else { return }
        try Reachability.check(host: options.host, port: options.port) {
            owner.idle()
            return !isStopping
        }
    }

    private func outageLine(_ failure: MQTTError) -> String {
        "MQTT client \(options.clientID): \(failure); trying again every "
            + "\(options.backoffSeconds.lowerBound) to \(options.backoffSeconds.upperBound) s"
    }

    /// Pauses, without missing a stop or a tick.
    private func rest(seconds: Double) {
        let end = Monotonic.seconds() + seconds
        while true {
            let left = end - Monotonic.seconds()
            guard left > 0 else { return }
            if state.wait(timeoutSeconds: min(left, Self.idleSeconds), until: \.isStopping) {
                return
            }
            owner.idle()
        }
    }

    /// A broken connection must be an error code, not a signal that ends the process.
    private func blockBrokenPipeSignal() {
        var signals = sigset_t()
        sigemptyset(&signals)
        sigaddset(&signals, SIGPIPE)
        pthread_sigmask(SIG_BLOCK, &signals, nil)
    }
}
