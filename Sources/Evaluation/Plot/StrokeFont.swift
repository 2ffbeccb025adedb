/// Letters as strokes on a grid of 5 × 9 points, enough for the words on a figure.
///
/// A stroke is a row of points, each two digits: x from the left (0 to 4), y from below (baseline 2,
/// small letters up to 6, capitals up to 8, tails down to 0). A stroke of one point twice is a dot.
enum StrokeFont {
    /// Distance from one letter to the next in the grid's units.
    static let advance = 6.0
    /// Height of a capital in the grid's units.
    static let capital = 6.0
    /// Where the baseline lies in the grid's units.
    static let baseline = 2.0

    /// The strokes of a character, grid points each; a box for one that the font does not have.
    static func strokes(of character: Character) -> [[(x: Double, y: Double)]] {
        (glyphs[character] ?? "0248420802").split(separator: " ").map { stroke in
            let digits = stroke.compactMap(\.wholeNumberValue)
            return stride(from: 0, to: digits.count - 1, by: 2).map { index in
                (Double(digits[index]), Double(digits[index + 1]))
            }
        }
    }

    /// Whether the font has a character.
    static func hasGlyph(for character: Character) -> Bool { glyphs[character] != nil }

    private static let glyphs: [Character: String] = [
        " ": "", ".": "2222", ",": "2211", "-": "1535", "+": "0545 2327", "=": "0444 0646",
        ":": "2323 2626", "/": "0248", "%": "0818170708 4232334342 0248", "(": "38272332",
        ")": "18272312", "_": "0141",
        "0": "030718384743321203", "1": "172822 1232", "2": "07183847460242",
        "3": "071838474635 25354443321203", "4": "3832 380444", "5": "480805354443321203",
        "6": "473818070312324344351504", "7": "084812", "8": "15060718384746351504031232434435",
        "9": "463515060718384743321203",
        "A": "022842 1434", "B": "02083847463505 3544433202", "C": "4738180703123243",
        "D": "02082846442202", "E": "48080242 0535", "F": "480802 0535",
        "G": "47381807031232434525", "H": "0208 4248 0545", "I": "2228 1232 1838",
        "J": "4843321203", "K": "0208 480542", "L": "080242", "M": "0208254842", "N": "02084248",
        "O": "030718384743321203", "P": "02083847463505", "Q": "030718384743321203 2442",
        "R": "02083847463505 2542", "S": "473818070615354443321203", "T": "0848 2822",
        "U": "080312324348", "V": "082248", "W": "0812263248", "X": "0248 0842",
        "Y": "082548 2522", "Z": "08480242",
        "a": "0516364542 441403123243", "b": "0802 0516364543321203", "c": "4536160503123243",
        "d": "4842 4536160503123243", "e": "04444536160503123243", "f": "12172838 0636",
        "g": "4641301001 4536160503123243", "h": "0802 0516364542", "i": "2622 2828",
        "j": "26211000 2828", "k": "0802 360432", "l": "18282332", "m": "0206 05162522 25364542",
        "n": "0206 0516364542", "o": "051636454332120305", "p": "0006 0516364543321203",
        "q": "4046 4536160503123243", "r": "0206 05163645", "s": "45361605143443321203",
        "t": "18132232 0636", "u": "0603123243 4642", "v": "062246", "w": "0612253246",
        "x": "0246 0642", "y": "0622 4610", "z": "06460242",
    ]
}
