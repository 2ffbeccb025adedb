/// A configuration with the origin of each of its values.
public struct LoadedConfiguration: Sendable {
    /// One value as `config show` lists it.
    public struct Setting: Sendable, Encodable {
        /// The key.
        public var key: String
        /// The value.
        public var value: ConfigurationValue
        /// Where it comes from.
        public var origin: ConfigurationOrigin
        /// The environment variable that would set it.
        public var environmentName: String

        private enum CodingKeys: String, CodingKey {
            case key
            case value
            case origin
            case place
            case environment
        }

        /// Writes the setting as an object: key, value, origin in a word, place, environment.
        public func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: CodingKeys.self)
            try container.encode(key, forKey: .key)
            try container.encode(value, forKey: .value)
            try container.encode(origin.kind, forKey: .origin)
            try container.encode(origin.description, forKey: .place)
            try container.encode(environmentName, forKey: .environment)
        }
    }

    /// The configuration.
    public let value: ServiceConfiguration
    /// Where each key's value comes from, by key; keys at their default are not in it.
    public let origins: [String: ConfigurationOrigin]
    /// What is suspicious, one sentence each.
    public let warnings: [String]

    /// Where a key's value comes from.
    public func origin(of key: String) -> ConfigurationOrigin { origins[key] ?? .builtIn }

    /// Every value, in the order of the table of keys.
    public var settings: [Setting] {
        ConfigurationTable.keys.map { key in
            Setting(
                key: key.path, value: key.get(value), origin: origin(of: key.path),
                environmentName: key.environmentName)
        }
    }
}
