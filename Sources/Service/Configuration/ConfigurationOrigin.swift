/// Where a value of the configuration comes from.
public enum ConfigurationOrigin: Hashable, Sendable, CustomStringConvertible {
    /// Built in.
    case builtIn
    /// A place in a file; lines and columns count from 1, line 0 is the file as a whole.
    case file(path: String, line: Int, column: Int)
    /// An environment variable.
    case environment(name: String)
    /// The command line.
    case flag(key: String)

    /// The origin in one word: default, file, environment or flag.
    public var kind: String {
        switch self {
        case .builtIn: "default"
        case .file: "file"
        case .environment: "environment"
        case .flag: "flag"
        }
    }

    /// The origin as an error begins with it, or as a comment ends with it.
    public var description: String {
        switch self {
        case .builtIn: "default"
        case .file(let path, let line, let column):
            line == 0 ? path : "\(path):\(line):\(column)"
        case .environment(let name): "environment \(name)"
        case .flag(let key): "flag \(key)"
        }
    }
}
