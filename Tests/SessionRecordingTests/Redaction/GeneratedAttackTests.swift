import Foundation
import RepriseFloor
import SecretRedaction
import SessionRecording
import SlackWire
import Testing

/// Generated secrets in generated spellings at every place of a session: nothing of them is in the file.
@Suite(.timeLimit(.minutes(10))) struct GeneratedAttackTests {
    /// A secret out of a seed.
    struct Secret {
        /// What nobody may see.
        var value: String
        /// What gives it away, if its shape does not: entries that stand anywhere in the session.
        var givenAway: [SessionEntry.Kind] = []
    }

    private static let letters = Array(
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
    )

    private static func run(_ count: Int, _ random: inout SeededGenerator) -> String {
        let run = String((0..<count).map { _ in letters.randomElement(using: &random) ?? "a" })
        // Letters and digits, as all secrets of makers have.
        return run.dropLast(2) + "q7"
    }

    private static func token(_ random: inout SeededGenerator) -> Secret {
        let prefixes = ["xoxb", "xoxp", "xapp", "xwfp", "xoxe" + ".xoxp", "xoxc", "xoxa"]
        let prefix = prefixes.randomElement(using: &random) ?? "xoxb"
        let parts = (0..<Int.random(in: 1...4, using: &random)).map { _ in
            run(Int.random(in: 12...40, using: &random), &random)
        }
        return Secret(value: ([prefix] + parts).joined(separator: "-"))
    }

    private static func webhook(_ random: inout SeededGenerator) -> Secret {
        let kind =
            ["services", "commands", "actions", "workflows", "triggers"]
            .randomElement(using: &random) ?? "services"
        let team = "T0123ABCD" + String(Int.random(in: 1...9, using: &random))
        return Secret(
            value: "https://hooks.slack.com/\(kind)/\(team)/B0123ABCD/\(run(24, &random))"
        )
    }

    private static func named(_ random: inout SeededGenerator) -> Secret {
        let names = [
            "token", "access_token", "client_secret", "password", "trigger_id", "apiKey", "api_key",
            "signingSecret", "ticket", "DB_PASSWORD", "x-api-key",
        ]
        let name = names.randomElement(using: &random) ?? "token"
        let count = Int.random(in: 8...60, using: &random)
        let value =
            Bool.random(using: &random)
            ? run(count, &random)
            : run(max(4, count / 3), &random) + "-" + run(max(4, count / 3), &random)
        let quoted = JSONValue.string(value).compactText
        let ways: [SessionEntry.Kind] = [
            .receive(socket: 1, SocketMessage(#"{"a":{"\#(name)":\#(quoted)}}"#)),
            .send(socket: 1, SocketMessage(#"{"text":"\#(name)='\#(value)'"}"#)),
            .note("\(name) = \"\(value)\""),
            .receive(
                socket: 1,
                SocketMessage(
                    JSONValue.object([
                        JSONMember("text", .string("{'\(name)': '\(value)', 'b': 1}"))
                    ]).compactText
                )
            ),
            .note("https://a.example/?b=1&\(name)=\(value)&c=2"),
        ]
        return Secret(value: value, givenAway: [ways.randomElement(using: &random) ?? .note("")])
    }

    private static func secret(_ random: inout SeededGenerator) -> Secret {
        switch Int.random(in: 0..<3, using: &random) {
        case 0: token(&random)
        case 1: webhook(&random)
        default: named(&random)
        }
    }

    /// A session with a secret in many places, and what stands there.
    private static func session(
        _ secret: Secret,
        _ spelled: String,
        _ random: inout SeededGenerator
    ) -> Session {
        var kinds: [SessionEntry.Kind] = []
        for kind in PlantedPlaces.entries(spelled).shuffled(using: &random).prefix(12) {
            kinds.append(kind)
        }
        for kind in secret.givenAway {
            kinds.insert(kind, at: Int.random(in: 0...kinds.count, using: &random))
        }
        return Session(
            header: SessionHeader(epoch: 0, title: spelled),
            entries: kinds.map { SessionEntry(at: 0, $0) }
        )
    }

    private static let seeds: ClosedRange<UInt64> = {
        let count = ProcessInfo.processInfo.environment["REPRISE_ATTACKS"].flatMap(UInt64.init)
        return 1...(count ?? 400)
    }()

    @Test func `No spelling that redaction promises to undo gets a secret into the file`() {
        for seed in Self.seeds {
            var random = SeededGenerator(seed: seed)
            let secret = Self.secret(&random)
            // A value that only its name gives away is looked for in base64, and not in base64 of that.
            let limit = secret.givenAway.isEmpty ? 2 : 1
            let chain = SpellingChain(upTo: 3, base64: limit, &random)
            let spelled = chain.spelled(secret.value)
            let session = Self.session(secret, spelled, &random)
            let words = "seed \(seed): \(chain) of \(secret.value)"
            var first = Redactor()
            let redacted = first.redacted(session)
            let file = redacted.fixtureBytes(redactor: nil)
            expectNoTrace(of: secret.value, spelled, in: file, words)
            var again = Redactor()
            if again.redacted(redacted).entries != redacted.entries {
                Issue.record("\(words): a second redaction changes it")
            }
        }
    }

    /// What stands in the second half of a text, but for its end: that of gzip is the same whatever it means.
    private static func middle(_ text: String) -> String {
        String(text.utf8.dropFirst(text.utf8.count * 6 / 10).dropLast(text.utf8.count / 10)) ?? ""
    }

    private func expectNoTrace(
        of secret: String,
        _ spelled: String,
        in file: [UInt8],
        _ words: String
    ) {
        let text = Inflated.prefix(of: file).text
        // What is spelled so in a line is spelled as JSON does there.
        let inLine = String(JSONValue.string(spelled).compactText.dropFirst().dropLast())
        var traces = Spelling.traces(of: String(secret.suffix(12)))
        traces += [Self.middle(spelled), Self.middle(inLine)]
        for trace in traces where trace.utf8.count >= 8 {
            let range = Data(text).range(of: Data(trace.utf8))
            guard let range else { continue }
            let start = text[..<range.lowerBound].lastIndex(of: 0x0a) ?? 0
            let line = String(decoding: text[start...].dropFirst().prefix(300), as: UTF8.self)
            Issue.record("\(words): \(trace) is in the line: \(line)")
            return
        }
    }
}
