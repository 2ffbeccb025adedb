import Foundation
import SwiftProtobuf
import Testing

/// The schema only grows: other people's programs were built against what was published.
@Suite struct DescriptorTests {
    /// What must never change of a published field.
    struct Field: Hashable, CustomStringConvertible {
        var path: String
        var number: Int32
        var type: String
        var label: String
        var isPacked: Bool

        var description: String { "\(path) = \(number) (\(label) \(type), packed: \(isPacked))" }
    }

    static let proto = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "proto")

    static let protoc = ["/usr/bin/protoc", "/usr/local/bin/protoc"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    @Test(
        .enabled(
            if: protoc != nil, "protoc is not installed: apt-get install protobuf-compiler"))
    func `every published field and value is still there, unchanged`() throws {
        let published = try Self.facts(
            in: Data(contentsOf: Self.proto.appending(path: "ethermap-v1.descriptors")))
        let current = try Self.facts(in: Self.currentDescriptors())
        #expect(published.count > 150)
        for fact in published.subtracting(current).sorted(by: { $0.path < $1.path }) {
            Issue.record("published, but gone or changed: \(fact)")
        }
    }

    @Test(.enabled(if: protoc != nil, "protoc is not installed"))
    func `the golden set is current`() throws {
        let published = try Self.facts(
            in: Data(contentsOf: Self.proto.appending(path: "ethermap-v1.descriptors")))
        let current = try Self.facts(in: Self.currentDescriptors())
        #expect(
            current.subtracting(published).isEmpty,
            "a field was added: publish it with proto/generate.sh --golden")
    }

    @Test(.enabled(if: protoc != nil, "protoc is not installed"))
    func `a changed number, type, label or name would be noticed`() throws {
        var set = try Google_Protobuf_FileDescriptorSet(
            serializedBytes: Self.currentDescriptors())
        let before = Self.facts(in: set)
        let changes: [(inout Google_Protobuf_FieldDescriptorProto) -> Void] = [
            { $0.number += 100 }, { $0.type = .sfixed64 }, { $0.label = .optional },
            { $0.name += "s" }, { $0.options.packed = false },
        ]
        // An array of numbers, so that its packing counts.
        let file = try #require(set.file.firstIndex { $0.name.hasSuffix("/rss.proto") })
        let fields = set.file[file].messageType[0].field
        let field = try #require(fields.firstIndex { $0.name == "rss_dbm" })
        for change in changes {
            set.file[file].messageType[0].field = fields
            change(&set.file[file].messageType[0].field[field])
            let isNoticed = !before.isSubset(of: Self.facts(in: set))
            #expect(isNoticed)
        }
    }

    @Test(.enabled(if: protoc != nil, "protoc is not installed"))
    func `no message is recursive`() throws {
        let set = try Google_Protobuf_FileDescriptorSet(serializedBytes: Self.currentDescriptors())
        var inner: [String: [String]] = [:]
        func collect(_ message: Google_Protobuf_DescriptorProto, _ path: String) {
            inner[path] = message.field.filter { $0.type == .message }.map(\.typeName)
            for nested in message.nestedType { collect(nested, "\(path).\(nested.name)") }
        }
        for file in set.file {
            for message in file.messageType { collect(message, ".\(file.package).\(message.name)") }
        }
        func depth(_ name: String, _ left: Int) -> Bool {
            left > 0 && (inner[name] ?? []).allSatisfy { depth($0, left - 1) }
        }
        #expect(!inner.isEmpty)
        for name in inner.keys { #expect(depth(name, 3), "\(name) is nested too deeply") }
    }

    private static func currentDescriptors() throws -> Data {
        let output = FileManager.default.temporaryDirectory.appending(
            path: "ethermap-\(UUID().uuidString).descriptors")
        defer { try? FileManager.default.removeItem(at: output) }  // A temporary file.
        let compiler = Process()
        compiler.executableURL = URL(filePath: try #require(protoc))
        let files = try FileManager.default.contentsOfDirectory(
            atPath: proto.appending(path: "ethermap/v1").path())
        compiler.arguments =
            ["--proto_path=\(proto.path())", "--descriptor_set_out=\(output.path())"]
            + files.filter { $0.hasSuffix(".proto") }.sorted().map { "ethermap/v1/\($0)" }
        try compiler.run()
        compiler.waitUntilExit()
        try #require(compiler.terminationStatus == 0)
        return try Data(contentsOf: output)
    }

    private static func facts(in data: Data) throws -> Set<Field> {
        facts(in: try Google_Protobuf_FileDescriptorSet(serializedBytes: data))
    }

    private static func facts(in set: Google_Protobuf_FileDescriptorSet) -> Set<Field> {
        var facts: Set<Field> = []
        for file in set.file {
            for message in file.messageType { add(message, "\(file.package)", to: &facts) }
            for values in file.enumType { add(values, file.package, to: &facts) }
        }
        return facts
    }

    private static func add(
        _ message: Google_Protobuf_DescriptorProto, _ scope: String, to facts: inout Set<Field>
    ) {
        let path = "\(scope).\(message.name)"
        for field in message.field {
            facts.insert(
                Field(
                    path: "\(path).\(field.name)", number: field.number,
                    type: "\(field.type) \(field.typeName)", label: "\(field.label)",
                    // proto3 packs numbers unless it is told not to.
                    isPacked: field.label == .repeated
                        && ![.string, .bytes, .message, .group].contains(field.type)
                        && (!field.options.hasPacked || field.options.packed)))
        }
        for nested in message.nestedType { add(nested, path, to: &facts) }
        for values in message.enumType { add(values, path, to: &facts) }
    }

    private static func add(
        _ values: Google_Protobuf_EnumDescriptorProto, _ scope: String, to facts: inout Set<Field>
    ) {
        for value in values.value {
            facts.insert(
                Field(
                    path: "\(scope).\(values.name).\(value.name)", number: value.number,
                    type: "enum value", label: "", isPacked: false))
        }
    }
}
