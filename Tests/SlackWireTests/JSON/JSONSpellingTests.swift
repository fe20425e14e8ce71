import RepriseFloor
import SlackWire
import Testing

@Suite struct JSONSpellingTests {
    /// Characters of every length in UTF-8, every escape, and what stands beside their borders.
    private static let text =
        "plain / \"q\" \\ \u{8}\u{9}\u{a}\u{b}\u{c}\u{d}\u{0}\u{1f}\u{20}\u{7f}\u{80}é\u{7ff}\u{800}€\u{fffd}\u{ffff}"
        + "\u{10000}😀\u{10ffff} end"

    @Test func `The shortest spelling escapes only what JSON asks to be escaped`() {
        let spelled = JSONValue.string(Self.text).bytes(spelled: .shortest)
        let expected =
            #""plain / \"q\" \\ \b\t\n\u000b\f\r\u0000\u001f "#
            + "\u{7f}\u{80}é\u{7ff}\u{800}€\u{fffd}\u{ffff}\u{10000}😀\u{10ffff} end\""
        #expect(String(decoding: spelled, as: UTF8.self) == expected)
        #expect(JSONValue.string(Self.text).compactBytes == spelled)
    }

    @Test func `Slack's spelling escapes slashes and all that is not ASCII`() {
        let spelled = JSONValue.object([JSONMember("é/", .string(Self.text))]).bytes(
            spelled: .slack
        )
        let expected =
            #"{"\u00e9\/":"plain \/ \"q\" \\ \b\t\n\u000b\f\r\u0000\u001f "# + "\u{7f}"
            + #"\u0080\u00e9\u07ff\u0800\u20ac\ufffd\uffff\ud800\udc00\ud83d\ude00\udbff\udfff end"}"#
        #expect(String(decoding: spelled, as: UTF8.self) == expected)
    }

    @Test(arguments: [JSONSpelling.shortest, .slack])
    func `What is written is read back as it was`(_ spelling: JSONSpelling) throws {
        for count in 0..<40 {
            let padded = String(repeating: "a", count: count) + Self.text
            let value = JSONValue.array([.string(padded), .object([JSONMember(padded, .null)])])
            #expect(try JSONValue(parsing: value.bytes(spelled: spelling)) == value)
        }
    }

    @Test func `Bytes that are no text stay what they are`() {
        let bytes: [UInt8] = [0x61, 0xff, 0xc3, 0x22, 0xe2, 0x82]
        for spelling in [JSONSpelling.shortest, .slack] {
            var spelled: [UInt8] = []
            spelling.write(bytes.span.bytes, to: &spelled)
            #expect(spelled == [0x22, 0x61, 0xff, 0xc3, 0x5c, 0x22, 0xe2, 0x82, 0x22])
        }
    }
}
