import Logging
import MQTT
import Model
import Wire

/// The engine's ear: everything that a region's sensors send, in batches, acknowledged afterwards.
public final class BusReader: Sendable {
    private let reader: MQTTReader

    /// A reader of one region; nothing happens before `start`.
    ///
    /// - Parameters:
    ///   - region: whose sensors to hear.
    ///   - connection: where to connect; identity, session and will are set here.
    ///   - batchCountMax: the most messages of one batch, at most 1 000.
    ///   - handler: who takes the batches, on the reader's thread.
    ///   - logger: gets one line for each outage.
    /// - Throws: what `MQTTReader` throws for options that cannot be used.
    public init(
        region: RegionID, connection: MQTTConnectionOptions, batchCountMax: Int = 256,
        handler: some BusHandler, logger: Logger
    ) throws(MQTTError) {
        reader = try MQTTReader(
            options: EngineIdentity.reading(region, connection),
            filters: [Topic.allInputs(of: region), Topic.owner(region).text],
            batchCountMax: batchCountMax,
            handler: BatchParser(region: region, handler: handler, logger: logger),
            log: { logger.warning("\($0)") })
    }

    /// Starts the thread, which connects and reconnects until `stop`.
    public func start() { reader.start() }

    /// Disconnects, leaving the session to wait, and ends the thread.
    public func stop() { reader.stop() }

    /// Whether frames are coming.
    public var isReady: Bool { reader.isReady }

    /// Waits until frames are coming.
    public func waitUntilReady(timeoutSeconds: Double) throws(MQTTError) {
        try reader.waitUntilReady(timeoutSeconds: timeoutSeconds)
    }
}

/// Reads topics, and takes the owner out of what goes to the handler.
private struct BatchParser: MQTTBatchHandler {
    let region: RegionID
    let handler: any BusHandler
    let logger: Logger

    func receive(_ batch: [MQTTMessage]) throws {
        var inbound: [InboundMessage] = []
        inbound.reserveCapacity(batch.count)
        for message in batch {
            let parsed = InboundMessage(
                topicText: message.topic, payload: message.payload, isRetained: message.isRetained)
            if parsed.topic == .owner(region) {
                takeOwner(parsed.payload)
            } else {
                inbound.append(parsed)
            }
        }
        if !inbound.isEmpty { try handler.receive(inbound) }
    }

    private func takeOwner(_ payload: [UInt8]) {
        // Empty is how somebody clears the topic by hand: nobody owns the region then.
        guard !payload.isEmpty else { return }
        do throws(WireError) {
            let owner = try WireDecoder().engineOwner(payload)
            guard owner.region == region else { return }
            handler.ownerSeen(owner)
        } catch {
            logger.warning("region \(region): the owner's message is not one: \(error)")
        }
    }

    func connected(sessionPresent: Bool) { handler.connected(sessionPresent: sessionPresent) }
    func subscribed() { handler.subscribed() }
    func disconnected(_ reason: String, retryInSeconds: Double) {
        handler.disconnected(reason, retryInSeconds: retryInSeconds)
    }
    func idle() { handler.idle() }
}
