import ArgumentParser
import Foundation
import Service

/// `ethermap engine`.
struct EngineCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "engine", abstract: "Run one region's engine until it is stopped.",
        discussion: """
            SIGINT and SIGTERM end it in good order: a last snapshot, a farewell on the bus. Killed \
            in any other way it goes on where it was.

            Example: ethermap engine --config ethermap.yaml
            """)

    @OptionGroup var options: ConfigurationOptions

    func run() throws {
        let configuration = try options.load().value
        let logger = configuration.log.makeLogger("ethermap")
        let service = try EngineService(configuration: configuration, logger: logger)
        let interruption = Interruption()
        interruption.handle { service.stop() }
        service.start()
        let ending = service.run()
        withExtendedLifetime(interruption) {}
        switch ending {
        case .requested: return
        case .superseded(let owner):
            throw CommandError(
                .failure,
                "region \(owner.region) has been taken over by engine \(owner.engine) at epoch "
                    + "\(owner.epoch); this one has stopped")
        case .failed(let error): throw error
        }
    }
}
