import RepriseFloor
import SlackWire
import Testing

struct `JSON validation` {
    @Test(arguments: [
        "null", " true ", "false", "0", "-0", "-0.5e+10", "1E9", #""""#, "[]", "{}", "[[],{}]",
        #"{"a":[1,2,{"b":null}],"":"x"}"#, "\t[\r\n1 ,\n2 ]", #""\u0041\uD83D\uDE00\/\b\f""#,
        #""half \ud83d""#, #""\ude00 half""#, #""\ud83d\u0041""#, #""\ud83d\ud83d\ude00""#,
        "\"\u{7f}\u{e9}\u{ffff}\u{10ffff}\"",
    ])
    func `A document is accepted and parsed`(text: String) throws {
        let bytes = Array(text.utf8)
        #expect(try JSONText(validating: bytes).bytes == bytes)
        _ = try JSONValue(parsing: bytes)
    }

    @Test(
        arguments: [
            ("", .unexpectedEnd, 0), ("  ", .unexpectedEnd, 2), ("[", .unexpectedEnd, 1),
            ("{", .unexpectedEnd, 1), ("[1,", .unexpectedEnd, 3), (#"{"a""#, .unexpectedEnd, 4),
            (#"{"a":"#, .unexpectedEnd, 5), (#""abc"#, .unexpectedEnd, 4),
            ("tru", .unexpectedEnd, 3),
            (#""\u00"#, .unexpectedEnd, 5), (#""\"#, .unexpectedEnd, 2),
            ("[1,]", .unexpectedByte(0x5d), 3), ("[,1]", .unexpectedByte(0x2c), 1),
            (#"{"a":1,}"#, .unexpectedByte(0x7d), 7), (#"{a:1}"#, .unexpectedByte(0x61), 1),
            (#"{"a" 1}"#, .unexpectedByte(0x31), 5), ("[1}", .unexpectedByte(0x7d), 2),
            (#"{"a":1]"#, .unexpectedByte(0x5d), 6), ("nul!", .unexpectedByte(0x21), 3),
            ("'a'", .unexpectedByte(0x27), 0), ("+1", .unexpectedByte(0x2b), 0),
            ("]", .unexpectedByte(0x5d), 0),
            ("\u{feff}1", .unexpectedByte(0xef), 0), ("NaN", .unexpectedByte(0x4e), 0),
            ("1 2", .trailingBytes, 2), ("{}x", .trailingBytes, 2), ("01", .invalidNumber, 0),
            ("-", .invalidNumber, 1), ("1.", .invalidNumber, 2), ("1.e3", .invalidNumber, 2),
            ("1e", .invalidNumber, 2), ("-01", .invalidNumber, 1), ("1e+", .invalidNumber, 3),
            (#""\x""#, .invalidEscape, 1), (#""a\ud80""#, .invalidEscape, 2),
            (#""\ud83d\udz00""#, .invalidEscape, 7), (#""\u12g4""#, .invalidEscape, 1),
            ("\"a\nb\"", .controlCharacter(0x0a), 2),
            ("\"12345678\u{0}\"", .controlCharacter(0), 9),
            ("\"\u{1f}\"", .controlCharacter(0x1f), 1),
        ] as [(String, JSONError.Reason, Int)]
    )
    func `What is no JSON is refused at the byte where it stops being it`(
        text: String,
        reason: JSONError.Reason,
        offset: Int
    ) {
        let expected = JSONError(reason, at: offset)
        #expect(throws: expected) { try JSONText(validating: Array(text.utf8)) }
        #expect(throws: expected) { try JSONValue(parsing: text) }
    }

    @Test(
        arguments: [
            [0x80], [0xc0, 0x80], [0xc1, 0xbf], [0xc2], [0xc2, 0x41], [0xe0, 0x9f, 0xbf],
            [0xe2, 0x82],
            [0xed, 0xa0, 0x80], [0xf0, 0x8f, 0xbf, 0xbf], [0xf4, 0x90, 0x80, 0x80],
            [0xf5, 0x80, 0x80, 0x80],
            [0xff], [0xe2, 0x82, 0x41],
        ] as [[UInt8]]
    )
    func `Bytes that are not UTF-8 are refused where they stand`(piece: [UInt8]) {
        for padding in 0..<17 {
            let text = Array(String(repeating: "a", count: padding).utf8)
            let bytes = [0x22] + text + piece + [0x22]
            #expect(throws: JSONError(.invalidUTF8, at: padding + 1)) {
                try JSONText(validating: bytes)
            }
        }
    }

    @Test func `Every prefix of a document is refused and nothing else happens`() throws {
        let document = Array(
            #" {"type":"message","n":[-1.5e3,true,null,{"x":"\ud83d\ude00 é"}],"z":{}}"#.utf8
        )
        _ = try JSONText(validating: document)
        for count in document.indices {
            #expect(throws: JSONError.self) { try JSONText(validating: Array(document[..<count])) }
        }
    }

    @Test func `Nesting is limited at the bracket that is one too many`() throws {
        for brackets in [("[", "]"), (#"{"a":"#, "}")] {
            let fits =
                String(repeating: brackets.0, count: 512) + "1"
                + String(repeating: brackets.1, count: 512)
            #expect(try JSONValue(parsing: fits).compactText == fits)
            let over = brackets.0 + fits + brackets.1
            let expected = JSONError(.tooDeep(limit: 512), at: 512 * brackets.0.utf8.count)
            #expect(throws: expected) { try JSONText(validating: Array(over.utf8)) }
            #expect(throws: expected) { try JSONValue(parsing: over) }
        }
    }

    @Test func `A million brackets are refused without running out of stack`() throws {
        let open = [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000)
        #expect(throws: JSONError(.tooDeep(limit: 512), at: 512)) { try JSONText(validating: open) }
        let closed = open + [UInt8](repeating: UInt8(ascii: "]"), count: 1_000_000)
        _ = try JSONText(validating: closed, depthLimit: 1_000_000)
    }

    @Test func `Brackets of both kinds close in their order at any depth`() throws {
        var generator = SeededGenerator(seed: 3)
        let kinds = (0..<300).map { _ in Bool.random(using: &generator) }
        let open = kinds.map { $0 ? "[" : #"{"k":"# }.joined()
        let closed = open + "0" + kinds.reversed().map { $0 ? "]" : "}" }.joined()
        _ = try JSONText(validating: Array(closed.utf8))
        for wrong in 1..<kinds.count {
            var bytes = Array(closed.utf8)
            let position = bytes.count - wrong
            bytes[position] ^= UInt8(ascii: "]") ^ UInt8(ascii: "}")
            #expect(throws: JSONError(.unexpectedByte(bytes[position]), at: position)) {
                try JSONText(validating: bytes)
            }
        }
    }

    @Test func `A single line is asked for only between values`() throws {
        let oneLine = Array(#" {"a":"x\ny", "b" :[1, 2]}"#.utf8)
        _ = try JSONText(validating: oneLine, singleLine: true)
        for (text, offset) in [("{}\n", 2), ("\r[]", 0), ("[1,\n2]", 3), ("{\"a\"\n:1}", 4)] {
            let bytes = Array(text.utf8)
            _ = try JSONText(validating: bytes)
            #expect(throws: JSONError(.lineBreak, at: offset)) {
                try JSONText(validating: bytes, singleLine: true)
            }
        }
    }

    @Test func `An error names the byte in words`() {
        #expect(
            "\(JSONError(.unexpectedByte(0x7d), at: 7))"
                == "not valid JSON at byte 7: unexpected '}'"
        )
        #expect(
            "\(JSONError(.tooDeep(limit: 3), at: 2))"
                == "not valid JSON at byte 2: values are nested deeper than 3"
        )
    }
}
