import SlackWire
import Testing

@testable import SecretRedaction
@testable import SessionRecording

@Suite struct NamesakeTests {
    private static func book(_ names: [String]) -> NamesakeBook {
        var book = NamesakeBook()
        for (person, name) in names.enumerated() { book.insert(Array(name.utf8), person) }
        return book
    }

    private static func longest(_ book: NamesakeBook, in text: String) -> String? {
        let bytes = Array(text.utf8)
        let found = book.longest(in: bytes, at: 0) { end in
            end == bytes.count || bytes[end] == UInt8(ascii: " ")
        }
        return found.map { "\($0.person) \(String(decoding: bytes[..<$0.length], as: UTF8.self))" }
    }

    @Test func `The longest name that ends with a word is found, and its first owner`() {
        let book = Self.book(["Ada", "Ada Lovelace", "Ada L", "Ada"])
        #expect(Self.longest(book, in: "Ada Lovelace wrote") == "1 Ada Lovelace")
        #expect(Self.longest(book, in: "Ada Lovelaces wrote") == "0 Ada")
        #expect(Self.longest(book, in: "Ada L") == "2 Ada L")
        #expect(Self.longest(book, in: "Adam") == nil)
    }

    @Test(.timeLimit(.minutes(10)))
    func `Twenty thousand people of one first name are told apart in linear time`() throws {
        let people = (0..<20_000).map { number in
            #"{"id":"U\#(number)","profile":{"real_name":"Ada \#(number)"}}"#
        }
        let said = #"{"type":"message","text":"so said Ada 19999 to Ada 4 and Ada Nobody"}"#
        var session = Session(header: SessionHeader(epoch: 0), entries: [])
        session.entries.append(
            SessionEntry(at: 0, .open(socket: 1, SocketRequest(url: "wss://h/"), call: nil))
        )
        for payload in [#"{"members":[\#(people.joined(separator: ","))]}"#, said] {
            session.entries.append(
                SessionEntry(at: 1, .receive(socket: 1, SocketMessage(payload)))
            )
        }
        var redactor = Redactor(pseudonyms: Pseudonyms())
        let redacted = redactor.redacted(session)
        let message = try #require(redacted.entries.last?.received)
        #expect(
            message.text
                == #"{"type":"message","text":"so said Person 20000 to Person 5 and Person Nobody"}"#
        )
    }
}
