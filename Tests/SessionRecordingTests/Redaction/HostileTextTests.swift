import SecretRedaction
import SessionRecording
import SlackWire
import Testing

/// Texts that are made to take long; a quadratic look would take minutes.
@Suite(.timeLimit(.minutes(10))) struct HostileTextTests {
    private static let count = 1 << 15

    @Test(arguments: [
        "token=", "http://", "ws://", "wss://a@", "/websocket/", "hooks.slack", "hooks.slack/",
        "xoxb-",
        "%25", "&amp;", "&#x26;", "\"token\":\"", "\\\"token\\\":\\\"", "{\"a\":", "[[[[", "\"a\"",
        "bearer ", "eG94Yi0x", "/services/t", "%7B%22", "?code=", "=", "\\u0078", "\\",
    ])
    func `A text that repeats takes time in proportion to its length`(piece: String) {
        let text = String(repeating: piece, count: Self.count / piece.utf8.count)
        for frame in [text, "{\"text\":\"" + text, "x=1&y=" + text] {
            var redactor = Redactor()
            let once = redactor.redacted(SocketMessage(frame))
            var second = Redactor()
            #expect(second.redacted(SocketMessage(once)).utf8.count <= once.utf8.count + 64)
        }
    }

    @Test func `Many known secrets with the same beginning`() {
        var redactor = Redactor()
        for number in 0..<5_000 {
            var entry = SessionEntry(
                at: 0,
                .receive(socket: 1, SocketMessage(#"{"token":"abcdefghijkl\#(number)"}"#))
            )
            redactor.redact(&entry)
        }
        let text = String(repeating: "abcdefghijkl", count: 2_000)
        #expect(redactor.redacted(SocketMessage(#"{"text":"\#(text)"}"#)).utf8.count > 20_000)
    }

    /// Texts of a size, made so that a comparison with known secrets goes on for long and fails.
    private static func texts(_ size: Int) -> [String] {
        let run = String(repeating: "a", count: size)
        return [
            #"{"type":"message","text":"token=\#(run)1"}"#, #"{"type":"message","text":"\#(run)"}"#,
            #"{"type":"message","text":"\#(run.prefix(size / 2))2\#(run.prefix(size / 2))"}"#,
        ]
    }

    @Test(arguments: [1 << 10, 40 << 10, 1 << 18])
    func `Two messages of a member, a secret and almost that secret, take linear time`(size: Int) {
        let clock = ContinuousClock()
        let times = [1, 10].map { factor in
            clock.measure {
                var redactor = Redactor()
                let session = Session(
                    header: SessionHeader(epoch: 0),
                    entries: (Self.texts(size) + (1..<factor).flatMap { _ in Self.texts(size) }).map
                    {
                        SessionEntry(at: 0, .receive(socket: 1, SocketMessage($0)))
                    }
                )
                #expect(redactor.redacted(session).entries.count == 3 * factor)
            }
        }
        // Ten times the work, and room for a machine that does something else.
        #expect(times[1] < times[0] * 40 + .seconds(1))
    }
}
