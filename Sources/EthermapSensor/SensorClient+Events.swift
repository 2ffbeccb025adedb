import MQTT
import Model
import Wire

extension SensorClient {
    func take(_ event: MQTTSessionEvent) {
        switch event {
        case .connected(let sessionPresent): introduce(isForgotten: !sessionPresent)
        case .ready:
            feed()
            tell(.ready)
        case .message(let message): takeAck(message.payload)
        case .disconnected(let reason, let retryInSeconds):
            tell(.disconnected(reason: reason, retryInSeconds: retryInSeconds))
        case .tick: feed()
        }
    }

    /// Says who we are; and where the broker has forgotten us, everything that it may have lost.
    private func introduce(isForgotten: Bool) {
        let isFinished = state.withLock { state in
            if isForgotten, state.hasConnected {
                state.statistics.resentCount += state.ring.resendHeld()
            }
            state.hasConnected = true
            return state.isFinished
        }
        guard !isFinished else { return }
        publish(.birth(region, birth.sensor), WireEncoder.bytes(of: birth))
        publishState(.online, isFinal: false)
    }

    func publishState(_ status: SensorState.Status, isFinal: Bool) {
        let last = SensorState(
            sensor: birth.sensor, bootID: birth.bootID, status: status, time: now(),
            isFinal: isFinal)
        publish(.state(region, birth.sensor), WireEncoder.bytes(of: last))
    }

    private func publish(_ topic: Topic, _ payload: [UInt8]) {
        // It fails only once the session has been stopped: nobody is to be told any more.
        _ = try? session.publish(topic: topic.text, payload: payload, isRetained: true)
    }

    /// Forgets what the engine has, tells what it refused.
    private func takeAck(_ payload: [UInt8]) {
        // What is no acknowledgement can only be somebody's mistake; the next one will be better.
        guard let ack = try? WireDecoder().sensorAck(payload), ack.sensor == birth.sensor,
            ack.bootID == birth.bootID
        else { return }
        var events: [SensorEvent] = []
        state.withLock { state in
            guard ack.epoch >= state.greatestEpoch else { return }
            state.greatestEpoch = ack.epoch
            if state.ring.trim(through: ack.throughSequence) {
                events.append(.acknowledged(throughSequence: ack.throughSequence))
            }
            state.statistics.acknowledgedThrough = max(
                state.statistics.acknowledgedThrough, ack.throughSequence)
            state.statistics.rejectedCount = ack.rejectedCount
            state.statistics.lostCount = ack.lostCount
            for rejection in ack.rejections
            where (rejection.bootID == birth.bootID || rejection.bootID == 0)
                && !state.toldRejections.contains(rejection)
            {
                state.toldRejections.append(rejection)
                events.append(.rejected(rejection))
            }
            state.toldRejections = state.toldRejections.suffix(Self.toldRejectionCountMax)
        }
        for event in events { tell(event) }
        // The engine lives: what it should have had by now, it did not get.
        resendOverdue()
    }
}
