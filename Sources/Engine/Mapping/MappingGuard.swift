import Glibc
import Model
import Numerics

/// Whether a plane's map of interference may come from its configured method, or must come from
/// kriging because live samples contradict it.
///
/// One sampled cell in sixteen is never shown to the method. There, 10 log10(D̂ + Î) is held against
/// what was received, and so is what kriging says without these cells. Both errors are root mean
/// squares, single errors cut at `errorDbMax`, over the last `memoryCount` cells or so. The method
/// loses its plane where it is clearly worse, and gets it back where it is no longer.
struct MappingGuard: Hashable, Sendable {
    /// One cell in so many is held out.
    static let heldOutPeriod = 16
    /// Errors count for at most this, decibels: a city's edges make outliers for every method.
    static let errorDbMax = 15.0
    /// Cells that the errors remember.
    static let memoryCount = 200.0
    /// Cells that must have been seen before anything is judged.
    static let countMin = 40.0
    /// Time between two looks at the held-out cells, seconds.
    static let intervalSeconds = 2.0
    /// Time between two tries of a method that has lost its plane, seconds.
    static let retrySeconds = 10.0

    /// Cells that the means rest on, up to the memory's length.
    private(set) var count = 0.0
    private var methodSquares = 0.0
    private var krigingSquares = 0.0
    /// Whether the plane has fallen back to kriging.
    private(set) var isTripped = false
    /// The errors at which it did, dB.
    private(set) var trippedMethodDb = 0.0
    private(set) var trippedKrigingDb = 0.0
    /// When the held-out cells were last looked at.
    private(set) var lastLook = UnixTime.zero

    /// Root mean square error of the method on cells that it did not see, dB; 0 before any.
    var methodErrorDb: Double { methodSquares.squareRoot() }
    /// The same of kriging.
    var krigingErrorDb: Double { krigingSquares.squareRoot() }

    /// Whether a cell of the method's plane is held out.
    static func holdsOut(_ cell: Int) -> Bool {
        // Multiples of the golden ratio: even over any row, and never in step with a grid's width.
        (UInt64(truncatingIfNeeded: cell) &* 0x9E37_79B9_7F4A_7C15) >> 60 == 0
    }

    /// Whether it is time for a look; a method without its plane is tried less often.
    func isDue(at now: UnixTime) -> Bool {
        let seconds = isTripped ? Self.retrySeconds : Self.intervalSeconds
        return now < lastLook || now.seconds(since: lastLook) >= seconds
    }

    /// Learns from one look.
    ///
    /// - Parameters:
    ///   - methodErrorsDb: the method's, cell by cell.
    ///   - krigingErrorsDb: kriging's at the same cells.
    ///   - now: the round's instant.
    /// - Returns: whether the plane's method has changed.
    mutating func look(
        methodErrorsDb: [Double], krigingErrorsDb: [Double], at now: UnixTime
    ) -> Bool {
        precondition(
            methodErrorsDb.count == krigingErrorsDb.count, "both methods answer for all cells")
        lastLook = now
        guard !methodErrorsDb.isEmpty else { return false }
        let added = Double(methodErrorsDb.count)
        count = min(count, max(Self.memoryCount - added, 0)) + added
        let share = added / count
        methodSquares += share * (Self.meanSquare(methodErrorsDb) - methodSquares)
        krigingSquares += share * (Self.meanSquare(krigingErrorsDb) - krigingSquares)
        guard count >= Self.countMin else { return false }
        let was = isTripped
        isTripped =
            was
            ? methodErrorDb > 1.1 * krigingErrorDb + 0.5
            : methodErrorDb > 1.3 * krigingErrorDb + 1
        if isTripped, !was {
            trippedMethodDb = methodErrorDb
            trippedKrigingDb = krigingErrorDb
        }
        return isTripped != was
    }

    private static func meanSquare(_ errorsDb: [Double]) -> Double {
        errorsDb.reduce(0) { sum, error in
            let cut = min(abs(error), errorDbMax)
            return sum + cut * cut
        } / Double(errorsDb.count)
    }

    /// Why the plane has fallen back, as a map's method says it.
    func reason(of method: String) -> String {
        "guard: \(method) \(Self.tenths(trippedMethodDb)) dB, "
            + "kriging \(Self.tenths(trippedKrigingDb)) dB"
    }

    private static func tenths(_ decibels: Double) -> String {
        let tenths = Int((decibels * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    init() {}

    func encode(into writer: inout ByteWriter) {
        writer.append([
            count, methodSquares, krigingSquares, trippedMethodDb, trippedKrigingDb,
        ])
        writer.append(isTripped)
        writer.append(lastLook.nanoseconds)
    }

    init(from reader: inout ByteReader) throws {
        let numbers = try reader.readDoubles()
        let isTripped = try reader.readBool()
        lastLook = UnixTime(nanoseconds: try reader.readUInt64())
        let squareMax = Self.errorDbMax * Self.errorDbMax
        guard numbers.count == 5, (0...1e9).contains(numbers[0]),
            numbers[1...2].allSatisfy({ (0...squareMax).contains($0) }),
            numbers[3...4].allSatisfy({ (0...Self.errorDbMax).contains($0) })
        else { throw EngineStateError(reason: "a guard of no method") }
        count = numbers[0]
        methodSquares = numbers[1]
        krigingSquares = numbers[2]
        trippedMethodDb = numbers[3]
        trippedKrigingDb = numbers[4]
        self.isTripped = isTripped
    }
}
