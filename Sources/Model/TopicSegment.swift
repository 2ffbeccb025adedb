/// A name that may stand as one level of a topic: 1 to 32 characters of `[a-z0-9-]`.
///
/// Regions, sensors, bands and interferers are named so, because their names become parts of MQTT
/// topics, file names and metric labels: no dots, no wildcards, no spaces.
public protocol TopicSegment: RawRepresentable, Hashable, Comparable, Codable, Sendable,
    CustomStringConvertible, ExpressibleByStringLiteral
where RawValue == String {
    /// Wraps a text that has been checked already.
    init(unchecked rawValue: String)
}

extension TopicSegment {
    /// Makes a name, or `nil` where the text is not 1 to 32 characters of `[a-z0-9-]`.
    public init?(rawValue: String) {
        guard Self.isValid(rawValue) else { return nil }
        self.init(unchecked: rawValue)
    }

    /// Makes a name from a literal; a malformed literal is a programmer's error.
    public init(stringLiteral value: String) {
        precondition(Self.isValid(value), "'\(value)' is not a topic segment")
        self.init(unchecked: value)
    }

    /// Tells whether a text is 1 to 32 characters of `[a-z0-9-]`.
    public static func isValid(_ text: String) -> Bool {
        let bytes = text.utf8
        return (1...32).contains(bytes.count)
            && bytes.allSatisfy { byte in
                (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x2D
            }
    }

    /// Names order as their texts do.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }

    /// The name itself.
    public var description: String { rawValue }
}

/// The name of one monitored volume, the unit of sharding.
public struct RegionID: TopicSegment {
    /// The name.
    public let rawValue: String
    /// Wraps a text that has been checked already.
    public init(unchecked rawValue: String) { self.rawValue = rawValue }
}

/// The name of one sensor.
public struct SensorID: TopicSegment {
    /// The name.
    public let rawValue: String
    /// Wraps a text that has been checked already.
    public init(unchecked rawValue: String) { self.rawValue = rawValue }
}

/// The name of one band of a region.
public struct BandID: TopicSegment {
    /// The name.
    public let rawValue: String
    /// Wraps a text that has been checked already.
    public init(unchecked rawValue: String) { self.rawValue = rawValue }
}

/// The name of one tracked interferer.
public struct InterfererID: TopicSegment {
    /// The name.
    public let rawValue: String
    /// Wraps a text that has been checked already.
    public init(unchecked rawValue: String) { self.rawValue = rawValue }
}
