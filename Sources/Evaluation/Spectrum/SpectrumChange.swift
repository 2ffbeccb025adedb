import Scenario
import Sensing

/// Two rows fall silent and two are filled at once: how soon trackers see it.
public struct SpectrumChange: Sendable {
    /// Who follows the stream.
    public struct Follower: Hashable, Sendable {
        /// The method's or tracker's name.
        public var name: String
        /// Frames that a windowed method looks back on; `nil` for trackers with a state of their own.
        public var windowFrames: Int?

        /// A follower from its parts.
        public init(name: String, windowFrames: Int? = nil) {
            self.name = name
            self.windowFrames = windowFrames
        }

        /// The windowed methods that follow where nobody says which.
        public static let usualNames: Set<String> = ["m-sbl", "covariance-nnls"]

        /// The ways in which a name that is told nothing can follow a stream.
        public static func named(_ name: String) -> [Follower] {
            guard SpectrumMethods.names.contains(name),
                let tracker = try? SpectrumMethods.tracker(named: name)
            else { return [] }
            guard tracker is WindowedTracker else { return [Follower(name: name)] }
            return [1, 5, 20].map { Follower(name: name, windowFrames: $0) }
        }
    }

    /// Frames before the change.
    public static let framesBefore = 20
    /// Frames after it.
    public static let framesAfter = 5
    /// A row is on where it is less than this below the strongest.
    public static let levelDb = -13.0

    /// What one trial saw after each of ``framesAfter`` frames.
    struct Sight: Sendable {
        /// Rows above the level: of the filled ones, of the silent ones, of those never touched.
        var filled: [Int] = []
        var silent: [Int] = []
        var vacant: [Int] = []
        /// Rows above the tracker's own thresholds; empty where it has none.
        var ownFilled: [Int] = []
        var ownSilent: [Int] = []
        /// Powers of the filled rows and of those never touched.
        var filledPowers: [[Float]] = []
        var vacantPowers: [[Float]] = []
        var rowRatios: [Double] = []
        var seconds: [Double] = []
        var vacantCount = 0
    }

    /// Runs one trial.
    static func sight(
        _ follower: Follower, setting: SpectrumSetting, seed: UInt64, number: Int, budget: Int
    ) throws -> Sight {
        let scene = WidebandScene(
            configuration: setting.scenario.configuration(
                symbols: setting.symbols, swapFrame: framesBefore),
            seed: seed, number: number, frameCount: framesBefore + framesAfter)
        let trial = try SpectrumTrial(
            scene: scene, setting: setting, frameCount: scene.frameCount)
        var tracker = try SpectrumMethods.tracker(
            named: follower.name, windowFrames: follower.windowFrames ?? framesBefore)
        let answers = try trial.follow(&tracker, until: scene.frameCount, budget: budget)
        let before = scene.touchedRows(frame: 0)
        let after = scene.touchedRows(frame: framesBefore)
        let filled = before.indices.filter { !before[$0] && after[$0] }
        let silent = before.indices.filter { before[$0] && !after[$0] }
        let vacant = before.indices.filter { !before[$0] && !after[$0] }
        var sight = Sight()
        sight.vacantCount = vacant.count
        for (place, answer) in answers.enumerated().dropFirst(framesBefore) {
            let rows = SpectrumPosterior.rowSums(
                answer.posterior.binPower, rowCount: before.count)
            let level = (rows.max() ?? 0) * 0.05011872
            sight.filled.append(filled.count { rows[$0] > level })
            sight.silent.append(silent.count { rows[$0] > level })
            sight.vacant.append(vacant.count { rows[$0] > level })
            let thresholds = answer.posterior.rowThresholds
            if thresholds.count == rows.count {
                let scores = answer.posterior.rowScores
                sight.ownFilled.append(filled.count { scores[$0] > thresholds[$0] })
                sight.ownSilent.append(silent.count { scores[$0] > thresholds[$0] })
            }
            sight.filledPowers.append(filled.map { rows[$0] })
            sight.vacantPowers.append(vacant.map { rows[$0] })
            let truth = trial.frames[place].expectedPower
            let score = SpectrumScore(
                of: answer.posterior, truth: truth, isRowTouched: after,
                isBinVacant: truth.map { $0 == 0 }, seconds: answer.seconds)
            sight.rowRatios.append(score.rowRatio)
            sight.seconds.append(answer.seconds)
        }
        return sight
    }
}
