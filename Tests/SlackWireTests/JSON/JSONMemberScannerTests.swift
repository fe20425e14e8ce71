import RepriseFloor
import SlackWire
import Testing

@Suite struct JSONMemberScannerTests {
    private func members(_ text: String) throws(JSONError) -> [String] {
        let bytes = Array(text.utf8)
        var scanner = JSONMemberScanner()
        var found: [String] = []
        while let name = try scanner.next(in: bytes.span.bytes) {
            let value = try scanner.value(in: bytes.span.bytes)
            let parts = [name.range, value].map { String(decoding: bytes[$0], as: UTF8.self) }
            found.append(parts.joined(separator: "="))
        }
        found.append("to \(scanner.offset)")
        return found
    }

    @Test func `Members come in their order, with the exact bytes of names and values`() throws {
        #expect(
            try members(" { \"a\" : 1 ,\t\"b\\\"\":{\"c\":[\"}\"]}\r\n, \"a\":\"x\\\\\" }  ")
                == ["a=1", #"b\"={"c":["}"]}"#, #"a="x\\""#, "to 45"]
        )
        #expect(try members("{}") == ["to 2"])
        #expect(try members("{ \n}") == ["to 4"])
        #expect(try members(#"{"a":true}{"b":1}"#) == ["a=true", "to 10"])
    }

    @Test(arguments: [
        ("", 0), ("[1]", 0), ("{", 1), (#"{"a"}"#, 4), (#"{"a":}"#, 5), (#"{"a":1"#, 6),
        (#"{"a":1,}"#, 7),
        (#"{,"a":1}"#, 1), (#"{"a":1 "b":2}"#, 7), (#"{"a":"x}"#, 8), (#"{"a":{"b":1}"#, 12),
        (#"{a:1}"#, 1),
    ])
    func `Where it stops being an object is said to the byte`(_ text: String, _ offset: Int) {
        do {
            _ = try members(text)
            Issue.record("\(text) was taken for an object")
        } catch {
            #expect(error.offset == offset, "\(text): \(error)")
        }
    }

    @Test func `The last member of a name is found by what the name says`() {
        let bytes = Array(#"{"ts":"1","x":{"ts":"9"},"\u0074s":"2","t":"3"}"#.utf8)
        let range = bytes.span.bytes.rangeOfMember("ts")
        #expect(range.map { String(decoding: bytes[$0], as: UTF8.self) } == "\"2\"")
        #expect(bytes.span.bytes.rangeOfMember("missing") == nil)
        #expect(Array("[1]".utf8).span.bytes.rangeOfMember("ts") == nil)
        #expect(Array(#"{"ts":1"#.utf8).span.bytes.rangeOfMember("ts") == nil)
    }
}
