import Glibc
import Interference
import Interpolation
import Model

extension BandEstimator {
    /// Deviation of a map whose method tells none, before samples have told it, decibels.
    private static let untoldDeviationDb = 15.0

    /// One round's question: which windows, and all that their interference rests on.
    struct MappingRound {
        var observations: Observations
        var visibility: StationVisibility
        /// Windows of `WindowLayout`.
        var windows: [Int]
        /// Their cells, ascending.
        var cells: [Int]
        /// Entries of the observations nearest to the cells.
        var nearest: [Int]
        /// What has been located.
        var emitters: [ExpectedInterference.Emitter]
        /// Iterations that a fit may take.
        var budget: Int
        var now: UnixTime
    }

    /// Interference in the round's cells: by the configured method where it has its level, by
    /// kriging elsewhere.
    ///
    /// - Returns: for each cell, interference and, where the method corrects it, D̂ in dBm.
    /// - Throws: where a network cannot run.
    mutating func mappedInterference(
        _ round: MappingRound
    ) throws -> [(iss: Prediction, desiredDbm: Double?)] {
        guard var mapping else { preconditionFailure("the band is mapped") }
        let unknown = Prediction(valueDb: .nan, standardDeviationDb: .nan, nearest: -1)
        var answers: [(iss: Prediction, desiredDbm: Double?)] = Array(
            repeating: (unknown, nil), count: round.cells.count)
        var left: [Int] = []
        // Silence from before an emitter was switched on says nothing of where it is.
        let memory = configuration.evidence.halfLifeSeconds / 2
        let fresh = round.observations.keeping { index in
            round.now.seconds(since: round.observations.times[index]) <= memory
        }
        let recent = fresh.keeping { fresh.times[$0] >= localiser.onset }
        for index in mapping.levels.indices {
            let level = mapping.levels[index]
            let positions = round.cells.indices.filter { level.holds(round.cells[$0]) }
            guard !positions.isEmpty else { continue }
            let isDue = level.watch.isDue(at: round.now)
            // As long as too little has been heard since, the silence before has to serve.
            let isRecent = level.isSettled(by: recent)
            let shown = isRecent ? recent : fresh
            mapping.levels[index].isSettled = level.isSettled(by: shown)
            guard mapping.levels[index].isSettled, isDue || !level.watch.isTripped else {
                left += positions
                continue
            }
            mapping.levels[index].mappedTime = round.now
            let estimate = try map(&mapping.levels[index], shown, round)
            let areas = rectangles(round.windows, on: level).map { level.planes.area(behind: $0) }
            mappedEmitters.take(
                isRecent ? estimate.emitters : [], on: level.level, at: round.now
            ) { level.isMapped($0, in: areas) }
            if isDue { try look(at: index, of: &mapping, estimate, round) }
            guard !mapping.levels[index].watch.isTripped else {
                left += positions
                continue
            }
            for position in positions {
                let cell = round.cells[position]
                answers[position].iss = prediction(
                    of: cell, nearest: round.nearest[position], by: mapping.levels[index], estimate)
                if !estimate.desiredDbm.isEmpty {
                    answers[position].desiredDbm = level.desiredDbm(at: cell, estimate)
                }
            }
        }
        self.mapping = mapping
        if !left.isEmpty {
            let grid = configuration.region.grid
            let kriged = try krigedInterference(
                round.observations, round.visibility,
                at: left.map { grid.centre(of: grid.cell(at: round.cells[$0])) },
                emitters: round.emitters, budget: round.budget)
            for (position, prediction) in zip(left, kriged) { answers[position].iss = prediction }
        }
        return answers
    }

    /// The level's estimate in the round's windows.
    private func map(
        _ level: inout LevelMapping, _ observations: Observations, _ round: MappingRound
    ) throws -> InterferenceEstimate {
        let evidence = level.evidence(
            observations, laws: mappedLaws ?? cityPathLoss.model,
            noiseDbm: noise.dbm ?? configuration.estimation.noiseFloorDbm,
            emitterHeightMetres: configuration.detection.emitterHeightMetres)
        let areas = rectangles(round.windows, on: level).map { level.planes.area(behind: $0) }
        return try level.mapper.map(evidence, in: areas)
    }

