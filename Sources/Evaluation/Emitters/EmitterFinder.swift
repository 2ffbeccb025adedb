import Model

/// One way of finding all emitters of a survey.
public protocol EmitterFinder: Sendable {
    /// The method's name in rows.
    var name: String { get }

    /// Where it believes emitters to be.
    func emitters(in survey: EmitterSurvey) -> [LocalPosition]
}
