/// A stretch of a network's memory, and when it is in use.
///
/// Steps count forwards, then backwards; stretches whose times do not meet share their place.
final class Storage {
    /// How many floats it holds.
    let count: Int
    /// The first and last time of use; nil until it is used.
    private(set) var lifetime: ClosedRange<Int>?
    private var place: UnsafeMutablePointer<Float>?

    init(count: Int) { self.count = count }

    /// Where it lies, once the network's memory is arranged.
    var address: UnsafeMutablePointer<Float> {
        guard let place else { preconditionFailure("memory is used before it is arranged") }
        return place
    }

    func touch(_ time: Int) {
        guard let known = lifetime else {
            lifetime = time...time
            return
        }
        lifetime = min(known.lowerBound, time)...max(known.upperBound, time)
    }

    func lie(at place: UnsafeMutablePointer<Float>) { self.place = place }
}
