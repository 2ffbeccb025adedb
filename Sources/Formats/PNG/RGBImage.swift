/// A picture of 8 bits a channel: red, green, blue, row by row from the top, each from the left.
public struct RGBImage: Hashable, Sendable {
    /// The most pixels along a side.
    public static let sideMax = 16_384

    /// Pixels across.
    public let width: Int
    /// Pixels down.
    public let height: Int
    /// Red, green and blue of every pixel, sRGB [height × width × 3].
    public private(set) var bytes: [UInt8]

    /// A picture from its bytes; the count must fit.
    public init(width: Int, height: Int, bytes: [UInt8]) {
        precondition(
            (1...Self.sideMax).contains(width) && (1...Self.sideMax).contains(height),
            "a picture has 1 to 16384 pixels along each side")
        precondition(bytes.count == width * height * 3, "a pixel has three bytes")
        self.width = width
        self.height = height
        self.bytes = bytes
    }

    /// A picture of one grey all over.
    public init(width: Int, height: Int, grey: UInt8) {
        self.init(
            width: width, height: height,
            bytes: [UInt8](repeating: grey, count: max(width * height, 0) * 3))
    }

    /// Red, green and blue of one pixel, x from the left, y from the top.
    public subscript(x: Int, y: Int) -> (red: UInt8, green: UInt8, blue: UInt8) {
        get {
            let start = offset(x, y)
            return (bytes[start], bytes[start + 1], bytes[start + 2])
        }
        set {
            let start = offset(x, y)
            bytes[start] = newValue.red
            bytes[start + 1] = newValue.green
            bytes[start + 2] = newValue.blue
        }
    }

    private func offset(_ x: Int, _ y: Int) -> Int {
        precondition(x >= 0 && x < width && y >= 0 && y < height, "a pixel lies in the picture")
        return (y * width + x) * 3
    }
}
