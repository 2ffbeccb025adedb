import Formats

/// The figures of `evaluate localisation`.
public enum LocalisationFigures {
    /// Nominal level against how often it held, one curve for each instant, with two standard errors.
    ///
    /// - Returns: `nil` where the method states no radius.
    public static func reliability(of rows: [LocalisationRow], method: String) -> RGBImage? {
        var plot = Plot(
            title: "Reliability of \(method)",
            x: PlotAxis(0...1, "stated probability of the circle"),
            y: PlotAxis(0...1, "share of flights with the truth inside"), width: 720, height: 720)
        plot.curve([(0, 0), (1, 1)], .shade, width: 1.5, name: "honest")
        var hasCurve = false
        for (index, instant) in LocalisationInstant.allCases.enumerated() {
            let chosen = rows.filter { $0.method == method && $0.instant == instant }
            let curve = ReliabilityCurve(of: chosen)
            guard !curve.points.isEmpty else { continue }
            hasCurve = true
            let colour = Colour.curves[index % Colour.curves.count]
            // Instants beside one another, so that their bars do not hide each other.
            let shift = (Double(index) - 1.5) * 0.006
            for point in curve.points {
                let share = point.coverage.share
                let reach = 2 * point.coverage.standardError
                plot.errorBar(
                    x: point.nominal + shift,
                    y: max(share - reach, 0)...min(share + reach, 1), colour)
                plot.dot((point.nominal + shift, share), colour, radius: 3)
            }
            plot.curve(
                curve.points.map { ($0.nominal + shift, $0.coverage.share) }, colour, width: 2,
                name: "\(instant.words), \(chosen.count) flights")
        }
        return hasCurve ? plot.image : nil
    }

    /// Share of the flights whose error is at most so large, one curve for each method, at the end.
    public static func errors(
        of rows: [LocalisationRow], instant: LocalisationInstant
    ) -> RGBImage {
        var plot = Plot(
            title: "Error \(instant.words)",
            x: PlotAxis(1...1_000, "error at most (m)", isLogarithmic: true),
            y: PlotAxis(0...1, "share of flights"))
        var methods: [String] = []
        for row in rows where !methods.contains(row.method) { methods.append(row.method) }
        for (index, method) in methods.enumerated() {
            let errors = rows.filter { $0.method == method && $0.instant == instant }
                .map { $0.errorMetres ?? .infinity }.sorted()
            guard !errors.isEmpty else { continue }
            var points: [(x: Double, y: Double)] = [(1, 0)]
            for (rank, error) in errors.enumerated() where error.isFinite {
                let x = min(max(error, 1), 1_000)
                points.append((x, Double(rank) / Double(errors.count)))
                points.append((x, Double(rank + 1) / Double(errors.count)))
            }
            plot.curve(points, Colour.curves[index % Colour.curves.count], name: method)
        }
        return plot.image
    }

    /// A map of one flight: track coloured by power, truth, answers of a method at every instant.
    public static func map(
        of flight: LocalisationFlight, rows: [LocalisationRow], method: String
    ) -> RGBImage {
        let setting = flight.setting
        let answers = rows.filter { $0.method == method && $0.flight == flight.name }
        var plot = Plot(
            title: "\(flight.name), \(method)",
            x: PlotAxis(
                setting.eastRange,
                "east (m), track dark weak, yellow strong"),
            y: PlotAxis(setting.northRange, "north (m)"), height: nil)
        if let city = setting.lineOfSight?.city {
            for row in 0..<city.rowCount {
                for column in 0..<city.columnCount
                where city.heightsMetres[row * city.columnCount + column] > 0 {
                    let west = city.originEastMetres + Double(column) * city.cellMetres
                    let south = city.originNorthMetres + Double(row) * city.cellMetres
                    plot.fill(
                        x: west...west + city.cellMetres, y: south...south + city.cellMetres,
                        .grid)
                }
            }
        }
        let powers = flight.samples.map(\.powerDbm).sorted()
        let low = powers[powers.count / 50]
        let span = max(powers[powers.count - 1 - powers.count / 50] - low, 1)
        // A few thousand dots show the track; more only take time.
        for index in stride(
            from: 0, to: flight.samples.count, by: max(flight.samples.count / 4_000, 1))
        {
            let sample = flight.samples[index]
            plot.dot(
                (sample.position.eastMetres, sample.position.northMetres),
                .scale((sample.powerDbm - low) / span), radius: 2)
        }
        for answer in answers {
            guard let place = answer.position,
                let index = LocalisationInstant.allCases.firstIndex(of: answer.instant)
            else { continue }
            let colour = Colour.curves[(index + 1) % Colour.curves.count]
            if let radius = answer.ce90Metres {
                plot.circle((place.eastMetres, place.northMetres), radius: radius, colour)
            }
            plot.dot((place.eastMetres, place.northMetres), .paper, radius: 8)
            plot.dot((place.eastMetres, place.northMetres), colour, radius: 6)
            plot.addToLegend(answer.instant.words, colour)
        }
        plot.cross((flight.truth.eastMetres, flight.truth.northMetres), .paper, width: 7)
        plot.cross((flight.truth.eastMetres, flight.truth.northMetres), Colour(220, 20, 20))
        plot.addToLegend("truth", Colour(220, 20, 20))
        return plot.image
    }
}

extension LocalisationInstant {
    /// The instant as figures name it.
    var words: String { seconds.map { "after \(Int($0)) s" } ?? "at the end" }
}
