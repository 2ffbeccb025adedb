import CProtocol

@testable import Wire

/// Every kind of message: how to read it, and valid bytes of one with all fields set.
enum AnyMessage: String, CaseIterable, Sendable {
    case birth, state, ack, rss, coset, spectrum, head, tile, interferer, alert, health, owner

    /// Valid bytes, every field set.
    var payload: [UInt8] {
        switch self {
        case .birth: WireEncoder.bytes(of: Samples.birth)
        case .state: WireEncoder.bytes(of: Samples.state)
        case .ack: WireEncoder.bytes(of: Samples.ack)
        case .rss: WireEncoder.bytes(of: Samples.rss)
        case .coset: WireEncoder.bytes(of: Samples.coset)
        case .spectrum: WireEncoder.bytes(of: Samples.spectrum)
        case .head: WireEncoder.bytes(of: Samples.head)
        case .tile: WireEncoder.bytes(of: Samples.tile)
        case .interferer: WireEncoder.bytes(of: Samples.interferer, epoch: 5)
        case .alert: WireEncoder.bytes(of: Samples.alert, epoch: 5)
        case .health: WireEncoder.bytes(of: Samples.health)
        case .owner: WireEncoder.bytes(of: Samples.owner)
        }
    }

    /// The message as the first version of the schema had it, bytes that are kept in `Golden`.
    var firstPayload: [UInt8] {
        self == .spectrum ? WireEncoder.bytes(of: Samples.plainSpectrum) : payload
    }

    /// Reads some bytes and writes what was read.
    func recoded(_ bytes: [UInt8], by decoder: WireDecoder) throws(WireError) -> [UInt8] {
        switch self {
        case .birth: return WireEncoder.bytes(of: try decoder.sensorBirth(bytes))
        case .state: return WireEncoder.bytes(of: try decoder.sensorState(bytes))
        case .ack: return WireEncoder.bytes(of: try decoder.sensorAck(bytes))
        case .rss: return WireEncoder.bytes(of: try decoder.rssFrame(bytes))
        case .coset: return WireEncoder.bytes(of: try decoder.cosetFrame(bytes))
        case .spectrum: return WireEncoder.bytes(of: try decoder.spectrumEstimate(bytes))
        case .head: return WireEncoder.bytes(of: try decoder.mapHead(bytes))
        case .tile: return WireEncoder.bytes(of: try decoder.mapTile(bytes))
        case .interferer:
            let (state, epoch) = try decoder.interfererState(bytes)
            return WireEncoder.bytes(of: state, epoch: epoch)
        case .alert:
            let (alert, epoch) = try decoder.alert(bytes)
            return WireEncoder.bytes(of: alert, epoch: epoch)
        case .health: return WireEncoder.bytes(of: try decoder.engineHealth(bytes))
        case .owner: return WireEncoder.bytes(of: try decoder.engineOwner(bytes))
        }
    }

    /// Numbers of all fields that the schema gives the message.
    var fieldNumbers: Set<UInt32> {
        let descriptor =
            switch self {
            case .birth: Ethermap__V1__SensorBirth.descriptor
            case .state: Ethermap__V1__SensorState.descriptor
            case .ack: Ethermap__V1__SensorAck.descriptor
            case .rss: Ethermap__V1__RssFrame.descriptor
            case .coset: Ethermap__V1__CosetFrame.descriptor
            case .spectrum: Ethermap__V1__SpectrumEstimate.descriptor
            case .head: Ethermap__V1__MapHead.descriptor
            case .tile: Ethermap__V1__MapTile.descriptor
            case .interferer: Ethermap__V1__InterfererState.descriptor
            case .alert: Ethermap__V1__Alert.descriptor
            case .health: Ethermap__V1__EngineHealth.descriptor
            case .owner: Ethermap__V1__EngineOwner.descriptor
            }
        let fields = UnsafeBufferPointer(
            start: descriptor.pointee.fields, count: Int(descriptor.pointee.n_fields))
        return Set(fields.map(\.id))
    }

    /// Numbers of the fields at the top of some bytes.
    static func fieldNumbers(in bytes: [UInt8]) throws -> Set<UInt32> {
        try bytes.withUnsafeBytes { raw in
            var reader = FieldReader(bytes: raw)
            var numbers: Set<UInt32> = []
            while let field = try reader.next() { numbers.insert(field.number) }
            return numbers
        }
    }
}
