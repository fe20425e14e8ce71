import SlackWire
import Testing

@Suite struct PrintableJSONTests {
    /// C1 controls steer terminals in UTF-8 as well; marks of direction turn what stands around them.
    @Test(arguments: [
        "\u{9b}31m", "\u{9d}0;title\u{9c}", "\u{7f}", "\u{202e}", "\u{2066}", "\u{200f}",
        "\u{2028}",
        "\u{61c}",
    ])
    func `What a terminal obeys stands as an escape, and means the same`(text: String) throws {
        let json = JSONText(uncheckedBytes: Array("{\"t\":\"a\(text)é😀\\u001b\"}".utf8))
        let shown = json.printable
        #expect(!shown.unicodeScalars.contains { text.unicodeScalars.contains($0) && !$0.isASCII })
        #expect(!shown.unicodeScalars.contains { (0x7f..<0xa0).contains($0.value) })
        #expect(shown.contains("é😀\\u001b"))
        #expect(try JSONValue(parsing: shown) == JSONValue(parsing: json.bytes))
    }

    @Test func `White space outside of strings moves no cursor`() throws {
        let json = JSONText(uncheckedBytes: Array("{\"a\":\r\t1\n}".utf8))
        #expect(json.printable == "{\"a\":  1 }")
    }
}
