/// Why a spectrum is worth less than its sensor's others: the words on the wire.
public enum SpectrumDegradation: String, CaseIterable, Hashable, Codable, Sendable {
    /// Samples stand at the end of the converter's range: intermodulation looks like carriers.
    case clipped
    /// A coset's converter gives nothing, or always the same: the others are used.
    case deadCoset = "dead_coset"
    /// The cosets' delays differ by so much that correction leaves a rest of them.
    case mismatchedCosets = "mismatched_cosets"
    /// Blocks without any power were left out.
    case silentBlocks = "silent_blocks"
    /// More blocks came than the engine's budget allows: the older ones were left out.
    case skippedBlocks = "skipped_blocks"
}
