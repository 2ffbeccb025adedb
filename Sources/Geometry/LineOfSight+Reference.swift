import Model

extension LineOfSight {
    /// The readable reference: marches along the line and looks at the roof below every step.
    ///
    /// The sweep and the exact walk are tested against it; it misses what is thinner than a step.
    func isClearByMarching(
        from start: LocalPosition, to end: LocalPosition, stepMetres: Double
    ) -> Bool {
        let distance = start.horizontalDistanceMetres(to: end)
        let stepCount = max(Int((distance / stepMetres).rounded(.up)), 1)
        for step in 1...stepCount {
            let share = Double(step) / Double(stepCount)
            let roof = city.heightMetres(
                eastMetres: start.eastMetres + (end.eastMetres - start.eastMetres) * share,
                northMetres: start.northMetres + (end.northMetres - start.northMetres) * share)
            let line = start.upMetres + (end.upMetres - start.upMetres) * share
            if Double(roof) > line { return false }
        }
        return true
    }
}
