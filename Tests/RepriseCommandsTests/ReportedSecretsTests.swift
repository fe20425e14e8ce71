import Foundation
import RepriseTestSupport
import SessionRecording
import SlackWire
import Testing

/// No verb, and no report, prints a secret, be it in a fixture that was recorded with its secrets or in what a bot says.
@Suite(.timeLimit(.generous)) struct ReportedSecretsTests {
    private static let token = ["xoxb", "123456789012", "123456789012", "abcdefGHIJKL0123"]
        .joined(separator: "-")
    private static let webhook =
        "https://hooks.slack.com/services/T01234567/B01234567/"
        + ["Kq8sWn2v", "Zx5cVb7n", "Mk9jHg4f"].joined()
    private static let password = "Hunter2" + "Pass9word"
    private static let signature = ["8f742231", "b10e8888", "abcd99e0", "bcff85a5"].joined()

    /// What must not be printed, by its end.
    private static let ends = [token, webhook, password, signature].map { String($0.suffix(12)) }

    /// Texts with a secret each.
    private static let texts = [
        "use \(token) now", "post to \(webhook)", "see <\(webhook)|the hook>",
        "password='\(password)'", "SIGNING_SECRET=\(signature) is set",
        "{\"client_secret\": \"\(signature)\"}", "https://bot:\(password)@git.example.com/x",
    ]

    private func quoted(_ text: String) -> String { JSONValue.string(text).compactText }

    /// A session with a secret in every part that a report tells of.
    private func fixture(_ scratch: Scratch, _ text: String, name: String = "a.jsonl") throws
        -> String
    {
        let text = quoted(text)
        let lines = [
            #"{"reprise":1,"epoch":0,"redacted":false,"title":\#(text),"source":\#(text)}"#,
            #"{"at":0,"note":\#(text)}"#,
            #"{"at":0,"call":1,"method":"auth.test","headers":{"authorization":"Bearer \#(Self.token)"},"form":{}}"#,
            #"{"at":1,"answer":1,"status":200,"json":{"ok":true,"user":"desk","user_id":"U0REPRISE","team":"T"}}"#,
            #"{"at":2,"call":2,"method":"chat.postMessage","form":{"channel":"C0123ABCD","text":\#(text),"token":"\#(Self.token)"}}"#,
            #"{"at":3,"answer":2,"status":200,"json":{"ok":true,"ts":"1503435956.000247","text":\#(text)}}"#,
            #"{"at":4,"call":3,"url":"\#(Self.webhook)","json":{"text":\#(text),"password":"\#(Self.password)"}}"#,
            #"{"at":5,"failure":3,"kind":"io","message":\#(text)}"#,
            #"{"at":6,"call":4,"method":"views.open","json":{"trigger_id":"\#(Self.signature)","view":{"a":\#(text)}}}"#,
            #"{"at":7,"answer":4,"status":200,"json":{"ok":true}}"#,
            #"{"end":9,"calls":4,"sockets":0,"files":0}"#,
        ]
        return try scratch.file(name, Array((lines.joined(separator: "\n") + "\n").utf8))
    }

    private func expectNoSecret(
        in words: String,
        _ what: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        for end in Self.ends where words.contains(end) {
            let place = words.range(of: end).map { words[..<$0.lowerBound].suffix(160) } ?? ""
            Issue.record("\(what): …\(end) behind \(place)", sourceLocation: sourceLocation)
        }
    }

    @Test(arguments: texts)
    func `Of a fixture with its secrets no verb prints any`(text: String) async throws {
        let scratch = try Scratch()
        let path = try fixture(scratch, text)
        let junit = scratch.path + "/report.xml"
        let bot = ["--", Command.path, "whoami"]
        let runs: [[String]] = [
            ["show", path], ["verify", path], ["verify", "--json", path],
            ["replay", path, "--junit", junit] + bot, ["replay", path, "--json"] + bot,
            ["replay", path, "--seed", "3"] + bot, ["repair", path, "-o", scratch.path + "/b"],
            ["redact", path, "-o", scratch.path + "/c", "--json"],
            ["redact", "--in-place", path],
        ]
        for arguments in runs {
            let result = try await RunningCommand(arguments).finish()
            expectNoSecret(in: result.output, arguments[0] + "'s output")
            expectNoSecret(in: result.errors, arguments[0] + "'s errors")
            #expect(!(result.output + result.errors).isEmpty)
        }
        let report = try String(contentsOfFile: junit, encoding: .utf8)
        #expect(report.contains("<failure"))
        expectNoSecret(in: report, "JUnit XML")
    }

    /// Posts a message as an HTTP client of a few lines does.
    private static let bot = """
        host=${SLACK_API_URL#http://}; path=/${host#*/}; host=${host%%/*}
        exec 3<>/dev/tcp/${host%:*}/${host#*:}
        printf 'POST %schat.postMessage HTTP/1.1\\r\\nHost: %s\\r\\nAuthorization: Bearer %s\\r\\n' \
            "$path" "$host" "$SLACK_BOT_TOKEN" >&3
        printf 'Content-Type: application/x-www-form-urlencoded\\r\\nContent-Length: %s\\r\\n' ${#BODY} >&3
        printf 'Connection: close\\r\\n\\r\\n%s' "$BODY" >&3
        cat <&3 >/dev/null
        """

    @Test(arguments: texts)
    func `What a bot says that was not recorded is told without its secrets`(text: String)
        async throws
    {
        let scratch = try Scratch()
        let lines = [
            #"{"reprise":1,"epoch":0,"redacted":true}"#,
            #"{"at":2,"call":2,"method":"chat.postMessage","form":{"channel":"C0123ABCD","text":"hello"}}"#,
            #"{"at":3,"answer":2,"status":200,"json":{"ok":true,"ts":"1503435956.000247"}}"#,
            #"{"end":2,"calls":1,"sockets":0,"files":0}"#,
        ]
        let path = try scratch.file("a.jsonl", Array((lines.joined(separator: "\n") + "\n").utf8))
        let junit = scratch.path + "/report.xml"
        let body = FormCoding.encode([
            FormField("channel", "C0123ABCD"), FormField("text", text),
            FormField("password", Self.password),
        ])
        for options in [["--junit", junit], ["--json"]] {
            let result = try await RunningCommand(
                ["replay", path] + options + ["--", "bash", "-c", Self.bot],
                environment: ["BODY": String(decoding: body, as: UTF8.self)]
            ).finish()
            #expect(result.status == 1, Comment(rawValue: result.output + result.errors))
            #expect((result.output + result.errors).contains("REDACTED"))
            expectNoSecret(in: result.output + result.errors, "a replay with \(options[0])")
        }
        expectNoSecret(in: try String(contentsOfFile: junit, encoding: .utf8), "JUnit XML")
    }

    @Test(arguments: texts)
    func `How two sessions differ is said without their secrets`(text: String) throws {
        let scratch = try Scratch()
        let one = try Session(contentsOf: fixture(scratch, text))
        let other = try Session(contentsOf: fixture(scratch, "nothing at all", name: "b.jsonl"))
        let pairs = [(one, other), (other, one)]
        for (expected, actual) in pairs {
            let differences = actual.differences(from: expected)
            #expect(!differences.isEmpty)
            for difference in differences { expectNoSecret(in: "\(difference)", "a difference") }
        }
    }
}
