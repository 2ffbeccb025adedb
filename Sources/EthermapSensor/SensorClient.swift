import MQTT
import Model
import Synchronization
import Wire

/// A sensor's side of the bus: birth and state, frames out, the engine's answers in.
///
/// It numbers frames from 1 and keeps each until the engine itself, not only the broker, has
/// acknowledged it. What a broker lost is sent again after the reconnection; what an engine seems
/// never to have got is sent again when it speaks. The ring lives in memory: a sensor that dies
/// loses what is in it, and says so by a new boot.
///
/// Mutable state: `state`, behind its mutex. The lock order is this one, then the session's.
public final class SensorClient: Sendable {
    /// What the mutex guards.
    struct State {
        var ring: FrameRing
        var statistics = SensorStatistics()
        var greatestEpoch: UInt64 = 0
        var hasConnected = false
        var isFinished = false
        var toldRejections: [Rejection] = []
    }

    /// Frames given to the connection at a time; the rest waits in the ring.
    private static let givenCountMax = 200
    /// Rejections remembered, to tell each once.
    static let toldRejectionCountMax = 64

    let region: RegionID
    let birth: SensorBirth
    private let options: MQTTConnectionOptions
    let now: @Sendable () -> UnixTime
    let session: MQTTSession
    let state: Mutex<State>
    let tell: @Sendable (SensorEvent) -> Void

    /// A client for one boot of one sensor; nothing is sent before `start`.
    ///
    /// - Parameters:
    ///   - region: the region whose engine is to hear it.
    ///   - birth: who the sensor is; `bootID` must be new and greater at every start.
    ///   - connection: where to connect; identity, session and will are set here.
    ///   - ringCountMax: the most frames kept for sending again; the oldest is dropped and told.
    ///   - ringByteCountMax: the most bytes kept.
    ///   - patienceSeconds: how long after the broker has a frame the engine's word may take.
    ///   - now: the sensor's clock, stamped on its state.
    ///   - log: gets one line for each outage.
    ///   - events: gets everything that happens, on the client's thread.
    /// - Throws: `MQTTError` for options that cannot be used.
    public init(
        region: RegionID, birth: SensorBirth, connection: MQTTConnectionOptions,
        ringCountMax: Int = 10_000, ringByteCountMax: Int = 32 << 20,
        patienceSeconds: Double = 5, now: @escaping @Sendable () -> UnixTime,
        log: @escaping @Sendable (String) -> Void = { _ in },
        events: @escaping @Sendable (SensorEvent) -> Void = { _ in }
    ) throws(MQTTError) {
        self.region = region
        self.birth = birth
        self.now = now
        tell = events
        // The session holds nothing of value; a broker that has forgotten it has lost frames too.
        var options = connection.persistent(forSeconds: 3_600)
        options.clientID = "sensor-\(region)-\(birth.sensor)"
        let last = SensorState(sensor: birth.sensor, bootID: birth.bootID, status: .offline)
        options.will = MQTTWill(
            topic: Topic.state(region, birth.sensor).text, payload: WireEncoder.bytes(of: last))
        self.options = options
        session = try MQTTSession(
            options: options, filters: [Topic.ack(region, birth.sensor).text], log: log)
        state = Mutex(
            State(
                ring: FrameRing(
                    countMax: ringCountMax, byteCountMax: ringByteCountMax,
                    patience: .seconds(patienceSeconds))))
    }

    /// Starts the thread, which connects and reconnects until `finish` or `stop`.
    public func start() {
        session.start { [weak self] event in self?.take(event) }
    }

    /// Whether the broker takes frames.
    public var isReady: Bool { session.isReady }

    /// Waits until the broker takes frames.
    public func waitUntilReady(timeoutSeconds: Double) throws(MQTTError) {
        try session.waitUntilReady(timeoutSeconds: timeoutSeconds)
    }

    /// What has been done so far.
    public var statistics: SensorStatistics {
        state.withLock { state in
            var statistics = state.statistics
            statistics.unacknowledgedCount = state.ring.count
            return statistics
        }
    }

    /// Sends what was received at some points, in the bands that the birth names.
    ///
    /// - Parameter points: in the order of time.
    /// - Returns: the frame's sequence.
    /// - Throws: where the points make no frame, or one too large.
    @discardableResult
    public func send(_ points: [RssPoint]) throws(SensorError) -> UInt64 {
        try send(RssFrame(of: points, bands: birth.bands, sensor: birth.sensor))
    }

