import Measuring
import SecretRedaction
import SessionRecording
import SlackWire

/// What redacting the worst texts costs, at one size and at ten times that size.
enum HostileTexts {
    /// A text of which somebody hopes that it takes long.
    private struct Case: Sendable {
        var name: String
        /// What is said before, and may be known as a secret by then.
        var before: [String] = []
        var text: @Sendable (_ size: Int) -> String
    }

    static func hostility(_ arguments: Arguments) throws {
        let size = try arguments.number("bytes", or: 1 << 20)
        let rounds = try arguments.number("rounds", or: 3)
        var results: [JSONValue] = []
        for hostile in cases {
            var times: [JSONValue] = []
            for _ in 0..<rounds {
                times.append([
                    "small": .seconds(time(hostile, size)),
                    "large": .seconds(time(hostile, 10 * size)),
                ])
            }
            results.append(["name": .string(hostile.name), "rounds": .array(times)])
        }
        Output.write(["bytes": .integer(size), "cases": .array(results)])
    }

    private static func time(_ hostile: Case, _ size: Int) -> Duration {
        var redactor = Redactor()
        for frame in hostile.before { _ = redactor.redacted(SocketMessage(frame)) }
        let text = JSONValue.string(hostile.text(size)).compactText
        let message = SocketMessage(#"{"type":"message","text":\#(text)}"#)
        let start = ProcessorTime.now
        var entry = SessionEntry(at: 0, .receive(socket: 1, message))
        redactor.redact(&entry)
        return ProcessorTime.now - start
    }

    private static func repeated(_ piece: String, before: [String] = []) -> Case {
        Case(name: piece, before: before) { size in
            String(repeating: piece, count: size / piece.utf8.count)
        }
    }

    private static let cases: [Case] =
        [
            "token=", "password='", "token: 'x", "token: \"", "password = ", "<token>", "--token ",
            "http://", "wss://a@",
            "hooks.slack/", "xox" + "b-", "%25", "&amp;", "&#x26;", #"\x5c"#, #"\u005c"#,
            "\u{ad}\u{2011}", "bearer ",
            "eG94Yi0x", "786f78622d31", "{\"a\":", "\"token\":\"", "xox" + "b\u{ad}-1",
            "token=4711 ", "H4sIAAAAAAAA ", "eJyrVkrOSMzLS81RslIy ",
        ].map { repeated($0) } + [
            Case(name: "tokens, each another one") { size in
                var text = ""
                var number = 0
                while text.utf8.count < size {
                    text += "xox" + "b-1-\(number)-aB3dE "
                    number += 1
                }
                return text
            },
            // Base64 of many tokens, all in one run.
            repeated("eG94Yi0xLTItYUIzZEUg"),
            Case(
                name: "a run of one character, almost a secret",
                before: [#"{"token":"\#(String(repeating: "a", count: 1 << 14))1"}"#]
            ) { String(repeating: "a", count: $0) },
            Case(
                name: "beginnings of many secrets",
                before: (0..<2_000).map { #"{"token":"abcdefghijkl\#($0)"}"# }
            ) { String(repeating: "abcdefghijkl", count: $0 / 12) },
            Case(
                name: "JSON in strings in strings",
                before: []
            ) { size in
                let inner = String(repeating: #"{"a":"x"},"#, count: size / 14)
                return JSONValue.string("[" + inner + "1]").compactText
            },
        ]
}
