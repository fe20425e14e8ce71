import RepriseFloor
import SlackWire
import Testing

@testable import SessionRecording

/// What a writer writes, a reader reads, however a body is spelled.
@Suite struct ControlCharacterTests {
    /// A body of bytes that take one, two or six characters in JSON.
    private static func body(_ count: Int, _ share: Int, seed: UInt64) -> [UInt8] {
        var random = SeededGenerator(seed: seed)
        let others = Array("ab \n\"\\é/".utf8)
        // All of them together are UTF-8.
        var body: [UInt8] = []
        while body.count < count {
            if Int.random(in: 0..<100, using: &random) < share {
                body.append(UInt8.random(in: 0..<0x20, using: &random))
            } else {
                body += others
            }
        }
        return body
    }

    private static func entries(_ body: [UInt8]) -> [SessionEntry.Kind] {
        [
            .call(id: 1, WebAPICall(.method("x"), body: .bytes(body))),
            .call(id: 2, WebAPICall(.method("x"), body: .json(JSONText(uncheckedBytes: body)))),
            .answer(call: 1, WebAPIAnswer(body: body)),
            .part(call: 2, body),
            .failure(call: 2, TransportFailure(.io, "it broke")),
            .open(socket: 1, SocketRequest(url: "wss://h/"), call: nil),
            .receive(socket: 1, SocketMessage(kind: .text, bytes: body)),
            .send(socket: 1, SocketMessage(kind: .binary, bytes: body)),
            .ping(socket: 1, by: .peer, body),
        ]
    }

    @Test(arguments: [0, 5, 30, 60, 100])
    func `No line is much longer than its body in base64, and each is read as it was written`(
        share: Int
    ) throws {
        for count in [100, 70_000, 400_000] {
            let body = Self.body(count, share, seed: UInt64(share + count))
            let session = Session(
                header: SessionHeader(epoch: 0),
                entries: Self.entries(body).map { SessionEntry(at: 0, $0) }
            )
            let bytes = session.fixtureBytes(redactor: nil)
            let lines = Inflated.prefix(of: bytes).text.split(separator: 0x0a)
            let longest = lines.map(\.count).max() ?? 0
            // Text up to 64 KiB is text, whatever it holds.
            #expect(longest < max(6 * (64 << 10), body.count * 4 / 3) + 400)
            let limits = ReaderLimits(lineLength: longest)
            #expect(try Session(bytes: bytes, limits: limits) == session)
        }
    }

    @Test func `A body at the server's limit has a line within a reader's`() {
        // A byte of a body takes two characters at most, where it takes no more room than in base64 four thirds of one, and
        // what stands for a secret is at most three times as long as what it replaces.
        #expect(128 << 20 <= ReaderLimits().lineLength / 4)
    }

    @Test func `An answer in control characters keeps its form where it is short`() {
        let body = [UInt8](repeating: 7, count: 300)
        let entry = SessionEntry(at: 0, .answer(call: 1, WebAPIAnswer(body: body)))
        #expect(entry.fixtureText.contains(#""text":"\u0007"#))
    }
}
