import MQTT
import Model
import Wire

extension BusPublisher {
    /// Publishes one tile of a map; send a change's tiles before its head.
    public func publish(_ tile: MapTile, of key: MapKey) {
        var tile = tile
        tile.epoch = epoch
        retain([(.mapTile(region, key, tile.address), WireEncoder.bytes(of: tile))])
    }

    /// Publishes a map's head.
    public func publish(_ head: MapHead) {
        var head = head
        head.epoch = epoch
        retain([(.mapHead(region, head.key), WireEncoder.bytes(of: head))])
    }

    /// Publishes what is known of an interferer, and its JSON mirror; clears both once it is gone.
    public func publish(_ interferer: InterfererState) {
        let isCleared = interferer.phase == .cleared
        retain([
            (
                .interferer(region, interferer.id),
                isCleared ? [] : WireEncoder.bytes(of: interferer, epoch: epoch)
            ),
            (
                .jsonInterferer(region, interferer.id),
                isCleared ? [] : JSONMirror.bytes(of: interferer, epoch: epoch)
            ),
        ])
    }

    /// Publishes how the engine is, and its flat JSON summary.
    public func publish(_ health: EngineHealth) {
        var health = health
        health.engine = engine
        health.epoch = epoch
        retain([
            (.health(region), WireEncoder.bytes(of: health)),
            (.jsonSummary(region), JSONMirror.summary(of: health)),
        ])
    }

    /// Says that this engine owns the region from its epoch on.
    public func publishOwner() {
        let owner = EngineOwner(region: region, engine: engine, epoch: epoch)
        retain([(.owner(region), WireEncoder.bytes(of: owner))])
    }

    /// Answers a sensor: the newest answer of each goes out together with the others'.
    public func publish(_ ack: SensorAck) {
        var ack = ack
        ack.epoch = epoch
        state.withLock { $0.acks.add(ack) }
    }

    /// Publishes a recovered spectrum, or drops it where there is no connection.
    public func publish(_ spectrum: SpectrumEstimate) {
        var spectrum = spectrum
        spectrum.epoch = epoch
        do throws(MQTTError) {
            guard session.isReady else {
                throw MQTTError(
                    kind: .connection, operation: "publish a spectrum", reason: "no connection")
            }
            try session.publish(
                topic: Topic.spectrum(region, spectrum.sensor).text,
                payload: WireEncoder.bytes(of: spectrum)
            ) { [weak self] delivery in self?.answered(delivery) }
        } catch {
            state.withLock { $0.statistics.droppedSpectrumCount += 1 }
        }
    }

    /// Publishes an alert and its JSON mirror.
    ///
    /// The mirror is best effort: a broker that refuses it alone must not get the alert again and
    /// again.
    ///
    /// - Parameters:
    ///   - alert: what happened.
    ///   - completion: called once, on the publisher's thread, when the broker has answered for
    ///     the alert itself.
    /// - Throws: `.queueFull`, `.oversize` or `.stopped`; the completion is not called then.
    public func publish(
        _ alert: Alert, completion: @escaping @Sendable (MQTTDelivery) -> Void = { _ in }
    ) throws(MQTTError) {
        let mirror = JSONMirror.bytes(of: alert, epoch: epoch)
        try session.publish(
            topic: Topic.alert(region).text, payload: WireEncoder.bytes(of: alert, epoch: epoch)
        ) { [weak self] delivery in
            self?.answered(delivery)
            completion(delivery)
        }
        do throws(MQTTError) {
            try session.publish(topic: Topic.jsonAlert(region).text, payload: mirror) {
                [weak self] delivery in self?.answered(delivery)
            }
        } catch {
            state.withLock { $0.statistics.refusedCount += 1 }
        }
    }
}