    /// Sends a frame of signal strengths; its sensor, boot and sequence are set here.
    ///
    /// Never waits: without a connection the frame waits in the ring.
    ///
    /// - Parameter frame: the frame.
    /// - Returns: its sequence.
    /// - Throws: where it is too large.
    @discardableResult
    public func send(_ frame: RssFrame) throws(SensorError) -> UInt64 {
        try send(to: .rss(region, birth.sensor)) { sequence in
            var frame = frame
            frame.sensor = birth.sensor
            frame.bootID = birth.bootID
            frame.sequence = sequence
            return WireEncoder.bytes(of: frame)
        }
    }

    /// Sends a frame of multi-coset samples; its sensor, boot and sequence are set here.
    ///
    /// - Parameter frame: the frame.
    /// - Returns: its sequence.
    /// - Throws: where it is too large.
    @discardableResult
    public func send(_ frame: CosetFrame) throws(SensorError) -> UInt64 {
        try send(to: .coset(region, birth.sensor)) { sequence in
            var frame = frame
            frame.sensor = birth.sensor
            frame.bootID = birth.bootID
            frame.sequence = sequence
            return WireEncoder.bytes(of: frame)
        }
    }

    /// Sends what a multi-coset receiver took.
    ///
    /// - Parameters:
    ///   - capture: the samples.
    ///   - quantiser: the converter; what it clips is counted.
    /// - Returns: the frame's sequence.
    /// - Throws: where the samples make no frame, or one too large.
    @discardableResult
    public func send(
        _ capture: CosetCapture, by quantiser: IQQuantiser
    ) throws(SensorError) -> UInt64 {
        let (frame, clipped) = try CosetFrame.frame(
            of: capture, sensor: birth.sensor, by: quantiser)
        state.withLock { $0.statistics.clippedSampleCount += UInt64(clipped) }
        return try send(frame)
    }

    /// Waits until the engine has everything, says that this was the end, and disconnects.
    ///
    /// Where the engine does not answer in time, the sensor's last state is offline but not final.
    ///
    /// - Parameter timeoutSeconds: how long to wait for the engine.
    /// - Returns: whether the engine has everything.
    public func finish(timeoutSeconds: Double) -> Bool {
        let clock = ContinuousClock()
        let deadline = clock.now + .seconds(timeoutSeconds)
        var isComplete = false
        repeat {
            isComplete = state.withLock { $0.ring.count == 0 }
            if isComplete { break }
            resendOverdue()
            Pause.milliseconds(10)
        } while clock.now < deadline
        state.withLock { $0.isFinished = true }
        publishState(.offline, isFinal: isComplete)
        let isSaid = session.flush(timeoutSeconds: 2)
        session.stop()
        return isComplete && isSaid
    }

    /// Disconnects at once; the ring is lost, and the state says offline, not final.
    public func stop() {
        state.withLock { $0.isFinished = true }
        publishState(.offline, isFinal: false)
        _ = session.flush(timeoutSeconds: session.isReady ? 1 : 0)
        session.stop()
    }

    private func send(
        to topic: Topic, _ payload: (UInt64) -> [UInt8]
    ) throws(SensorError) -> UInt64 {
        let outcome: (sequence: UInt64, dropped: Range<UInt64>)? = state.withLock { state in
            let sequence = state.ring.nextSequence
            let bytes = payload(sequence)
            guard bytes.count + 256 <= options.maximumPacketBytes else { return nil }
            let dropped = state.ring.append(bytes, to: topic)
            state.statistics.sentCount = sequence
            state.statistics.droppedCount += UInt64(dropped.count)
            return (sequence, dropped)
        }
        guard let outcome else {
            throw SensorError(
                reason: "it is larger than the connection's \(options.maximumPacketBytes) bytes")
        }
        for sequence in outcome.dropped { tell(.dropped(sequence: sequence)) }
        feed()
        return outcome.sequence
    }

    /// Gives waiting frames to the connection, as many as it should have at a time.
    func feed() {
        guard session.isReady else { return }
        state.withLock { state in
            while state.ring.givenCount < Self.givenCountMax, let frame = state.ring.takeNext() {
                do throws(MQTTError) {
                    try session.publish(topic: frame.topic.text, payload: frame.payload) {
                        [weak self] _ in self?.hold(frame.sequence)
                    }
                } catch {
                    // Full or stopped; sizes and topics have been checked.
                    state.ring.returnToLine(frame.sequence)
                    return
                }
            }
        }
    }

    /// The broker has answered for a frame.
    ///
    /// A refusal counts as well: what a broker refuses once (permission), it refuses again, and
    /// the engine's silence will have the frame sent again in good time.
    private func hold(_ sequence: UInt64) {
        state.withLock { $0.ring.hold(sequence, since: ContinuousClock.now) }
        feed()
    }

    func resendOverdue() {
        state.withLock { state in
            state.statistics.resentCount += state.ring.resendOverdue(at: ContinuousClock.now)
        }
        feed()
    }
}
