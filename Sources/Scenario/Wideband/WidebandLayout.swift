import Glibc
import Numerics

/// Bands at random places of the circle of bins, apart from one another.
struct WidebandLayout {
    private let configuration: WidebandConfiguration
    private(set) var bands: [WidebandBand] = []
    private var isTaken: [Bool]

    /// Draws bands until as much is occupied as the configuration says.
    init(_ configuration: WidebandConfiguration, _ random: inout SeededGenerator) {
        self.configuration = configuration
        isTaken = [Bool](repeating: false, count: configuration.binCount)
        repeat {
            bands = []
            isTaken = [Bool](repeating: false, count: configuration.binCount)
        } while !fill(&random)
    }

    /// Moves a band to a free place, where there is one.
    mutating func move(_ index: Int, _ random: inout SeededGenerator) {
        mark(bands[index], isTaken: false)
        for _ in 0..<Self.triesMax {
            var band = bands[index]
            band.firstBin = draw(0...configuration.binCount - 1, &random)
            guard isFree(band) else { continue }
            bands[index] = band
            break
        }
        mark(bands[index], isTaken: true)
    }

    /// Tries for one band before the layout is begun anew.
    private static let triesMax = 400

    private mutating func fill(_ random: inout SeededGenerator) -> Bool {
        let bandCount: Int
        switch configuration.extent {
        case .rows: bandCount = .max
        case .bands(let range): bandCount = draw(range, &random)
        }
        for _ in 0..<Self.triesMax {
            var band = WidebandBand(
                firstBin: draw(0...configuration.binCount - 1, &random),
                binCount: draw(configuration.bandBins, &random), binPower: 1)
            let level = configuration.levelsDb
            band.binPower = pow(
                10,
                (level.lowerBound + (level.upperBound - level.lowerBound) * random.uniform()) / 10)
            guard isFree(band) else { continue }
            if case .rows(let rowCount) = configuration.extent,
                touchedRowCount(with: band) > rowCount
            {
                continue
            }
            bands.append(band)
            mark(band, isTaken: true)
            switch configuration.extent {
            case .rows(let rowCount):
                if touchedRowCount(with: nil) == rowCount { return true }
            case .bands:
                if bands.count == bandCount { return true }
            }
        }
        return false
    }

    private func touchedRowCount(with band: WidebandBand?) -> Int {
        let circle = configuration.binCount
        let bands = band.map { self.bands + [$0] } ?? self.bands
        return Set(
            bands.flatMap { $0.bins(of: circle) }.map { $0 / configuration.columnCount }
        ).count
    }

    private func isFree(_ band: WidebandBand) -> Bool {
        let circle = configuration.binCount
        let reach = configuration.vacantBinsMin
        return (-reach..<band.binCount + reach).allSatisfy {
            !isTaken[(band.firstBin + $0 + circle) % circle]
        }
    }

    private mutating func mark(_ band: WidebandBand, isTaken value: Bool) {
        for bin in band.bins(of: configuration.binCount) { isTaken[bin] = value }
    }

    private func draw(_ range: ClosedRange<Int>, _ random: inout SeededGenerator) -> Int {
        range.lowerBound
            + min(
                Int(random.uniform() * Double(range.count)), range.count - 1)
    }
}
