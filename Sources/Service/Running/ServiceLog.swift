import Logging

extension LogSettings {
    /// A logger to standard error in the form and from the level on that the settings say.
    public func makeLogger(_ label: String) -> Logger {
        var logger = Logger(label: label) { label -> any LogHandler in
            switch format {
            case .text: StreamLogHandler.standardError(label: label)
            case .json: JSONLogHandler(label: label)
            }
        }
        logger.logLevel = level
        return logger
    }
}
