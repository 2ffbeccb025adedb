import Glibc
import Model

/// Finds the posterior of one emitter's position, from coarse to fine.
///
/// The coarsest cells cover the whole area; those that hold all but a thousandth of the posterior
/// are parted in four, again and again, down to the finest or to a tenth of the posterior's own
/// radius. Shadowing hypotheses with less than a hundredth of the evidence are dropped on the way.
struct PosteriorSearch {
    /// Share of the posterior that may stay unrefined.
    static let leftShare = 1e-3
    /// Evidence below which a hypothesis is dropped.
    static let leastShare = 0.01

    private struct Node {
        var cell: CandidateLattice.Cell
        /// Whether it holds too little to be parted.
        var isLeft = false
        var logPosterior: Double
        var logHypotheses: [Double]
        var levelDbm: Double
    }

    let lattice: CandidateLattice
    let configuration: LocalisationConfiguration

    /// What a search finds.
    struct Finding {
        var cells: [EmitterPosterior.Cell]
        /// The most likely of them.
        var best: CandidateLattice.Cell
        /// Level at the reference distance there, dBm.
        var bestLevelDbm: Double
        /// What it explains that nothing else does, nats.
        var gain = 0.0
        /// Places that it explains.
        var supportCount = 0
        /// Level at the reference distance, dBm: posterior mean and standard deviation.
        var levelDbm: Double
        var levelDeviationDb: Double
        /// Distance at which that level is told, metres.
        var referenceMetres: Double
        /// log of the likelihood's mean over the prior; less that without an emitter, its odds.
        var logEvidence: Double
    }

    /// The posterior; `nil` where no candidate is possible.
    func run(_ likelihood: inout EmitterLikelihood) -> Finding? {
        var nodes = self.nodes(of: lattice.coarsest, likelihood)
        while true {
            prune(&nodes, &likelihood)
            let total = LogSum.of(nodes.map(\.logPosterior))
            guard total > -.infinity else { return nil }
            let ranked = nodes.indices.sorted {
                (nodes[$1].logPosterior, $0) < (nodes[$0].logPosterior, $1)
            }
            var share = 0.0
            var parted: [Int] = []
            let stride = nodes.lazy.filter { !$0.isLeft }.map(\.cell.stride).max() ?? 1
            let isFineEnough = isResolved(nodes, total: total, stride: stride)
            if isFineEnough || stride <= 1 { break }
            for index in ranked {
                if share >= 1 - Self.leftShare
                    || parted.count >= configuration.candidateCountMax / 2
                {
                    break
                }
                share += exp(nodes[index].logPosterior - total)
                // Only the coarsest cells are parted, so that a level is finished before the next.
                if !nodes[index].isLeft, nodes[index].cell.stride == stride {
                    parted.append(index)
                }
            }
            guard !parted.isEmpty else { break }
            let fresh = self.nodes(
                of: parted.flatMap { lattice.parts(of: nodes[$0].cell) }, likelihood)
            let isParted = Set(parted)
            // Coarse cells that hold next to nothing stay as they are, for good.
            nodes =
                nodes.indices.filter { !isParted.contains($0) }.map { index in
                    var node = nodes[index]
                    if node.cell.stride == stride { node.isLeft = true }
                    return node
                } + fresh
        }
        return finding(nodes, referenceMetres: likelihood.referenceMetres)
    }

    private func nodes(
        of cells: [CandidateLattice.Cell], _ likelihood: EmitterLikelihood
    ) -> [Node] {
        let temper = configuration.temper
        return zip(cells, likelihood.scores(of: cells)).map { cell, score in
            let place = lattice.position(of: cell)
            let outside = lattice.area.outsideMetres(
                eastMetres: place.eastMetres, northMetres: place.northMetres)
            let side = Double(cell.stride) * lattice.spacingMetres
            let prior =
                -outside / configuration.outsideDecayMetres + 2 * log(side)
            return Node(
                cell: cell,
                logPosterior: prior + temper * (score.silence + LogSum.of(score.logLikelihoods)),
                logHypotheses: score.logLikelihoods.map { prior + temper * ($0 + score.silence) },
                levelDbm: score.levelDbm)
        }
    }

    /// Drops hypotheses that the coarser cells have ruled out, from the nodes as well.
    private func prune(_ nodes: inout [Node], _ likelihood: inout EmitterLikelihood) {
        let patternCount = EmitterLikelihood.patternWeights.count
        let count = likelihood.hypotheses.count
        guard count > 1 else { return }
        let shares = (0..<count).map { hypothesis in
            LogSum.of(
                nodes.lazy.flatMap { node in
                    (0..<patternCount).map { node.logHypotheses[hypothesis * patternCount + $0] }
                })
        }
        let total = LogSum.of(shares)
        let isKept = shares.map { $0 - total > log(Self.leastShare) }
        guard isKept.contains(false) else { return }
        likelihood.keep(isKept)
        for index in nodes.indices {
            nodes[index].logHypotheses = nodes[index].logHypotheses.enumerated()
                .filter { isKept[$0.offset / patternCount] }.map(\.element)
            nodes[index].logPosterior = LogSum.of(nodes[index].logHypotheses)
        }
    }

    private func isResolved(_ nodes: [Node], total: Double, stride: Int32) -> Bool {
        let variance = variance(nodes, total: total)
        let side = Double(stride) * lattice.spacingMetres
        return side * side * 16 < variance
    }

    /// Variance of the position, the mean of both axes, square metres.
    private func variance(_ nodes: [Node], total: Double) -> Double {
        var east = 0.0
        var north = 0.0
        var squares = 0.0
        for node in nodes {
            let share = exp(node.logPosterior - total)
            let place = lattice.position(of: node.cell)
            east += share * place.eastMetres
            north += share * place.northMetres
            squares +=
                share
                * (place.eastMetres * place.eastMetres + place.northMetres * place.northMetres)
        }
        return max(squares - east * east - north * north, 0) / 2
    }

    private func finding(_ nodes: [Node], referenceMetres: Double) -> Finding? {
        let total = LogSum.of(nodes.map(\.logPosterior))
        guard total.isFinite,
            let best = nodes.max(by: { left, right in
                left.logPosterior - 2 * log(Double(left.cell.stride))
                    < right.logPosterior - 2 * log(Double(right.cell.stride))
            })
        else { return nil }
        var level = 0.0
        var square = 0.0
        let cells = nodes.map { node in
            let share = exp(node.logPosterior - total)
            level += share * node.levelDbm
            square += share * node.levelDbm * node.levelDbm
            let place = lattice.position(of: node.cell)
            return EmitterPosterior.Cell(
                eastMetres: place.eastMetres, northMetres: place.northMetres, probability: share)
        }
        let area = log(lattice.area.widthMetres * lattice.area.depthMetres)
        return Finding(
            cells: cells, best: best.cell, bestLevelDbm: best.levelDbm, levelDbm: level,
            levelDeviationDb: max(square - level * level, 0).squareRoot(),
            referenceMetres: referenceMetres, logEvidence: total - area)
    }
}
