import SlackWire
import Testing

struct `JSON field scanner` {
    @Test func `Fields come from the outermost object and from the named objects inside it`() throws
    {
        let bytes = Array(
            #"{"a":{"type":"no","ts":"9"},"type":"yes","item":{"x":{"ts":"8"},"ts":"1.2"},"list":[{"type":"no"}]}"#
                .utf8
        )
        let fields = try JSONFieldScanner("type", "item.ts", "missing").scan(bytes.span.bytes)
        #expect(fields.string(0, in: bytes.span.bytes) == "yes")
        #expect(fields.string(1, in: bytes.span.bytes) == "1.2")
        #expect(fields.range(of: 2) == nil)
    }

    @Test func `Of a repeated name the last wins, with all that is inside it`() throws {
        let bytes = Array(#"{"type":"a","item":{"ts":"1","id":2},"item":{"id":3},"type":"b"}"#.utf8)
        let fields = try JSONFieldScanner("type", "item.ts", "item.id").scan(bytes.span.bytes)
        #expect(fields.string(0, in: bytes.span.bytes) == "b")
        #expect(fields.string(1, in: bytes.span.bytes) == nil)
        #expect(fields.int(2, in: bytes.span.bytes) == 3)
    }

    @Test func `An object that is replaced by something else has no fields left`() throws {
        let bytes = Array(#"{"item":{"ts":"1"},"item":"gone"}"#.utf8)
        let fields = try JSONFieldScanner("item", "item.ts").scan(bytes.span.bytes)
        #expect(fields.string(0, in: bytes.span.bytes) == "gone")
        #expect(!fields.contains(1))
    }

    @Test func `Names are compared unescaped`() throws {
        let bytes = Array(#"{"t\u0079pe":"a","\u0063h":"b","te\\xt":"c","text\"":"d"}"#.utf8)
        let fields = try JSONFieldScanner([["type"], ["ch"], [#"te\xt"#], ["text\""]]).scan(
            bytes.span.bytes
        )
        #expect((0..<4).map { fields.string($0, in: bytes.span.bytes) } == ["a", "b", "c", "d"])
    }

    @Test func `Names are told apart to their last letter`() throws {
        let bytes = Array(
            #"{"channel_name":"a","channel_typf":"b","channel_type":"c","channel_typo":"x","channel":"d","channe1":"e","t":"g","tt":"f"}"#
                .utf8
        )
        let fields = try JSONFieldScanner("channel_type", "channel", "t").scan(bytes.span.bytes)
        #expect((0..<3).map { fields.string($0, in: bytes.span.bytes) } == ["c", "d", "g"])
    }

    @Test func `Names of any length are found`() throws {
        for length in 0..<80 {
            let name = String(repeating: "n", count: length)
            let bytes = Array(#"{"\#(name)n":1,"\#(name)":2}"#.utf8)
            let fields = try JSONFieldScanner([[name]]).scan(bytes.span.bytes)
            #expect(fields.int(0, in: bytes.span.bytes) == 2)
        }
    }

    @Test func `Text is unescaped exactly`() throws {
        let bytes = Array(#"{"text":"wss:\/\/a\u002db\ud83d\ude00\"\\\b\f\n\r\t\u00e9é"}"#.utf8)
        let fields = try JSONFieldScanner("text").scan(bytes.span.bytes)
        #expect(
            fields.string(0, in: bytes.span.bytes) == "wss://a-b😀\"\\\u{8}\u{c}\n\r\téé"
        )
    }

    @Test func `Half an emoji is read as a character of its own, whatever stands behind it`()
        throws
    {
        let bytes = Array(#"{"text":"a\ud83d b\ude00\ud83d\u0041\ud83d\ud83d\ude00"}"#.utf8)
        let fields = try JSONFieldScanner("text").scan(bytes.span.bytes)
        let text = "a\u{10f03d} b\u{10f600}\u{10f03d}A\u{10f03d}😀"
        #expect(fields.string(0, in: bytes.span.bytes) == text)
        let value = try JSONValue(parsing: bytes)
        #expect(value["text"]?.string == text)
        // Whoever quotes it says what it was.
        let said = #"{"text":"a\ud83d b\ude00\ud83dA\ud83d😀"}"#
        #expect(value.compactText == said)
    }

    @Test func `A value of another kind is not taken for text, a number or a truth value`() throws {
        let bytes = Array(
            #"{"a":"1","b":1,"c":true,"d":null,"e":[1],"f":1.5,"g":99999999999999999999}"#.utf8
        )
        let span = bytes.span.bytes
        let fields = try JSONFieldScanner("a", "b", "c", "d", "e", "f", "g").scan(span)
        #expect(
            (0..<7).map { fields.string($0, in: bytes.span.bytes) } == [
                "1", nil, nil, nil, nil, nil, nil,
            ]
        )
        #expect(
            (0..<7).map { fields.int($0, in: bytes.span.bytes) } == [
                nil, 1, nil, nil, nil, nil, nil,
            ]
        )
        #expect(
            (0..<7).map { fields.bool($0, in: bytes.span.bytes) } == [
                nil, nil, true, nil, nil, nil, nil,
            ]
        )
        #expect((0..<7).allSatisfy { fields.contains($0) })
    }

    @Test func `A document that is no object has no fields`() throws {
        for text in ["[1]", #""type""#, "7", " null "] {
            let bytes = Array(text.utf8)
            #expect(try !JSONFieldScanner("type").scan(bytes.span.bytes).contains(0))
        }
    }

    @Test func `Every prefix of an object ends in an error at its end`() throws {
        let bytes = Array(#"{"type":"a\"b","n":[1,{"x":"]"}],"item":{"ts":"1"},"z":12}"#.utf8)
        let scanner = JSONFieldScanner("type", "item.ts", "z")
        for count in bytes.indices {
            let cut = Array(bytes[..<count])
            #expect(throws: JSONError(.unexpectedEnd, at: count)) {
                try scanner.scan(cut.span.bytes)
            }
        }
    }

    @Test func `Deep nesting that is skipped costs no stack`() throws {
        let deep =
            String(repeating: "[", count: 1_000_000) + String(repeating: "]", count: 1_000_000)
        let bytes = Array(#"{"a":\#(deep),"type":"found"}"#.utf8)
        let fields = try JSONFieldScanner("type").scan(bytes.span.bytes)
        #expect(fields.string(0, in: bytes.span.bytes) == "found")
    }

    @Test func `A scan in the storage of another leaves nothing of it behind`() throws {
        let scanner = JSONFieldScanner("a", "b")
        let first = Array(#"{"a":1,"b":2}"#.utf8)
        var fields = try scanner.scan(first.span.bytes)
        let second = Array(#"{"b":3}"#.utf8)
        try scanner.scan(second.span.bytes, into: &fields)
        #expect(!fields.contains(0))
        #expect(fields.int(1, in: second.span.bytes) == 3)
    }
}