    /// Holds the estimate, and kriging, against the samples that neither has seen.
    private mutating func look(
        at index: Int, of mapping: inout BandMapping, _ estimate: InterferenceEstimate,
        _ round: MappingRound
    ) throws {
        // D̂ of the plane is made with the evidence: after `map`.
        let level = mapping.levels[index]
        let observations = round.observations
        let checks = level.checks(
            observations, at: round.now, in: rectangles(round.windows, on: level))
        let kriged =
            checks.isEmpty
            ? []
            : try krigedInterference(
                observations.keeping {
                    !level.holds(observations.cells[$0]) || !level.holdsOut(observations.cells[$0])
                }, round.visibility, at: checks.map { observations.positions[$0] },
                emitters: round.emitters, budget: round.budget)
        func errorDb(_ check: Int, interferenceDbm: Double, desiredDbm: Double) -> Double {
            let watts =
                Decibels.watts(fromDbm: interferenceDbm) + Decibels.watts(fromDbm: desiredDbm)
            return Decibels.dbm(fromWatts: watts) - observations.valuesDbm[check]
        }
        let mapped = checks.map { check in
            let cell = observations.cells[check]
            return errorDb(
                check,
                interferenceDbm: Double(
                    level.planes.value(of: estimate.issDbm, at: cell - level.firstCell)),
                desiredDbm: level.desiredDbm(at: cell, estimate))
        }
        let interpolated = zip(checks, kriged).map { check, prediction in
            errorDb(
                check, interferenceDbm: prediction.valueDb,
                desiredDbm: level.desiredDbm(at: observations.cells[check]))
        }
        let hasChanged = mapping.levels[index].watch.look(
            methodErrorsDb: mapped, krigingErrorsDb: interpolated,
            tableScores: checks.compactMap { level.tableScore(of: $0, in: observations, estimate) },
            at: round.now)
        guard hasChanged else { return }
        let watch = mapping.levels[index].watch
        let place =
            "band \(configuration.region.bands[bandIndex].id) at \(mapping.height(of: level))"
        if watch.isTripped {
            mapping.fallbackCount += 1
            mapping.notes.append(
                "\(place): interference falls back to kriging (\(watch.reason(of: level.mapper.name)))"
            )
        } else {
            mapping.notes.append("\(place): interference by \(level.mapper.name) again")
        }
    }

    private func prediction(
        of cell: Int, nearest: Int, by level: LevelMapping, _ estimate: InterferenceEstimate
    ) -> Prediction {
        let place = cell - level.firstCell
        let told =
            estimate.deviationsDb.isEmpty
            ? max(level.watch.count > 0 ? level.watch.methodErrorDb : Self.untoldDeviationDb, 1)
            : Double(level.planes.value(of: estimate.deviationsDb, at: place))
        return Prediction(
            valueDb: Double(level.planes.value(of: estimate.issDbm, at: place)),
            standardDeviationDb: told, nearest: nearest)
    }

    /// The windows on a level, as rectangles of its cells.
    private func rectangles(_ chosen: [Int], on level: LevelMapping) -> [CellRectangle] {
        chosen.compactMap { window in
            let (z, rectangle) = windows.layout.rectangle(of: window)
            return z == level.level ? rectangle : nil
        }
    }

    /// Whether a window may be inferred now; one of a plane that has just been mapped waits.
    func mayInfer(_ window: Int, at now: UnixTime) -> Bool {
        guard let mapping else { return true }
        let level = windows.layout.rectangle(of: window).level
        return !mapping.levels.contains { $0.level == level && $0.isResting(at: now) }
    }

    /// Those of some waiting windows that cost a network nothing beside the chosen ones: it runs over
    /// their cells anyway.
    ///
    /// - Parameters:
    ///   - chosen: windows that are inferred.
    ///   - waiting: others, the most urgent first.
    ///   - countMax: how many may be added.
    /// - Returns: those to infer as well.
    func companions(of chosen: [Int], among waiting: [Int], countMax: Int) -> [Int] {
        guard let mapping, countMax > 0 else { return [] }
        func needs(_ window: Int) -> (level: Int, windows: [Int])? {
            let (z, rectangle) = windows.layout.rectangle(of: window)
            guard let level = mapping.levels.first(where: { $0.level == z }) else { return nil }
            return (z, level.networkWindows(behind: rectangle))
        }
        var running: [Int: Set<Int>] = [:]
        for window in chosen {
            guard let (level, needed) = needs(window) else { continue }
            running[level, default: []].formUnion(needed)
        }
        let free = waiting.filter { window in
            guard let (level, needed) = needs(window), let known = running[level] else {
                return false
            }
            return known.isSuperset(of: needed)
        }
        return Array(free.prefix(countMax))
    }

    /// Takes out what the last round has to say.
    mutating func takeNotes() -> [String] {
        defer { mapping?.notes = [] }
        return mapping?.notes ?? []
    }

    /// What made the maps of interference and of its ratio.
    var interferenceMethod: String {
        let kriging = configuration.estimation.interpolator
        return mapping?.method(standIn: kriging) ?? kriging
    }
}
