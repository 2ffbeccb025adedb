/// A true map between its own bounds: what the paper's networks are trained to give.
struct NormalisedTruth {
    let leastDbm: Float
    let greatestDbm: Float
    let values: [Float]

    init(_ issDbm: [Float]) {
        let least = issDbm.min() ?? 0
        let greatest = issDbm.max() ?? 0
        leastDbm = least
        greatestDbm = greatest
        values = issDbm.map { ($0 - least) / max(greatest - least, 1e-6) }
    }
}
