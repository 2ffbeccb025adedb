import Geometry
import Glibc
import Model
import Numerics

extension SynthesisSearch {
    /// The samples with all emitters but one, or with all, counted to what is explained.
    func samples(besideSource index: Int?, isCoarse: Bool = false) -> EmissionSamples {
        var background = samples.background
        var spread = samples.spread
        for (other, source) in sources.enumerated() where other != index {
            for sample in background.indices {
                background[sample] += source.power[sample]
                spread[sample] += source.spread[sample]
            }
        }
        var beside = samples
        beside.background = background
        beside.spread = spread
        guard isCoarse, coarse.count < samples.count else { return beside }
        beside = beside.chosen(coarse)
        // Each stands for those left out.
        let weight = Float(samples.count) / Float(coarse.count)
        for sample in 0..<beside.count { beside.weights[sample] *= weight }
        return beside
    }

    /// An emitter at a place, with its links worked out.
    mutating func source(
        eastMetres: Double, northMetres: Double, eirpDbm: Double
    ) -> SynthesisSource {
        var source = SynthesisSource(
            eastMetres: eastMetres, northMetres: northMetres, eirpDbm: eirpDbm,
            slopes: [Float](repeating: 0, count: samples.count),
            clear: [UInt8](repeating: 0, count: samples.count),
            power: [Float](repeating: 0, count: samples.count),
            spread: [Float](repeating: 0, count: samples.count))
        place(&source)
        return source
    }

    /// Works a source's links out anew.
    private mutating func place(_ source: inout SynthesisSource) {
        let place = LocalPosition(
            eastMetres: source.eastMetres, northMetres: source.northMetres, upMetres: upMetres)
        lookCount += 1
        targets.look(from: place, into: &source.clear)
        samples.slopes(
            toEast: Float(source.eastMetres), north: Float(source.northMetres),
            up: Float(upMetres), into: &source.slopes)
        radiate(&source)
    }

    /// Works out what a source puts at the samples.
    func radiate(_ source: inout SynthesisSource) {
        samples.power(
            of: laws.law(eirpDbm: source.eirpDbm, spikeDensity: 0, raisedDensity: 0),
            slopes: source.slopes, clear: source.clear, power: &source.power,
            spread: &source.spread)
    }

    /// The log-likelihood of one emitter at a place at its best power; `nil` inside a building.
    private mutating func look(
        east: Double, north: Double, eirpDbm: Double, beside: EmissionSamples, isCoarse: Bool
    ) -> (place: SynthesisSource.Place, eirpDbm: Double)? {
        let place = LocalPosition(eastMetres: east, northMetres: north, upMetres: upMetres)
        guard area.contains(eastMetres: east, northMetres: north), !city.isInsideBuilding(place)
        else { return nil }
        lookCount += 1
        (isCoarse ? coarseTargets : targets).look(from: place, into: &clearScratch)
        beside.slopes(
            toEast: Float(east), north: Float(north), up: Float(upMetres), into: &slopeScratch)
        let tightness = 1 / (configuration.eirpDeviationDb * configuration.eirpDeviationDb)
        var power = eirpDbm
        var best = (log: -Double.infinity, power: power)
        for _ in 0..<3 {
            let law = laws.law(
                eirpDbm: power, spikeDensity: spikeDensity, raisedDensity: raisedDensity)
            let fit = beside.likelihood(of: law, slopes: slopeScratch, clear: clearScratch)
            let off = configuration.eirpMeanDbm - power
            let log = fit.log - off * off * tightness / 2
            if log > best.log { best = (log, power) }
            let step = (fit.pull + off * tightness) / (fit.curvature + tightness)
            guard abs(step) > 0.1 else { break }
            power += min(max(step, -5), 5)
        }
        guard best.log.isFinite else { return nil }
        return (
            SynthesisSource.Place(eastMetres: east, northMetres: north, log: best.log), best.power
        )
    }

