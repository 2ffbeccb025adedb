/// What is wrong with frames that a spectrum was estimated from all the same.
public enum SpectrumWarning: String, Hashable, Sendable, CaseIterable {
    /// Some cosets were nothing but noughts: the estimate is of the others.
    case deadCosets = "dead-cosets"
    /// The frame was nothing but noughts: the estimate is of the frames before it.
    case silentFrame = "silent-frame"
    /// Some samples were not numbers: the estimate is of the frames before.
    case damagedValues = "damaged-values"
    /// The branches' gains or delays are not alike: the estimate is of frames that are corrected.
    case unlikeBranches = "unlike-branches"
    /// The branches' delays differ by so much that correction leaves a rest of them.
    case lateBranches = "late-branches"
}
