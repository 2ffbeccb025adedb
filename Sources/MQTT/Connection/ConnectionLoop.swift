import Foundation

/// The thread that owns a client's connections, one after the other, until it is stopped.
///
/// Mutable state: `state`, behind its lock; everything else lives on the thread's own stack.
final class ConnectionLoop: Sendable {
    /// What other threads may know and ask.
    private struct State {
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
    private static let settleSeconds = 0.05
    /// Short connections in a row that make one think of a second client with the same id.
    private static let suspiciousCount = 3
    /// How long `stop` waits for a thread that is still in the system's connect(2), seconds.
    private static let stopSecondsMax = 5.0

    private let options: MQTTConnectionOptions
    private let filters: [String]
    private let batchCountMax: Int
    private let owner: any ConnectionOwner
    private let log: @Sendable (String) -> Void
    private let wakePipe = WakePipe()
    private let state = Guarded(State())

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

    private var isStopping: Bool { state.withLock { $0.isStopping } }

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

    /// Connects and serves; returns after a requested stop, throws when the connection is gone.
    private func serveOneConnection(readySince: inout Double?) throws(MQTTError) {
        let connection = try Connection(options: options)
        try connection.connect()
        let deadline = Monotonic.seconds() + options.connectTimeoutSeconds
        var isConnected = false
        var nextIdle = Monotonic.seconds() + Self.idleSeconds
        while !isStopping {
            try connection.write()
            let settled = (readySince ?? .infinity) + (filters.isEmpty ? 0 : Self.settleSeconds)
            let before = Monotonic.seconds()
            let nextTurn = before < settled ? min(nextIdle, settled) : nextIdle
            connection.wait(wake: wakePipe, timeoutSeconds: max(nextTurn - before, 0))
            try connection.read(messageCountMax: batchCountMax)
            if !isConnected, let answer = connection.answer {
                isConnected = true
                owner.connected(sessionPresent: answer.sessionPresent)
                if filters.isEmpty {
                    readySince = becomeReady()
                } else {
                    try connection.subscribe(to: filters)
                }
            }
            if readySince == nil, let grants = connection.grants {
                try check(grants)
                readySince = becomeReady()
            }
            try handOver(connection)
            let now = Monotonic.seconds()
            if now >= settled, !isStopping { try owner.fill(connection) }
            if now >= nextIdle {
                owner.idle()
                nextIdle = Monotonic.seconds() + Self.idleSeconds
            }
            try connection.keepAlive()
            if readySince == nil, now > deadline {
                throw MQTTError(
                    kind: .connection, operation: "connect to \(options.address)",
                    reason: "no answer to \(isConnected ? "SUBSCRIBE" : "CONNECT") within "
                        + "\(options.connectTimeoutSeconds) s")
            }
        }
        // What the handler accepted is acknowledged before the farewell.
        try connection.write()
        connection.disconnect(wake: wakePipe)
    }

    /// Hands on what arrived.
    ///
    /// Nothing has been written since it was read, so nothing of it is acknowledged yet; where the owner throws, nothing ever will be on this connection.
    private func handOver(_ connection: Connection) throws(MQTTError) {
        for (messageID, reasonCode) in connection.published {
            owner.published(messageID, reasonCode: reasonCode)
        }
        connection.published.removeAll(keepingCapacity: true)
        guard !connection.batch.isEmpty else { return }
        do {
            try owner.receive(connection.batch)
        } catch {
            throw MQTTError(
                kind: .handler, operation: "take \(connection.batch.count) messages",
                reason: "\(error); they stay unacknowledged and come again")
        }
        connection.batch.removeAll(keepingCapacity: true)
    }

    private func becomeReady() -> Double {
        state.withLock { state in
            state.isReady = true
            state.lastFailure = nil
        }
        owner.subscribed()
        return Monotonic.seconds()
    }

    /// Refuses a connection whose subscriptions are not all granted as asked for.
    private func check(_ grants: [Int32]) throws(MQTTError) {
        guard grants.count == filters.count else {
            throw MQTTError(
                kind: .refused, operation: "subscribe",
                reason: "the broker answered \(grants.count) of \(filters.count) subscriptions")
        }
        for (filter, code) in zip(filters, grants) where code != MQTTQoS.atLeastOnce.rawValue {
            throw MQTTError(
                kind: .refused, operation: "subscribe to \(filter)", code: code,
                reason: code == 0
                    ? "the broker grants only QoS 0, under which messages are lost"
                    : "the broker refused the subscription; check the user's permissions")
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
