import Formats
import Testing

/// PNG files, read back by libpng's decoder.
struct RGBImageTests {
    private func picture(_ width: Int, _ height: Int) -> RGBImage {
        var picture = RGBImage(width: width, height: height, grey: 7)
        for y in 0..<height {
            for x in 0..<width {
                picture[x, y] = (
                    UInt8(truncatingIfNeeded: x * 7), UInt8(truncatingIfNeeded: y * 13),
                    UInt8(truncatingIfNeeded: x ^ y)
                )
            }
        }
        return picture
    }

    @Test(arguments: [(1, 1), (1, 7), (64, 3), (257, 131)])
    func `every pixel comes back`(width: Int, height: Int) throws {
        let picture = picture(width, height)
        let bytes = try picture.encodedPNG()
        #expect(bytes.prefix(8) == [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
        // IHDR: width and height, 8 bits, colour type 2 (RGB).
        #expect(bytes[16..<20].reduce(0) { $0 << 8 | Int($1) } == width)
        #expect(bytes[20..<24].reduce(0) { $0 << 8 | Int($1) } == height)
        #expect(bytes[24] == 8)
        #expect(bytes[25] == 2)
        let decoded = try RGBImage(decodingPNG: bytes)
        #expect(decoded == picture)
    }

    @Test func `the same picture gives the same bytes`() throws {
        #expect(try picture(40, 30).encodedPNG() == picture(40, 30).encodedPNG())
    }

    @Test func `what is no PNG, or is cut or damaged, is refused in libpng's words`() throws {
        let bytes = try picture(40, 30).encodedPNG()
        #expect(throws: PNGError.self) { try RGBImage(decodingPNG: []) }
        #expect(throws: PNGError.self) { try RGBImage(decodingPNG: Array(bytes.prefix(60))) }
        #expect(throws: PNGError.self) { try RGBImage(decodingPNG: Array(bytes.reversed())) }
        do {
            _ = try RGBImage(decodingPNG: [1, 2, 3, 4, 5, 6, 7, 8, 9])
        } catch {
            #expect(error.description.hasPrefix("the PNG cannot be read: "))
            #expect(error.message.count > 3)
        }
    }
}
