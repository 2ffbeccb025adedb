import CProtocol

/// A message's C structure as protoc-c generates it, with what is needed to treat all alike.
protocol GeneratedMessage {
    /// The header that every message begins with.
    var base: ProtobufCMessage { get set }
    /// An empty message.
    init()
    /// Sets every field to its default.
    static func initialise(_ message: UnsafeMutablePointer<Self>)
}

extension GeneratedMessage {
    /// An empty message with its defaults set.
    static func empty() -> Self {
        var message = Self()
        initialise(&message)
        return message
    }

    /// The generated description of the message's fields.
    static var descriptor: UnsafePointer<ProtobufCMessageDescriptor> { empty().base.descriptor }

    /// The message's bytes, with room for a checksum field after them.
    consuming func packed() -> [UInt8] {
        var message = self
        return withUnsafeMutablePointer(to: &message) { pointer in
            pointer.withMemoryRebound(to: ProtobufCMessage.self, capacity: 1) { base in
                let count = protobuf_c_message_get_packed_size(base)
                return [UInt8](unsafeUninitializedCapacity: count + 5) { buffer, initialised in
                    initialised = protobuf_c_message_pack(base, buffer.baseAddress)
                }
            }
        }
    }
}

extension Ethermap__V1__SensorBirth: GeneratedMessage {
    static func initialise(_ message: UnsafeMutablePointer<Self>) {
        ethermap__v1__sensor_birth__init(message)
    }
}

extension Ethermap__V1__SensorState: GeneratedMessage {
    static func initialise(_ message: UnsafeMutablePointer<Self>) {
        ethermap__v1__sensor_state__init(message)
    }
}

extension Ethermap__V1__SensorAck: GeneratedMessage {
    static func initialise(_ message: UnsafeMutablePointer<Self>) {
        ethermap__v1__sensor_ack__init(message)
    }
}

extension Ethermap__V1__Rejection: GeneratedMessage {
    static func initialise(_ message: UnsafeMutablePointer<Self>) {
        ethermap__v1__rejection__init(message)
    }
}

extension Ethermap__V1__RssFrame: GeneratedMessage {
    static func initialise(_ message: UnsafeMutablePointer<Self>) {
        ethermap__v1__rss_frame__init(message)
    }
}

extension Ethermap__V1__CosetFrame: GeneratedMessage {
    static func initialise(_ message: UnsafeMutablePointer<Self>) {
        ethermap__v1__coset_frame__init(message)
    }
}

extension Ethermap__V1__SpectrumEstimate: GeneratedMessage {
    static func initialise(_ message: UnsafeMutablePointer<Self>) {
        ethermap__v1__spectrum_estimate__init(message)
    }
}

extension Ethermap__V1__SpectrumEstimate__Band: GeneratedMessage {
    static func initialise(_ message: UnsafeMutablePointer<Self>) {
        ethermap__v1__spectrum_estimate__band__init(message)
    }
}

extension Ethermap__V1__MapHead: GeneratedMessage {
    static func initialise(_ message: UnsafeMutablePointer<Self>) {
        ethermap__v1__map_head__init(message)
    }
}

extension Ethermap__V1__MapHead__Tile: GeneratedMessage {
    static func initialise(_ message: UnsafeMutablePointer<Self>) {
        ethermap__v1__map_head__tile__init(message)
    }
}

extension Ethermap__V1__MapTile: GeneratedMessage {
    static func initialise(_ message: UnsafeMutablePointer<Self>) {
        ethermap__v1__map_tile__init(message)
    }
}

extension Ethermap__V1__Alert: GeneratedMessage {
    static func initialise(_ message: UnsafeMutablePointer<Self>) {
        ethermap__v1__alert__init(message)
    }
}

extension Ethermap__V1__InterfererState: GeneratedMessage {
    static func initialise(_ message: UnsafeMutablePointer<Self>) {
        ethermap__v1__interferer_state__init(message)
    }
}

extension Ethermap__V1__EngineHealth: GeneratedMessage {
    static func initialise(_ message: UnsafeMutablePointer<Self>) {
        ethermap__v1__engine_health__init(message)
    }
}

extension Ethermap__V1__EngineHealth__Counter: GeneratedMessage {
    static func initialise(_ message: UnsafeMutablePointer<Self>) {
        ethermap__v1__engine_health__counter__init(message)
    }
}

extension Ethermap__V1__EngineOwner: GeneratedMessage {
    static func initialise(_ message: UnsafeMutablePointer<Self>) {
        ethermap__v1__engine_owner__init(message)
    }
}
