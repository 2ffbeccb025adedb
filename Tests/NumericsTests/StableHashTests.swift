import Numerics
import Testing

struct StableHashTests {
    @Test(arguments: [
        ("", UInt64(0xcbf2_9ce4_8422_2325)), ("a", 0xaf63_dc4c_8601_ec8c),
        ("foobar", 0x8594_4171_f739_67e8),
    ])
    func `known texts have their published FNV-1a values`(text: String, value: UInt64) {
        #expect(StableHash.fnv1a(text) == value)
    }

    private func hash(_ body: (inout StableHash) -> Void) -> UInt64 {
        var hash = StableHash()
        body(&hash)
        return hash.value
    }

    @Test func `what is combined and in which order matters`() {
        let split = hash {
            $0.combine("ab")
            $0.combine("c")
        }
        let other = hash {
            $0.combine("a")
            $0.combine("bc")
        }
        #expect(split != other)
        let zeros = [hash { $0.combine(0.0) }, hash { $0.combine(-0.0) }]
        #expect(zeros[0] != zeros[1])
        let arrays = [hash { $0.combine([Float(1), 2]) }, hash { $0.combine([Float(2), 1]) }]
        #expect(arrays[0] != arrays[1])
        let bytes: [UInt8] = [1, 0, 0, 0, 0, 0, 0, 0]
        let words = [hash { $0.combine(UInt64(1)) }, hash { $0.combine(bytes) }]
        #expect(words[0] == words[1])
    }
}
