import Formats
import Foundation
import Testing

/// NPY files: what NumPy writes is read, and nothing that only resembles it.
struct NumpyArrayTests {
    /// The bytes of a file from its dictionary and the little-endian bytes of its values.
    func file(_ dictionary: String, values: [UInt8] = [], version: UInt8 = 1) -> [UInt8] {
        let header = dictionary + "\n"
        let length = header.utf8.count
        var bytes: [UInt8] = [0x93] + Array("NUMPY".utf8) + [version, 0]
        bytes += [UInt8(length & 0xFF), UInt8(length >> 8)] + (version > 1 ? [0, 0] : [])
        return bytes + Array(header.utf8) + values
    }

    func bytes(_ values: [Float]) -> [UInt8] {
        values.flatMap { value in (0..<4).map { UInt8(value.bitPattern >> ($0 * 8) & 0xFF) } }
    }

    func fault(_ bytes: [UInt8]) -> String {
        do {
            _ = try NumpyArray(bytes: bytes, name: "city.npy")
            return "none"
        } catch {
            return error.description
        }
    }

    @Test(arguments: [1, 2, 3] as [UInt8])
    func `a file of C order is read as it lies`(version: UInt8) throws {
        let array = try NumpyArray(
            bytes: file(
                "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }",
                values: bytes([1, 2, 3, 4, 5, 6]), version: version))
        #expect(array.shape == [2, 3])
        #expect(array.values == [1, 2, 3, 4, 5, 6])
    }

    @Test func `a file of Fortran order is turned`() throws {
        let array = try NumpyArray(
            bytes: file(
                "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }",
                values: bytes([1, 4, 2, 5, 3, 6])))
        #expect(array.values == [1, 2, 3, 4, 5, 6])
        let cube = try NumpyArray(
            bytes: file(
                "{'shape': (2, 2, 2), 'fortran_order': True, 'descr': '<f4'}",
                values: bytes([0, 4, 2, 6, 1, 5, 3, 7])))
        #expect(cube.values == [0, 1, 2, 3, 4, 5, 6, 7])
    }

    @Test func `doubles become singles`() throws {
        let double = 1.5.bitPattern
        let array = try NumpyArray(
            bytes: file(
                "{\"descr\": \"<f8\", \"fortran_order\": False, \"shape\": (1,)}",
                values: (0..<8).map { UInt8(double >> ($0 * 8) & 0xFF) }))
        #expect(array == NumpyArray(shape: [1], values: [1.5]))
    }

    @Test(arguments: [[], [0], [5], [3, 4], [2, 1, 3]])
    func `what is written is read again, and values are aligned`(shape: [Int]) throws {
        let count = shape.reduce(1, *)
        let array = NumpyArray(shape: shape, values: (0..<count).map { Float($0) - 1.25 })
        let bytes = array.encoded
        #expect((bytes.count - count * 4) % 64 == 0)
        #expect(try NumpyArray(bytes: bytes) == array)
    }

    @Test(arguments: [
        ("{'descr': '<f4', 'fortran_order': False}", "lacks one of"),
        ("{'descr': '<f4', 'fortran_order': 0, 'shape': (1,)}", "neither True nor False"),
        ("{'descr': '>f4', 'fortran_order': False, 'shape': (1,)}", "another type"),
        ("{'descr': '|O', 'fortran_order': False, 'shape': (1,)}", "another type"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (1)}", "no tuple of sizes"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}", "no tuple of sizes"),
        (
            "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999)}",
            "too many values"
        ),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}", "needs 8"),
        ("{'descr': '<f4', 'fortran_order': False, 'shape': (1,)} x", "text behind"),
        ("{'descr': '<f4', 'descr': '<f4', 'shape': (1,)}", "no dictionary"),
        ("{'descr': '<f4', 'order': 'C', 'shape': (1,)}", "unknown header key 'order'"),
        ("[1, 2]", "no dictionary"), ("", "no dictionary"),
    ])
    func `a wrong header is refused`(dictionary: String, expected: String) {
        let fault = fault(file(dictionary, values: bytes([1])))
        #expect(fault.hasPrefix("city.npy: ") && fault.contains(expected))
    }

    @Test func `every prefix and every changed header byte is read or refused`() {
        let whole = NumpyArray(shape: [2, 3], values: [1, 2, 3, 4, 5, 6]).encoded
        for count in 0..<whole.count { #expect(fault(Array(whole[..<count])) != "none") }
        for position in 0..<128 {
            for value in [0, 0x20, 0x27, 0x28, 0x31, 0x7F, 0xFF] as [UInt8] {
                var changed = whole
                changed[position] = value
                _ = fault(changed)
            }
        }
    }

    @Test func `a missing file is an error that names it`() {
        #expect(throws: NumpyFileError.self) { try NumpyArray(path: "/nonexistent/city.npy") }
    }

    @Test(
        .enabled(
            if: RecordingReaderTests.dataFolder != nil,
            "ETHERMAP_DATA names no folder of recordings"))
    func `the real cities are read`() throws {
        let folder = try #require(RecordingReaderTests.dataFolder)
        let campus = try NumpyArray(path: "\(folder)/cities/campus-800x800-1m.npy")
        #expect(campus.shape == [800, 800])
        #expect(campus.values.max() == 129)
        let washington = try NumpyArray(path: "\(folder)/cities/washington-dc-buildings.npy")
        #expect(washington.shape == [834, 834])
        #expect(washington.values.allSatisfy { (0..<46).contains($0) })
    }
}
