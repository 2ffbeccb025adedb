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
///
/// A method that reads samples by a table learnt for a channel loses it also where the live samples
/// are of another channel: where estimate and table lie farther apart than both allow for.
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

    /// Scores by the table count for at most this, standard deviations.
    static let tableScoreMax = 5.0
    /// Root mean square of these scores from which the table is of another channel; 1 is right.
    static let tableScoreLimit = 2.5
    /// That below which it is believed again.
    static let tableScoreReturn = 2.0

    /// Cells that the means rest on, up to the memory's length.
    private(set) var count = 0.0
    private var methodSquares = 0.0
    private var krigingSquares = 0.0
    /// Cells that the table has been held against, up to the memory's length.
    private(set) var tableCount = 0.0
    private var tableSquares = 0.0
    /// Whether the plane has fallen back to kriging.
    var isTripped: Bool { isWorse || isForeign }
    /// Whether the method is clearly worse than kriging.
    private(set) var isWorse = false
    /// Whether the live samples are of another channel than the method's table.
    private(set) var isForeign = false
    /// The errors at which it did, dB.
    private(set) var trippedMethodDb = 0.0
    private(set) var trippedKrigingDb = 0.0
    /// The table's score at which it did.
    private(set) var trippedTableScore = 0.0
    /// When the held-out cells were last looked at.
    private(set) var lastLook = UnixTime.zero

    /// Root mean square error of the method on cells that it did not see, dB; 0 before any.
    var methodErrorDb: Double { methodSquares.squareRoot() }
    /// The same of kriging.
    var krigingErrorDb: Double { krigingSquares.squareRoot() }

    /// Root mean square score of the table, standard deviations; 0 before any.
    var tableScore: Double { tableSquares.squareRoot() }

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
    ///   - tableScores: how far the method's estimate lies from what its table says of the cells'
    ///     samples, standard deviations; empty where it has no table.
    ///   - now: the round's instant.
    /// - Returns: whether the plane's method has changed.
    mutating func look(
        methodErrorsDb: [Double], krigingErrorsDb: [Double], tableScores: [Double] = [],
        at now: UnixTime
    ) -> Bool {
        precondition(
            methodErrorsDb.count == krigingErrorsDb.count, "both methods answer for all cells")
        lastLook = now
        guard !methodErrorsDb.isEmpty else { return false }
        let was = isTripped
        let added = Double(methodErrorsDb.count)
        count = min(count, max(Self.memoryCount - added, 0)) + added
        let share = added / count
        methodSquares +=
            share * (Self.meanSquare(methodErrorsDb, cutAt: Self.errorDbMax) - methodSquares)
        krigingSquares +=
            share * (Self.meanSquare(krigingErrorsDb, cutAt: Self.errorDbMax) - krigingSquares)
        look(tableScores)
        guard count >= Self.countMin else { return false }
        let isNowWorse =
            isWorse
            ? methodErrorDb > 1.1 * krigingErrorDb + 0.5
            : methodErrorDb > 1.3 * krigingErrorDb + 1
        if isNowWorse, !isWorse {
            trippedMethodDb = methodErrorDb
            trippedKrigingDb = krigingErrorDb
        }
        isWorse = isNowWorse
        return isTripped != was
    }

    private mutating func look(_ tableScores: [Double]) {
        guard !tableScores.isEmpty else { return }
        let added = Double(tableScores.count)
        tableCount = min(tableCount, max(Self.memoryCount - added, 0)) + added
        tableSquares +=
            added / tableCount
            * (Self.meanSquare(tableScores, cutAt: Self.tableScoreMax) - tableSquares)
        guard tableCount >= Self.countMin else { return }
        let isNowForeign =
            tableScore > (isForeign ? Self.tableScoreReturn : Self.tableScoreLimit)
        if isNowForeign, !isForeign { trippedTableScore = tableScore }
        isForeign = isNowForeign
    }

    private static func meanSquare(_ errors: [Double], cutAt limit: Double) -> Double {
        errors.reduce(0) { sum, error in
            let cut = min(abs(error), limit)
            return sum + cut * cut
        } / Double(errors.count)
    }

    /// Why the plane has fallen back, as a map's method says it.
    func reason(of method: String) -> String {
        guard isWorse || !isForeign else {
            return "guard: \(method)'s channel is another, table "
                + "\(Self.tenths(trippedTableScore)) sigma off"
        }
        return "guard: \(method) \(Self.tenths(trippedMethodDb)) dB, "
            + "kriging \(Self.tenths(trippedKrigingDb)) dB"
    }

    private static func tenths(_ decibels: Double) -> String {
        let tenths = Int((decibels * 10).rounded())
        return "\(tenths / 10).\(tenths % 10)"
    }

    init() {}

    func encode(into writer: inout ByteWriter) {
        writer.append([
            count, methodSquares, krigingSquares, trippedMethodDb, trippedKrigingDb, tableCount,
            tableSquares, trippedTableScore,
        ])
        writer.append(isWorse)
        writer.append(isForeign)
        writer.append(lastLook.nanoseconds)
    }

    init(from reader: inout ByteReader) throws {
        let numbers = try reader.readDoubles()
        isWorse = try reader.readBool()
        isForeign = try reader.readBool()
        lastLook = UnixTime(nanoseconds: try reader.readUInt64())
        let squareMax = Self.errorDbMax * Self.errorDbMax
        guard numbers.count == 8, (0...1e9).contains(numbers[0]), (0...1e9).contains(numbers[5]),
            numbers[1...2].allSatisfy({ (0...squareMax).contains($0) }),
            numbers[3...4].allSatisfy({ (0...Self.errorDbMax).contains($0) }),
            (0...Self.tableScoreMax * Self.tableScoreMax).contains(numbers[6]),
            (0...Self.tableScoreMax).contains(numbers[7])
        else { throw EngineStateError(reason: "a guard of no method") }
        count = numbers[0]
        methodSquares = numbers[1]
        krigingSquares = numbers[2]
        trippedMethodDb = numbers[3]
        trippedKrigingDb = numbers[4]
        tableCount = numbers[5]
        tableSquares = numbers[6]
        trippedTableScore = numbers[7]
    }
}
