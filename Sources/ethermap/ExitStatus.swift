import ArgumentParser
import Engine
import Formats
import Foundation
import MQTT
import NeuralNet
import Service
import Store
import Wire

/// How the process ends: one mapping from errors to exit codes (sysexits).
enum ExitStatus: Int32 {
    /// All is well.
    case success = 0
    /// It failed, and no other code says better why.
    case failure = 1
    /// The arguments are wrong.
    case usage = 64
    /// The data that was given is wrong or damaged.
    case badData = 65
    /// The broker or the store is not available.
    case unavailable = 69
    /// The configuration is wrong.
    case badConfiguration = 78
    /// The user has interrupted it (128 + SIGINT).
    case interrupted = 130

    /// The code of an error.
    init(_ error: any Error) {
        switch error {
        case let error as CommandError: self = error.status
        case is ConfigurationErrors, is ConfigurationError: self = .badConfiguration
        case let error as StoreError: self = Self.status(of: error.code)
        case let error as ServiceError: self = Self.status(of: error.kind)
        case is RecordingError: self = .badData
        case let error as MQTTError: self = Self.status(of: error.kind)
        case is RecordingError, is NumpyFileError, is CityRasterError, is WireError,
            is EngineStateError, is NeuralNetError:
            self = .badData
        case is CancellationError: self = .interrupted
        default: self = .failure
        }
    }

    private static func status(of kind: ServiceError.Kind) -> ExitStatus {
        switch kind {
        case .failure: .failure
        case .badData: .badData
        case .badConfiguration: .badConfiguration
        case .unavailable: .unavailable
        }
    }

    private static func status(of code: StoreError.Code) -> ExitStatus {
        switch code {
        case .missing, .notAStore, .newerSchema, .olderSchema, .wrongRegion, .held, .busy,
            .diskFull, .notPermitted, .inputOutput:
            .unavailable
        case .damaged: .badData
        case .conflict, .tooLarge, .exists, .sqlite: .failure
        }
    }

    private static func status(of kind: MQTTError.Kind) -> ExitStatus {
        switch kind {
        case .connection, .refused, .broker: .unavailable
        case .invalid, .oversize, .queueFull, .handler, .stopped: .failure
        }
    }

    /// Says an error once, on standard error, and ends the process.
    static func end(with error: any Error) -> Never {
        // Errors of the argument parser carry their own texts, codes and streams (--help).
        let code = Ethermap.exitCode(for: error)
        if error is ExitCode || code == .success || code == .validationFailure {
            Ethermap.exit(withError: error)
        }
        let text = words(about: error)
        for line in text.split(separator: "\n") {
            Terminal.complain(error is ConfigurationErrors ? String(line) : "ethermap: \(line)")
        }
        Foundation.exit(ExitStatus(error).rawValue)
    }

    /// The error as people should read it.
    private static func words(about error: any Error) -> String {
        if error is CancellationError { return "" }
        guard let failure = error as? CocoaError else { return "\(error)" }
        // Foundation's own description is a dump; its path says what the operator must know.
        let path = failure.filePath
        return (path.map { "'\($0)': " } ?? "") + failure.localizedDescription
    }
}

/// A command that cannot do what it was asked, and how the process then ends.
struct CommandError: Error, CustomStringConvertible {
    /// How the process ends.
    var status: ExitStatus
    /// One sentence without its full stop; empty where everything has been said.
    var description: String

    init(_ status: ExitStatus, _ description: String) {
        self.status = status
        self.description = description
    }
}
