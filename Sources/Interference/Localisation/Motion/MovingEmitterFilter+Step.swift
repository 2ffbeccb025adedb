import Glibc
import Model

extension MovingEmitterFilter {
    /// Closes the steps that are over at an instant.
    mutating func advance(to time: UnixTime) {
        while let start = stepStart {
            let waiting = time.seconds(since: start) / configuration.stepSeconds
            // Half a nanosecond in a step of rounding: an end that is reached is reached.
            guard waiting >= 1 - 1e-9 else { return }
            // A silence of many steps is one long one.
            let count = pending.isEmpty ? (waiting + 1e-9).rounded(.down) : 1
            let seconds = count * configuration.stepSeconds
            let end = start.advanced(bySeconds: seconds)
            predict(seconds: seconds)
            if !pending.isEmpty { close() }
            stepStart = end
            if let last = lastHeard, end.seconds(since: last) > configuration.forgetSeconds {
                forget()
            }
        }
    }

    /// Carries the posterior forward, as if nothing were heard.
    mutating func predict(seconds: Double) {
        if isSpread {
            let motion = VelocityMotion(
                seconds: seconds, speedDeviation: configuration.speedDeviation,
                memorySeconds: configuration.speedMemorySeconds)
            particles.move(motion, &random)
        }
        logRatio *= exp(-seconds / configuration.evidenceSeconds)
        let way = configuration.speedDeviation * seconds
        relax(
            keeping: [Double](
                repeating: exp(-way / configuration.shadowingMetres), count: receivers.count))
    }

    private mutating func relax(keeping kept: [Double]) {
        levels.relax(keeping: kept)
        let dimension = levels.dimension
        for receiver in kept.indices where kept[receiver] < 1 {
            let unknown = 2 + 2 * receiver
            nullMeans[unknown] *= kept[receiver]
            for particle in 0..<particles.count {
                particles.means[particle * dimension + unknown] *= kept[receiver]
            }
        }
    }

    /// Takes in what was heard in the open step.
    private mutating func close() {
        let looks = pending
        pending = []
        let places = receiverIndices(of: looks)
        moveReceivers(looks, places)
        let heard = looks.indices.filter { looks[$0].look.power != nil }
        if !heard.isEmpty {
            if !isSpread { spread(over: heard.compactMap { looks[$0].look.power?.dbm }) }
            hear(heard.map { looks[$0] }, by: heard.map { places[$0] })
        }
        // A limit says something only about an emitter that has been heard somewhere.
        guard isSpread else { return }
        for index in looks.indices {
            guard let limit = looks[index].look.limit else { continue }
            censor(limit, at: looks[index].look.position, receiver: places[index])
        }
        if particles.effectiveCount < Double(particles.count) / 2 {
            let law = PositionLaw(of: particles)
            particles.chooseAnew(
                freshShare: configuration.freshShare,
                speedDeviation: configuration.speedDeviation,
                spread: (law.eastVariance.squareRoot(), law.northVariance.squareRoot()), &random)
        }
    }

    /// A receiver that has gone on hears over another shadowing.
    private mutating func moveReceivers(_ looks: [Pending], _ places: [Int]) {
        var kept = [Double](repeating: 1, count: receivers.count)
        for (look, place) in zip(looks, places) {
            let way = receivers[place].position.distanceMetres(to: look.look.position)
            kept[place] = exp(-way / configuration.shadowingMetres)
            receivers[place].position = look.look.position
        }
        relax(keeping: kept)
    }

    /// The receivers of some looks: known, new, or in the place of those not heard for longest.
    private mutating func receiverIndices(of looks: [Pending]) -> [Int] {
        let heard = Set(looks.map(\.sensorIndex))
        return looks.map { look in
            if let known = receivers.firstIndex(where: { $0.sensorIndex == look.sensorIndex }) {
                return known
            }
            let receiver = Receiver(
                sensorIndex: look.sensorIndex, position: look.look.position, lastHeard: .zero,
                excessDb: -.infinity)
            if receivers.count < configuration.receiverCountMax {
                admit(receiver)
                return receivers.count - 1
            }
            // There are no more looks than receivers, so one is not among them.
            let place =
                receivers.indices.filter { !heard.contains(receivers[$0].sensorIndex) }
                .min { (receivers[$0].lastHeard, $0) < (receivers[$1].lastHeard, $1) } ?? 0
            replace(place, by: receiver)
            return place
        }
    }

    private mutating func admit(_ receiver: Receiver) {
        let old = levels.dimension
        levels.admit()
        particles.widen(from: old, to: levels.dimension)
        nullMeans += [0, 0]
        receivers.append(receiver)
    }

    private mutating func replace(_ place: Int, by receiver: Receiver) {
        levels.clear(place)
        let dimension = levels.dimension
        for unknown in [1 + 2 * place, 2 + 2 * place] {
            nullMeans[unknown] = 0
            for particle in 0..<particles.count {
                particles.means[particle * dimension + unknown] = 0
            }
        }
        receivers[place] = receiver
    }

    /// Throws the particles over the area, and guesses the level from the first powers.
    private mutating func spread(over powersDbm: [Double]) {
        let mean = powersDbm.reduce(0, +) / Double(powersDbm.count)
        let bounds = particles.bounds
        let width = bounds.east - bounds.west
        let depth = bounds.north - bounds.south
        // About the mean distance of two places in the area.
        let distance = max((width * width + depth * depth).squareRoot() / 3, 1)
        nullMeans[0] = mean
        let dimension = levels.dimension
        var outside = [Double](repeating: 0, count: particles.count)
        for particle in 0..<particles.count {
            particles.scatter(particle, speedDeviation: configuration.speedDeviation, &random)
            particles.drawExponent(
                particle, mean: configuration.exponent, deviation: configuration.exponentDeviation,
                &random)
            particles.means[particle * dimension] =
                mean + 10 * configuration.exponent * log10(distance)
            // Ever less likely outside the borders: by a factor of e over the margin's half.
            outside[particle] =
                -2 / max(area.marginMetres, 1)
                * area.outsideMetres(
                    eastMetres: particles.east[particle], northMetres: particles.north[particle])
        }
        _ = particles.weigh(outside)
        isSpread = true
    }

    /// The emitter may be anywhere again; what was learnt about receivers stays.
    private mutating func forget() {
        guard isSpread else { return }
        for particle in 0..<particles.count {
            particles.scatter(particle, speedDeviation: configuration.speedDeviation, &random)
        }
        levels.loosenLevel(
            variance: configuration.levelDeviationDb * configuration.levelDeviationDb)
        logRatio = 0
        firstHeard = nil
        lastHeard = nil
        sampleCount = 0
    }
}
