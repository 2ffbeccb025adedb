import Testing

/// The reader of Swift text on which the other rules rest.
struct SwiftTextTests {
    @Test(arguments: [
        ("let a = 1 // unsafe", "let a = 1"),
        ("/* unsafe /* nested */ still */ let a", "let a"),
        (#"print("unsafe")"#, "print("),
        (#"print("a \"unsafe\" b")"#, "print("),
        (##"print(#"un"safe"#)"##, "print("),
        ("@Test func `no unsafe word`() {}", "@Test func"),
    ])
    func `what is not code is blank`(source: String, start: String) {
        let code = SwiftText(source).code.joined()
        #expect(!code.contains("unsafe"))
        #expect(code.trimmingPrefix { $0 == " " }.hasPrefix(start))
    }

    @Test func `code inside an interpolation stays code`() {
        let code = SwiftText(#"print("at \(unsafe(name + "text")) end") + last"#).code.joined()
        #expect(code.contains("unsafe(name"))
        #expect(!code.contains("text"))
        #expect(!code.contains("end"))
        #expect(code.hasSuffix("+ last"))
    }

    @Test func `a literal over several lines keeps their count`() {
        let source = "let a = \"\"\"\n    one \"two\" // three\n    \"\"\"\nlet b = 2"
        let text = SwiftText(source)
        #expect(text.code.count == 4)
        #expect(text.code.last == "let b = 2")
        #expect(text.codeAndLiterals[1].contains("three"))
    }
}
