// Time of one localisation: what an update of the posterior costs with 1 000 samples in the window.
//
//     swift run -c release localise [ROUNDS]

import Geometry
import Glibc
import Interference
import Model
import Numerics

/// A city of blocks between streets, 4 m cells, 60 % built-up.
func city(sideMetres: Double) -> LineOfSight {
    let count = Int(sideMetres / 4)
    var heights = [Float](repeating: 0, count: count * count)
    for row in 0..<count {
        for column in 0..<count where column % 20 >= 5 && row % 24 >= 5 {
            heights[row * count + column] = Float(12 + (column / 20 * 7 + row / 24 * 5) % 24)
        }
    }
    return LineOfSight(
        city: City(
            heightsMetres: heights, columnCount: count, rowCount: count, cellMetres: 4))
}

/// 1 000 samples of three UAVs on lawn mowers' ways over a region, 80 s long.
func flight(sideMetres: Double, city: LineOfSight?) -> [PlacedSample] {
    var random = SeededGenerator(seed: 7)
    let emitter = LocalPosition(
        eastMetres: 0.31 * sideMetres, northMetres: 0.58 * sideMetres, upMetres: 1.5)
    let begin = UnixTime(nanoseconds: 1_700_000_000_000_000_000)
    return (0..<1_000).map { number in
        let seconds = 80 * Double(number) / 1_000
        let sensor = number % 3
        let way = 10 * seconds + 217 * Double(sensor)
        let line = (way / sideMetres).rounded(.down)
        let place = LocalPosition(
            eastMetres: way - line * sideMetres,
            northMetres: sideMetres * (0.1 + 0.27 * Double(sensor)) + 30 * line,
            upMetres: 45)
        let distance = max(place.distanceMetres(to: emitter), 1)
        var level = -20 - 28 * log10(distance) + 4 * random.normal()
        if let city, !city.isClear(from: place, to: emitter) { level -= 20 }
        return PlacedSample(
            position: place, sensorIndex: Int32(sensor),
            time: begin.advanced(bySeconds: seconds), powerDbm: level)
    }
}

/// Median, in milliseconds.
func median(_ values: [Double]) -> Double { values.sorted()[values.count / 2] }

func shown(_ milliseconds: Double) -> String {
    let tenths = Int((milliseconds * 10).rounded())
    let text = "\(tenths / 10).\(tenths % 10)"
    return String(repeating: " ", count: max(9 - text.count, 0)) + text
}

let roundCount = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 15
guard roundCount > 0 else {
    print("localise: ROUNDS is a number of at least 1")
    exit(64)
}
print("one update, 1 000 samples in the window, 3 UAVs; milliseconds, median of \(roundCount)")
print("region   city  absorb all   first      one emitter  all emitters")
for sideMetres in [512.0, 612] {
    for isCityKnown in [false, true] {
        let city = isCityKnown ? city(sideMetres: sideMetres) : nil
        let samples = flight(sideMetres: sideMetres, city: city)
        let now = samples[samples.count - 1].time
        let empty = EmitterLocaliser(
            area: SearchArea(
                westMetres: 0, southMetres: 0, eastMetres: sideMetres, northMetres: sideMetres),
            lineOfSight: city)
        let clock = ContinuousClock()
        func milliseconds(_ work: () -> Void) -> Double {
            let took = clock.measure(work).components
            return Double(took.seconds) * 1e3 + Double(took.attoseconds) / 1e15
        }
        var full = empty
        let absorbed = milliseconds { for sample in samples { full.absorb(sample) } }
        // The first update of a known city draws a horizon for every place; later ones keep them.
        let first = milliseconds { _ = full.posterior() }
        var one: [Double] = []
        var all: [Double] = []
        for _ in 0..<roundCount {
            one.append(milliseconds { _ = full.posterior() })
            all.append(
                milliseconds { _ = full.locate(at: now, countMax: 4) { _ in .none } })
        }
        print(
            "\(Int(sideMetres)) m    \(isCityKnown ? "yes" : "no ")  \(shown(absorbed))"
                + "   \(shown(first))  \(shown(median(one)))     \(shown(median(all)))")
    }
}
