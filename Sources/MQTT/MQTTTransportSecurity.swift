/// How a connection is encrypted and how both ends prove who they are.
public struct MQTTTransportSecurity: Hashable, Sendable {
    /// A file of trusted certificates (PEM); without it and `authorityDirectory`, the system's.
    public var authorityFile: String?
    /// A directory of trusted certificates, hashed by `openssl rehash`.
    public var authorityDirectory: String?
    /// The client's certificate (PEM), where the broker asks for one.
    public var certificateFile: String?
    /// The client's private key (PEM, not encrypted).
    public var keyFile: String?
    /// Whether the broker's certificate must name the host that we connect to; leave it on.
    public var verifiesHostName: Bool

    /// Security from its parts.
    public init(
        authorityFile: String? = nil, authorityDirectory: String? = nil,
        certificateFile: String? = nil, keyFile: String? = nil, verifiesHostName: Bool = true
    ) {
        self.authorityFile = authorityFile
        self.authorityDirectory = authorityDirectory
        self.certificateFile = certificateFile
        self.keyFile = keyFile
        self.verifiesHostName = verifiesHostName
    }
}
