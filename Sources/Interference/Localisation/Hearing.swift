import Model

/// A place as the search for several emitters sees it: received against explained, and how old.
struct Hearing: Sendable {
    /// Borders between ages, seconds: emitters switch on and off at one of them.
    static let ageBordersSeconds = [4.0, 8, 15, 30, 60, 120]

    var place: Place
    /// Explained without unknown emitters, dBm; −200 where nothing is.
    var explainedDbm: Double
    /// Deviation of the explained and of the received level, decibels.
    var deviationDb: Double
    /// Its part of its neighbourhood's vote.
    var weight: Double
    /// Index of its age, newest first.
    var age: Int

    /// The age of something that ended some seconds ago.
    static func age(ofSeconds seconds: Double) -> Int {
        ageBordersSeconds.firstIndex { seconds < $0 } ?? ageBordersSeconds.count
    }
}
