import CPNG

// The C boundary: libpng's simplified interface, which reports errors by a return value.
extension RGBImage {
    /// The picture as the bytes of a PNG file, 8 bits a channel, without alpha.
    public func encodedPNG() throws(PNGError) -> [UInt8] {
        var header = png_image()
        header.version = UInt32(PNG_IMAGE_VERSION)
        header.width = UInt32(width)
        header.height = UInt32(height)
        header.format = Self.rgbFormat
        defer { png_image_free(&header) }
        let rowBytes = Int32(width * 3)
        var size = 0
        // Asked once for the size, a second time for the bytes.
        guard png_image_write_to_memory(&header, nil, &size, 0, bytes, rowBytes, nil) != 0 else {
            throw PNGError(operation: "written", message: Self.message(of: header))
        }
        var encoded = [UInt8](repeating: 0, count: size)
        guard png_image_write_to_memory(&header, &encoded, &size, 0, bytes, rowBytes, nil) != 0
        else { throw PNGError(operation: "written", message: Self.message(of: header)) }
        return Array(encoded.prefix(size))
    }

    /// Reads a PNG file's bytes; alpha is laid over white, greys and palettes become colours.
    public init(decodingPNG encoded: [UInt8]) throws(PNGError) {
        var header = png_image()
        header.version = UInt32(PNG_IMAGE_VERSION)
        // libpng keeps the address of what it reads between the two calls.
        let result: Result<RGBImage, PNGError> = encoded.withUnsafeBytes { file in
            defer { png_image_free(&header) }
            guard png_image_begin_read_from_memory(&header, file.baseAddress, file.count) != 0
            else {
                return .failure(PNGError(operation: "read", message: Self.message(of: header)))
            }
            guard header.width <= Self.sideMax, header.height <= Self.sideMax else {
                return .failure(PNGError(operation: "read", message: "it is too large"))
            }
            header.format = Self.rgbFormat
            let width = Int(header.width)
            let height = Int(header.height)
            var pixels = [UInt8](repeating: 0, count: width * height * 3)
            var white = png_color(red: 255, green: 255, blue: 255)
            guard png_image_finish_read(&header, &white, &pixels, Int32(width * 3), nil) != 0 else {
                return .failure(PNGError(operation: "read", message: Self.message(of: header)))
            }
            return .success(RGBImage(width: width, height: height, bytes: pixels))
        }
        self = try result.get()
    }

    // PNG_FORMAT_RGB is an expression that the importer does not read.
    private static let rgbFormat = UInt32(0x02)

    private static func message(of header: png_image) -> String {
        withUnsafeBytes(of: header.message) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
    }
}
