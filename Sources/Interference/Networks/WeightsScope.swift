import NeuralNet

/// What a network's weights were learnt for, as far as their file says.
public struct WeightsScope: Hashable, Sendable {
    /// Heights of the planes, metres; `nil` where the file tells none.
    public var altitudesMetres: ClosedRange<Double>?
    /// Side of the planes' cells, metres; `nil` where the file tells none.
    public var cellMetres: Double?

    /// Planes as far beyond the heights as this share of them are taken for the same.
    public static let tolerance = 0.1

    private static let altitudeKey = "altitude_m"
    private static let gridKey = "grid"

    /// A scope from its parts; `nil` tells nothing.
    public init(altitudesMetres: ClosedRange<Double>? = nil, cellMetres: Double? = nil) {
        self.altitudesMetres = altitudesMetres
        self.cellMetres = cellMetres
    }

    /// The scope that a file tells of, as `ethermap train` writes it.
    ///
    /// - Throws: `NeuralNetError` with the file's path where it tells something else.
    public init(_ file: WeightsFile) throws(NeuralNetError) {
        if let text = file.metadata[Self.altitudeKey] {
            let numbers = text.split(separator: " ").filter { $0 != "to" }.map {
                Double($0) ?? .nan
            }
            guard (1...2).contains(numbers.count), numbers.allSatisfy({ $0 > 0 && $0 < 1e6 }),
                numbers[0] <= numbers[numbers.count - 1]
            else {
                throw NeuralNetError("\(file.path): '\(Self.altitudeKey)' is no range of heights")
            }
            altitudesMetres = numbers[0]...numbers[numbers.count - 1]
        }
        if let text = file.metadata[Self.gridKey] {
            // "128 x 128 cells of 4 m"
            let words = text.split(separator: " ")
            guard words.count == 7, words[3] == "cells", let metres = Double(words[5]), metres > 0,
                metres.isFinite
            else { throw NeuralNetError("\(file.path): '\(Self.gridKey)' tells no cells") }
            cellMetres = metres
        }
    }

    /// Whether planes of a height are among those that were learnt, or near enough.
    public func holds(altitudeMetres: Double) -> Bool {
        guard let altitudesMetres else { return true }
        return altitudeMetres >= altitudesMetres.lowerBound * (1 - Self.tolerance)
            && altitudeMetres <= altitudesMetres.upperBound * (1 + Self.tolerance)
    }

    /// The heights as people read them; `nil` where none are told.
    public var heights: String? {
        guard let altitudesMetres else { return nil }
        func text(_ metres: Double) -> String {
            metres == metres.rounded() ? "\(Int(metres))" : "\(metres)"
        }
        let (low, high) = (text(altitudesMetres.lowerBound), text(altitudesMetres.upperBound))
        return low == high ? "\(low) m" : "\(low) to \(high) m"
    }
}
