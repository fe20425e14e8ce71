import SlackWire
import Testing

@testable import SlackTransport

@Suite struct JSONEditTests {
    private static func set(_ value: String, in text: String) -> String {
        String(
            decoding: JSONEdit.setting("a", to: Array(value.utf8), in: Array(text.utf8)),
            as: UTF8.self
        )
    }

    private static func removed(from text: String) -> String {
        String(decoding: JSONEdit.removing("a", from: Array(text.utf8)), as: UTF8.self)
    }

    @Test func `A value is replaced and every other byte stays`() {
        #expect(
            Self.set("22", in: #"{"b":1, "a" : 7 ,"c":"\/"}"#) == #"{"b":1, "a" : 22 ,"c":"\/"}"#
        )
        #expect(Self.set("1", in: #"{"x":{"a":5},"a":"é"}"#) == #"{"x":{"a":5},"a":1}"#)
    }

    @Test func `A missing member is put first`() {
        #expect(Self.set("1", in: #" { "b":2}"#) == #" {"a":1, "b":2}"#)
        #expect(Self.set("1", in: "{}") == #"{"a":1}"#)
        #expect(Self.set("1", in: "{ }") == #"{"a":1 }"#)
        #expect(Self.set("1", in: "no object") == "no object")
    }

    @Test(arguments: [
        (#"{"a":1,"b":2}"#, #"{"b":2}"#),
        (#"{ "a" : [1,2] , "b":2}"#, #"{ "b":2}"#),
        (#"{"b":2,"a":1}"#, #"{"b":2}"#),
        (#"{"b":2 , "a":{"a":1} }"#, #"{"b":2 }"#),
        (#"{"b":2,"a":"x\"y","c":3}"#, #"{"b":2,"c":3}"#),
        (#"{"a":1}"#, "{}"),
        (#"{"b":{"a":1}}"#, #"{"b":{"a":1}}"#),
        ("[]", "[]"),
    ])
    func `A member is removed with its comma`(_ text: String, _ rest: String) throws {
        #expect(Self.removed(from: text) == rest)
        _ = try JSONValue(parsing: rest)
    }
}
