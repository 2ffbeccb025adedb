// One connection from CONNECT to its end, on the loop's thread.
extension ConnectionLoop {
    /// Connects and serves; returns after a requested stop, throws when the connection is gone.
    func serveOneConnection(readySince: inout Double?) throws(MQTTError) {
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
}
