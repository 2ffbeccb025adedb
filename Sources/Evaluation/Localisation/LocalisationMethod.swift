import Interference
import Model

/// One way of finding an emitter along a flight, causally: it knows only what it has been given.
public protocol LocalisationMethod {
    /// The method's name in rows and on the command line.
    static var name: String { get }

    /// A method that has heard nothing yet.
    init(setting: LocalisationSetting)

    /// Takes a sample in; samples come in the order of time.
    mutating func absorb(_ sample: PlacedSample)

    /// Where the emitter is, by what came so far; `nil` where nothing came.
    mutating func locate(at now: UnixTime) -> LocalisationAnswer?
}
