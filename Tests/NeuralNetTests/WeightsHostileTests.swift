import Foundation
import NeuralNet
import Numerics
import Testing

/// Files that are wrong, by accident or on purpose: each is a sentence with the file's name.
struct WeightsHostileTests {
    /// A file from its header's text and its data.
    private static func bytes(_ header: String, data: Int, length: UInt64? = nil) -> [UInt8] {
        let text = Array(header.utf8)
        let length = length ?? UInt64(text.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * UInt64($0))) } + text
            + [UInt8](repeating: 0, count: data)
    }

    private static func tensor(
        _ name: String = "a", type: String = "F32", shape: String = "[2]", offsets: String = "[0,8]"
    ) -> String {
        "\"\(name)\":{\"dtype\":\"\(type)\",\"shape\":\(shape),\"data_offsets\":\(offsets)}"
    }

    private static let cases: [(bytes: [UInt8], complaint: String)] = [
        ([], "too short"),
        ([1, 2, 3], "too short"),
        (bytes("{}", data: 0, length: .max), "its header would have"),
        (bytes("{}", data: 0, length: 16 << 20 + 1), "its header would have"),
        (bytes("{}", data: 0, length: 3), "its header has 3 bytes, and 2 are there"),
        (bytes("", data: 0), "does not begin with '{'"),
        (bytes(" {}", data: 0), "does not begin with '{'"),
        (bytes("{\"a\":", data: 0), "its header is wrong"),
        (bytes("{\"a\":1}", data: 0), "'a' is not what it must be"),
        (bytes("{\"__metadata__\":{\"a\":1}}", data: 0), "'__metadata__.a' is not what"),
        (
            bytes("{\"a\":{\"dtype\":\"F32\",\"shape\":[2]}}", data: 8),
            "'a.data_offsets' is missing"
        ),
        (bytes("{\(tensor("", shape: "[2]"))}", data: 8), "a tensor has no name"),
        (bytes("{\(tensor(type: "BF16"))}", data: 8), "of the type BF16"),
        (bytes("{\(tensor(shape: "[-2]"))}", data: 8), "has no shape"),
        (bytes("{\(tensor(shape: "[1.5]"))}", data: 8), "its header is wrong"),
        (bytes("{\(tensor(shape: "[1e30]"))}", data: 8), "its header is wrong"),
        (bytes("{\(tensor(shape: "[1,1,1,1,1,1,1,1,2]"))}", data: 8), "has no shape"),
        (bytes("{\(tensor(shape: "[4294967296,4294967296]"))}", data: 8), "no possible shape"),
        (bytes("{\(tensor(shape: "[3]"))}", data: 8), "takes 12 bytes, and its place has 8"),
        (bytes("{\(tensor(offsets: "[8,0]"))}", data: 8), "has no place"),
        (bytes("{\(tensor(offsets: "[-8,0]"))}", data: 8), "has no place"),
        (bytes("{\(tensor(offsets: "[0,8,16]"))}", data: 8), "has no place"),
        (bytes("{\(tensor(offsets: "[4,12]"))}", data: 12), "after a gap"),
        (bytes("{\(tensor()),\(tensor("b", offsets: "[4,12]"))}", data: 12), "inside another"),
        (bytes("{\(tensor()),\(tensor("b"))}", data: 8), "inside another"),
        (bytes("{\(tensor())}", data: 7), "accounts for 8 bytes of data, and there are 7"),
        (bytes("{\(tensor())}", data: 9), "accounts for 8 bytes of data, and there are 9"),
        (bytes("{\(tensor(offsets: "[0,9223372036854775807]"))}", data: 8), "takes 8 bytes"),
    ]

    @Test(arguments: cases.indices)
    func `a wrong file is told by its name and what is wrong`(number: Int) throws {
        let folder = TemporaryFolder()
        let path = folder.file("hostile.safetensors")
        let (bytes, complaint) = Self.cases[number]
        try Data(bytes).write(to: URL(filePath: path))
        let error = #expect(throws: NeuralNetError.self) { try WeightsFile.read(path) }
        let text = error?.description ?? ""
        #expect(text.hasPrefix(path + ": "), "\(text)")
        #expect(text.contains(complaint), "\(text)")
    }

    @Test func `deep nesting is an error and no crash`() throws {
        let folder = TemporaryFolder()
        let path = folder.file("deep.safetensors")
        let deep = "{\"a\":" + String(repeating: "[", count: 1 << 20)
        try Data(Self.bytes(deep, data: 0)).write(to: URL(filePath: path))
        #expect(throws: NeuralNetError.self) { try WeightsFile.read(path) }
    }

    @Test func `whatever bit is turned, a file is read or refused`() throws {
        let folder = TemporaryFolder()
        let path = folder.file("turned.safetensors")
        let whole = WeightsFile(
            tensors: [
                .init(name: "a", shape: [2, 2], values: [1, 2, 3, 4]),
                .init(name: "b", shape: [1], values: [5]),
            ], metadata: ["k": "v"]
        ).encoded(as: .float16)
        var refused = 0
        for bit in 0..<whole.count * 8 {
            var turned = whole
            turned[bit / 8] ^= 1 << UInt8(bit % 8)
            try Data(turned).write(to: URL(filePath: path))
            do {
                _ = try WeightsFile.read(path)
            } catch {
                refused += 1
            }
        }
        #expect(refused > 600)
    }

    @Test func `what is no file cannot be read or written`() throws {
        let folder = TemporaryFolder()
        #expect(throws: NeuralNetError("\(folder.path): it is no file")) {
            try WeightsFile.read(folder.path)
        }
        let error = #expect(throws: NeuralNetError.self) {
            try WeightsFile(tensors: []).write(to: folder.path + "/none/x")
        }
        #expect(error?.description.contains("cannot be written: No such file") == true)
    }
}
