import Model

/// A map of interference over one plane, with what is behind it.
public struct InterferenceEstimate: Sendable {
    /// One interfering node as a method places it.
    public struct Emitter: Hashable, Sendable {
        /// Where it should stand.
        public var position: LocalPosition
        /// Its radiated power, dBm; `nil` where the method does not tell.
        public var eirpDbm: Double?
        /// How sure the method is that one is there, 0 to 1.
        public var confidence: Double

        /// An emitter from its parts.
        public init(position: LocalPosition, eirpDbm: Double? = nil, confidence: Double) {
            self.position = position
            self.eirpDbm = eirpDbm
            self.confidence = confidence
        }
    }

    /// Î, interference and noise, dBm [cell].
    public var issDbm: [Float]
    /// Standard deviation of the true interference about Î, dB [cell]; empty where not told.
    public var deviationsDb: [Float]
    /// The interfering nodes, surest first.
    public var emitters: [Emitter]
    /// The desired signal as the samples correct it, dBm [cell]; empty where D̂ is left as it is.
    public var desiredDbm: [Float]

    /// An estimate from its parts.
    public init(
        issDbm: [Float], deviationsDb: [Float] = [], emitters: [Emitter] = [],
        desiredDbm: [Float] = []
    ) {
        self.issDbm = issDbm
        self.deviationsDb = deviationsDb
        self.emitters = emitters
        self.desiredDbm = desiredDbm
    }

    /// The ratio of the desired signal to Î, dB [cell]: equation (7) of the IMNet paper.
    public func sinrDb(over evidence: InterferenceEvidence) -> [Float] {
        zip(desiredDbm.isEmpty ? evidence.desiredDbm : desiredDbm, issDbm).map { $0 - $1 }
    }
}
