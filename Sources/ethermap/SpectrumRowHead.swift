import Evaluation

/// What every row of `evaluate spectrum --json` says: who answered, in which cell, how often.
struct SpectrumRowHead: Encodable {
    let method: String
    /// Who answered; `nil` for a follower, of which there is neither state nor oracle.
    let contender: SpectrumContender?
    let scenario: String
    let cosetCount: Int
    let snrDb: Double
    let trialCount: Int
    let seed: UInt64
    let seconds: Double

    private enum CodingKeys: String, CodingKey {
        case experiment
        case method
        case state
        case oracle
        case scenario
        case cosets
        case snr = "snr_db"
        case trials
        case seed
        case seconds
    }

    /// The head of a row about a cell.
    init(_ summary: SpectrumSummary) {
        method = summary.contender.name
        contender = summary.contender
        scenario = summary.setting.scenario.rawValue
        cosetCount = summary.setting.cosetCount
        snrDb = summary.setting.snrDb
        trialCount = summary.trialCount
        seed = summary.seed
        seconds = summary.seconds
    }

    /// The head of a row about a change.
    init(_ summary: SpectrumChangeSummary) {
        method = summary.follower.name
        contender = nil
        scenario = summary.setting.scenario.rawValue
        cosetCount = summary.setting.cosetCount
        snrDb = summary.setting.snrDb
        trialCount = summary.trialCount
        seed = summary.seed
        seconds = summary.seconds
    }

    /// The head of a row about a recording among carriers.
    init(_ summary: RecordingSummary) {
        method = summary.contender.name
        contender = summary.contender
        scenario = RecordingExperiment.scenario
        cosetCount = summary.cosetCount
        snrDb = summary.snrDb
        trialCount = summary.trialCount
        seed = summary.seed
        seconds = summary.seconds
    }

    /// Writes its members into the object that the rest of the row goes on with.
    func encode(to encoder: any Encoder) throws {
        var object = encoder.container(keyedBy: CodingKeys.self)
        try object.encode("spectrum", forKey: .experiment)
        try object.encode(method, forKey: .method)
        if let contender {
            try object.encode(contender.state.rawValue, forKey: .state)
            try object.encode(contender.oracle?.rawValue, forKey: .oracle)
        }
        try object.encode(scenario, forKey: .scenario)
        try object.encode(cosetCount, forKey: .cosets)
        try object.encode(NumberText.rounded(snrDb, 3), forKey: .snr)
        try object.encode(trialCount, forKey: .trials)
        try object.encode(seed, forKey: .seed)
        try object.encode(NumberText.rounded(seconds, 7), forKey: .seconds)
    }
}
