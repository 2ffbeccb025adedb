import Glibc

/// Sums of very small numbers, in logarithms.
enum LogSum {
    /// log(exp a + exp b).
    static func of(_ a: Double, _ b: Double) -> Double {
        let greater = max(a, b)
        guard greater > -.infinity else { return greater }
        return greater + log1p(exp(min(a, b) - greater))
    }

    /// log Σ exp x.
    static func of(_ values: some Sequence<Double>) -> Double {
        let greatest = values.max() ?? -.infinity
        guard greatest > -.infinity else { return greatest }
        return greatest + log(values.reduce(0) { $0 + exp($1 - greatest) })
    }
}
