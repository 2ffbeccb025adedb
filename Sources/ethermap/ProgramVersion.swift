/// The program's version: the only place that names it.
enum ProgramVersion {
    /// The semantic version (CHANGELOG.md).
    static let number = "0.1.0"
    /// The version of the bus: of topics and messages.
    static let bus = "v1"

    /// The version as people read it.
    static let text = "ethermap \(number)"
}
