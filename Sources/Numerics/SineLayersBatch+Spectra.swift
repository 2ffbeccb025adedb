extension SineLayersBatch {
    /// ‖X_l‖² of a network's last pass, `[L]`.
    public func rowPowers(at place: Int) -> [Float] {
        let width = 2 * layers.paddedColumnCount
        let output = output(at: place)
        return (0..<layers.rowCount).map { row in
            output[row * width..<(row + 1) * width].reduce(0) { $0 + $1 * $1 }
        }
    }

    /// |X|² of a network's last pass, `[L, N]`.
    public func binPowers(at place: Int) -> [Float] {
        let padded = layers.paddedColumnCount
        let output = output(at: place)
        var powers: [Float] = []
        powers.reserveCapacity(layers.rowCount * layers.columnCount)
        for row in 0..<layers.rowCount {
            for column in 0..<layers.columnCount {
                let real = output[row * 2 * padded + column]
                let imaginary = output[row * 2 * padded + padded + column]
                powers.append(real * real + imaginary * imaginary)
            }
        }
        return powers
    }
}
