import Foundation
import MQTT

extension BrokerConfiguration {
    /// How to connect, the password read from its file.
    ///
    /// - Parameters:
    ///   - clientID: as whom.
    ///   - jitterSeed: spreads the attempts of many clients.
    /// - Returns: the options, with a clean start.
    /// - Throws: `ServiceError` where the password's file cannot be read.
    public func connectionOptions(
        clientID: String = "", jitterSeed: UInt64
    ) throws -> MQTTConnectionOptions {
        var password: String?
        if let passwordFile {
            guard let text = try? String(contentsOfFile: passwordFile, encoding: .utf8) else {
                throw ServiceError(
                    kind: .badConfiguration, operation: "read the broker's password",
                    reason: "'\(passwordFile)' cannot be read")
            }
            password = text.trimmingCharacters(in: .whitespacesAndNewlines)
        }
        return MQTTConnectionOptions(
            host: host, port: port, clientID: clientID, username: username, password: password,
            tls: tls.isEnabled
                ? MQTTTransportSecurity(
                    authorityFile: tls.authorityFile, certificateFile: tls.certificateFile,
                    keyFile: tls.keyFile) : nil,
            version: protocolVersion == .v5 ? .v5 : .v311,
            sessionExpirySeconds: UInt32(clamping: sessionExpirySeconds),
            receiveMaximum: UInt16(clamping: receiveMaximum), keepAliveSeconds: keepAliveSeconds,
            jitterSeed: jitterSeed)
    }
}