    /// Walks from a place to the best around, by smaller and smaller steps.
    mutating func searched(
        fromEast east: Double, north: Double, eirpDbm: Double, beside: EmissionSamples,
        isCoarse: Bool, stepsMetres: [Double], places: inout [SynthesisSource.Place]
    ) -> (place: SynthesisSource.Place, eirpDbm: Double)? {
        var best = look(
            east: east, north: north, eirpDbm: eirpDbm, beside: beside, isCoarse: isCoarse)
        if let best { places.append(best.place) }
        for step in stepsMetres {
            var centre = (
                east: best?.place.eastMetres ?? east, north: best?.place.northMetres ?? north
            )
            var seen: Set<SIMD2<Int32>> = [SIMD2(0, 0)]
            var at = SIMD2<Int32>(0, 0)
            let origin = centre
            for _ in 0..<6 {
                var moved = false
                for north in Int32(-1)...1 {
                    for east in Int32(-1)...1 {
                        let key = at &+ SIMD2(east, north)
                        guard seen.insert(key).inserted else { continue }
                        let found = look(
                            east: origin.east + step * Double(key.x),
                            north: origin.north + step * Double(key.y),
                            eirpDbm: best?.eirpDbm ?? eirpDbm, beside: beside,
                            isCoarse: isCoarse)
                        guard let found else { continue }
                        places.append(found.place)
                        if found.place.log > (best?.place.log ?? -.infinity) {
                            best = found
                            moved = true
                        }
                    }
                }
                guard moved, let best else { break }
                centre = (best.place.eastMetres, best.place.northMetres)
                at = SIMD2(
                    Int32(((centre.east - origin.east) / step).rounded()),
                    Int32(((centre.north - origin.north) / step).rounded()))
            }
        }
        return best
    }

    /// Searches one emitter's place again beside the others.
    mutating func refine(_ index: Int, stepsMetres: [Double], isCoarse: Bool = false) {
        guard lookCount < configuration.lookCountMax else { return }
        let beside = samples(besideSource: index, isCoarse: isCoarse)
        var places: [SynthesisSource.Place] = []
        guard
            let found = searched(
                fromEast: sources[index].eastMetres, north: sources[index].northMetres,
                eirpDbm: sources[index].eirpDbm, beside: beside, isCoarse: isCoarse,
                stepsMetres: stepsMetres, places: &places)
        else { return }
        sources[index].eastMetres = found.place.eastMetres
        sources[index].northMetres = found.place.northMetres
        sources[index].eirpDbm = found.eirpDbm
        sources[index].places = places
        var moved = sources[index]
        place(&moved)
        sources[index] = moved
    }

    /// Searches every emitter's place again, then fits powers and laws.
    mutating func refineAll(stepsMetres: [Double], isCoarse: Bool = false) {
        for index in sources.indices {
            refine(index, stepsMetres: stepsMetres, isCoarse: isCoarse)
        }
        fit(stepCount: isCoarse ? 2 : 3)
    }

    /// Likelihood, gradient and curvature of all parameters.
    func pass() -> SynthesisPass {
        SynthesisPass(
            sources, laws: laws, samples: samples,
            beliefs: SynthesisPass.Beliefs(
                spikeDensity: spikeDensity, raisedDensity: raisedDensity,
                eirpMeanDbm: configuration.eirpMeanDbm,
                eirpDeviationDb: configuration.eirpDeviationDb))
    }

    /// Fits powers and laws by Gauss and Newton's steps.
    mutating func fit(stepCount: Int) {
        guard !sources.isEmpty else { return }
        for _ in 0..<stepCount {
            let pass = pass()
            let order = pass.pull.count
            guard let factor = DenseCholesky(pass.curvature, order: order) else { return }
            let step = factor.solve(pass.pull)
            guard step.allSatisfy(\.isFinite) else { return }
            for index in sources.indices {
                sources[index].eirpDbm += min(max(step[index], -6), 6)
            }
            for index in 0..<4 {
                let limit = index % 2 == 0 ? 4.0 : 0.3
                laws.parameters[index] += min(max(step[sources.count + index], -limit), limit)
            }
            let prior = configuration.errorShareCount
            func share(_ law: Int) -> Double {
                (pass.wrong[law] + prior * configuration.errorShare) / (pass.mass[law] + prior)
            }
            laws.clearErrorShare = min(max(share(0), 0.005), 0.4)
            laws.blockedErrorShare = min(max(share(1), 0.005), 0.4)
            for index in sources.indices {
                var source = sources[index]
                radiate(&source)
                sources[index] = source
            }
            if step.allSatisfy({ abs($0) < 0.05 }) { break }
        }
    }

    /// Drops emitters without which the rest explains nearly as much.
    mutating func prune() {
        while !sources.isEmpty {
            let whole = pass().log
            var least: (index: Int, gain: Double, rest: [SynthesisSource], laws: SynthesisLaws)?
            var kept = sources
            let keptLaws = laws
            for index in kept.indices {
                sources = kept
                laws = keptLaws
                sources.remove(at: index)
                fit(stepCount: 2)
                let gain = whole - pass().log
                if gain < (least?.gain ?? .infinity) {
                    least = (index, gain, sources, laws)
                }
                kept[index].gain = gain
            }
            sources = kept
            laws = keptLaws
            guard let least, least.gain < gainMin else { return }
            sources = least.rest
            laws = least.laws
        }
    }
}
