extension ComplexMatrix {
    /// Some of the rows, in the order asked for.
    public func rows(_ chosen: [Int]) -> ComplexMatrix {
        var part = ComplexMatrix(rowCount: chosen.count, columnCount: columnCount)
        for (place, row) in chosen.enumerated() {
            let (from, to) = (row * columnCount, place * columnCount)
            part.real.replaceSubrange(to..<to + columnCount, with: real[from..<from + columnCount])
            part.imaginary.replaceSubrange(
                to..<to + columnCount, with: imaginary[from..<from + columnCount])
        }
        return part
    }

    /// Some of the columns, in the order asked for.
    public func columns(_ chosen: [Int]) -> ComplexMatrix {
        var part = ComplexMatrix(rowCount: rowCount, columnCount: chosen.count)
        for row in 0..<rowCount {
            for (place, column) in chosen.enumerated() {
                part[row, place] = self[row, column]
            }
        }
        return part
    }

    /// Puts the rows of another matrix in the places of some of this one's.
    public mutating func setRows(_ chosen: [Int], to other: ComplexMatrix) {
        precondition(
            other.columnCount == columnCount && other.rowCount == chosen.count, "sizes agree")
        for (place, row) in chosen.enumerated() {
            let (to, from) = (row * columnCount, place * columnCount)
            real.replaceSubrange(to..<to + columnCount, with: other.real[from..<from + columnCount])
            imaginary.replaceSubrange(
                to..<to + columnCount, with: other.imaginary[from..<from + columnCount])
        }
    }

    /// Subtracts another matrix.
    public mutating func subtract(_ other: ComplexMatrix) { add(other, factor: -1) }

    /// Adds a multiple of another matrix.
    public mutating func add(_ other: ComplexMatrix, factor: Float) {
        precondition(
            other.rowCount == rowCount && other.columnCount == columnCount, "sizes agree")
        for place in real.indices { real[place] += factor * other.real[place] }
        for place in imaginary.indices { imaginary[place] += factor * other.imaginary[place] }
    }

    /// Multiplies every element by a real factor.
    public mutating func scale(by factor: Float) {
        for place in real.indices { real[place] *= factor }
        for place in imaginary.indices { imaginary[place] *= factor }
    }

    /// Sum of the squared moduli of each row.
    public var squaredRowNorms: [Float] {
        (0..<rowCount).map { row in
            var sum: Float = 0
            for place in row * columnCount..<(row + 1) * columnCount {
                sum += real[place] * real[place] + imaginary[place] * imaginary[place]
            }
            return sum
        }
    }
}
