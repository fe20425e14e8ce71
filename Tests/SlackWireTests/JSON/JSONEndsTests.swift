import SlackWire
import Testing

@Suite struct JSONEndsTests {
    @Test(arguments: 0..<40)
    func `A string ends at its first quote that no backslash precedes`(length: Int) {
        let text = Array(repeating: UInt8(ascii: "a"), count: length)
        #expect(end(of: quoted(text) + Array(" \"".utf8)) == length + 2)
        #expect(end(of: [UInt8(ascii: "\"")] + text) == nil)
        for place in 0...length {
            for escape in [#"\""#, #"\\"#, #"\n"#] {
                let whole = text[..<place] + Array(escape.utf8) + text[place...]
                #expect(end(of: quoted(Array(whole)) + Array(#","b":"""#.utf8)) == length + 4)
            }
            let open = text[..<place] + [UInt8(ascii: "\\")]
            #expect(end(of: [UInt8(ascii: "\"")] + open) == nil)
        }
    }

    @Test func `Bytes that differ from a quote or a backslash by a bit do not end a string`() {
        for byte in UInt8.min...UInt8.max
        where byte != UInt8(ascii: "\"") && byte != UInt8(ascii: "\\") {
            for length in 1...17 {
                let text = Array(repeating: byte, count: length)
                #expect(end(of: quoted(text)) == length + 2)
            }
        }
    }

    @Test func `Brackets in strings do not count`() {
        let value = #"{"a":["]}",{"b\"}":"\\"}],"c":1}"#
        let bytes = Array((value + ",\"d\":2}").utf8)
        #expect((try? bytes.span.bytes.endOfValue(from: 0)) == value.utf8.count)
        for count in 0..<value.utf8.count {
            let cut = Array(bytes[..<count])
            #expect(throws: JSONError.self) { try cut.span.bytes.endOfValue(from: 0) }
        }
    }

    private func quoted(_ text: [UInt8]) -> [UInt8] {
        [UInt8(ascii: "\"")] + text + [UInt8(ascii: "\"")]
    }

    private func end(of bytes: [UInt8]) -> Int? {
        (try? bytes.span.bytes.endOfWholeString(from: 1))?.offset
    }
}
