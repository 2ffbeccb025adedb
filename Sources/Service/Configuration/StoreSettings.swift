import Store

/// Where the store is, and how it keeps and forgets.
public struct StoreSettings: Hashable, Sendable {
    /// The name of the store's file in its state directory.
    public static let fileName = "ethermap.sqlite"

    /// The state directory; one engine at a time holds it.
    public var directory = "ethermap-state"
    /// How the store keeps and forgets.
    public var configuration = StoreConfiguration()

    /// The defaults.
    public init() {}

    /// The path of the store's file.
    public var path: String { Self.path(inStateDirectory: directory) }

    /// The path of the store's file in a state directory.
    public static func path(inStateDirectory directory: String) -> String {
        directory.hasSuffix("/") ? directory + fileName : directory + "/" + fileName
    }
}
