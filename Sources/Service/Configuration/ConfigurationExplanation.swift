/// One key of the configuration, explained: for programs that offer or check configurations.
public struct ConfigurationExplanation: Sendable, Encodable {
    /// The key.
    public let key: String
    /// What it means.
    public let meaning: String
    /// What its value must be, in words.
    public let expected: String
    /// Whether there is no default.
    public let required: Bool
    /// Its default; in a required key none.
    public let standard: ConfigurationValue
    /// Its value in the sample.
    public let sample: ConfigurationValue
    /// The environment variable that sets it.
    public let environment: String

    private enum CodingKeys: String, CodingKey {
        case key
        case meaning
        case expected
        case required
        case standard = "default"
        case sample
        case environment
    }

    /// Every key, in the order of files.
    public static var all: [ConfigurationExplanation] {
        ConfigurationTable.keys.map { key in
            ConfigurationExplanation(
                key: key.path, meaning: key.summary, expected: key.shape.description,
                required: key.isRequired,
                standard: key.isRequired ? .none : key.get(ConfigurationTable.base),
                sample: key.get(.sample), environment: key.environmentName)
        }
    }
}
