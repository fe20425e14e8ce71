import SecretRedaction
import SessionRecording
import SlackWire
import Testing

/// Secrets in pieces, over two messages of one direction of one socket.
@Suite struct SplitSecretsTests {
    private static let secret = Secrets.body(40, 61)
    private static let token = Secrets.tokens[0].token

    /// What is left of messages that come one after the other on a socket.
    private func redacted(_ messages: [String], knowing secret: String? = nil) -> [String] {
        var redactor = Redactor()
        if let secret {
            var call = SessionEntry(
                at: 0,
                .call(id: 1, WebAPICall(.method("x"), query: [FormField("client_secret", secret)]))
            )
            redactor.redact(&call)
        }
        return messages.map { text in
            var entry = SessionEntry(at: 1, .receive(socket: 1, SocketMessage(text)))
            redactor.redact(&entry)
            guard case .receive(_, let message) = entry.kind else { return "" }
            return message.text
        }
    }

    private func said(_ text: String) -> String {
        #"{"type":"message","text":"\#(text)","ts":"1.1"}"#
    }

    @Test(arguments: [1, 2, 7, 8, 9, 20, 31, 32, 33, 38, 39])
    func `A known secret that people split over two messages leaves at most seven bytes`(cut: Int) {
        let (head, tail) = (Self.secret.prefix(cut), Self.secret.dropFirst(cut))
        let messages = redacted(
            [said("see \(head)"), said("\(tail) that was it")],
            knowing: Self.secret
        )
        let longest = Self.longestPiece(of: Self.secret, in: messages)
        #expect(longest <= 7, "\(messages)")
    }

    @Test(arguments: [8, 20, 39])
    func `Other messages in between do not hide the rest`(cut: Int) {
        let messages = redacted(
            [
                said("see \(Self.secret.prefix(cut))"), #"{"type":"user_typing","user":"U1"}"#,
                said("hm"), said(String(Self.secret.dropFirst(cut))),
            ],
            knowing: Self.secret
        )
        #expect(Self.longestPiece(of: Self.secret, in: messages) == 0, "\(messages)")
        #expect(messages[2] == said("hm"))
    }

    @Test(arguments: [12, 20, 30, 40])
    func `A frame that is cut within a known secret`(cut: Int) {
        let frame = said("x \(Self.secret)")
        let messages = redacted(
            [String(frame.prefix(27 + cut)), String(frame.dropFirst(27 + cut))],
            knowing: Self.secret
        )
        #expect(Self.longestPiece(of: Self.secret, in: messages) <= 7, "\(messages)")
    }

    @Test(arguments: [5, 7, 11, 20, 35, 40])
    func `A token that nobody saw before goes on in the next message`(cut: Int) {
        let messages = redacted([
            said("see \(Self.token.prefix(cut))"), said(String(Self.token.dropFirst(cut))),
        ])
        // Digits alone, and less than six, say nothing.
        #expect(
            Self.longestPiece(of: String(Self.token.suffix(24)), in: messages) <= 7,
            "\(messages)"
        )
    }

    @Test func `What follows a token in another direction or later is left alone`() {
        let order = said("order4711")
        var redactor = Redactor()
        var token = SessionEntry(at: 0, .receive(socket: 1, SocketMessage(said(Self.token))))
        redactor.redact(&token)
        for kind in [
            SessionEntry.Kind.send(socket: 1, SocketMessage(order)),
            .receive(socket: 2, SocketMessage(order)),
        ] {
            var entry = SessionEntry(at: 1, kind)
            redactor.redact(&entry)
            #expect(entry.kind == kind)
        }
        for _ in 0..<16 {
            var entry = SessionEntry(at: 1, .receive(socket: 1, SocketMessage(said("fine"))))
            redactor.redact(&entry)
        }
        var late = SessionEntry(at: 2, .receive(socket: 1, SocketMessage(order)))
        redactor.redact(&late)
        #expect(late.kind == .receive(socket: 1, SocketMessage(order)))
    }

    @Test func `Ids and times behind a token at the end of a text stay as they are`() {
        let frame =
            #"{"type":"message","channel":"C2147483705","user":"U2147483697","text":"see \#(Self.token)","#
            + #""ts":"1503435956.000247","client_msg_id":"0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0"}"#
        let next = frame.replacing(Self.token, with: "it")
        #expect(redacted([frame, next, next]).dropFirst() == [next, next])
    }

    @Test(arguments: [
        "pri/T0123ABCD-F0123ABCD/download/report-2026.csv", "pri/T0123ABCD-F0123ABCD",
        "tmb/T0123ABCD-F0123ABCD-0a1b2c3d4e/report-2026.csv",
    ])
    func `The team, the id and the name of a file stay as they are behind a link to the file`(
        path: String
    ) {
        let frame =
            #"{"type":"message","team":"T0123ABCD","files":[{"id":"F0123ABCD","#
            + #""name":"report-2026.csv"}],"text":"report-2026.csv","file":"F0123ABCD"}"#
        let messages = redacted([said("https://files.slack.com/files-" + path), frame])
        #expect(!messages[0].contains("F0123ABCD"))
        #expect(messages[1] == frame)
    }

    @Test(arguments: ["", "&app_id=A0123ABCDEF", "&debug_reconnects=true"])
    func `The app stays as it is behind the link of a socket`(rest: String) {
        let link = "wss://wss-primary.slack.com/link/?ticket=0a1b2c3d-4e5f-6a7b-8c9d" + rest
        let frame = #"{"type":"hello","connection_info":{"app_id":"A0123ABCDEF"}}"#
        let messages = redacted([said(link), frame])
        #expect(!messages[0].contains("0a1b2c3d"))
        #expect(messages[1] == frame)
    }

    @Test func `Of a link to a file all but its name is replaced, whatever comes before that`() {
        let files = "https://files.slack.com/files-"
        let pairs = [
            ("pri/T0123ABCD-F0123ABCD/report-8f3a.csv", "pri/REDACTED-1/report-8f3a.csv"),
            (
                "pri/T0123ABCD-F0123ABCD/download/report-8f3a.csv?x=1",
                "pri/REDACTED-1/download/report-8f3a.csv?x=1"
            ),
            ("tmb/T0123ABCD-F0123ABCD-0a1b2c3d4e/report_64.png", "tmb/REDACTED-2/report_64.png"),
            // No file of Slack's, or without a name: all of it.
            ("pri/T0123ABCD-F0456ABCD", "pri/REDACTED-3"),
            ("pri/T0123ABCD-F0456ABCD/", "pri/REDACTED-4"),
            ("pri/0a1b2c3d4e5f6a7b/report.csv", "pri/REDACTED-5"),
            ("pri/T0123ABCD-F0123ABCD_0a1b2c3d/report.csv", "pri/REDACTED-6"),
        ]
        let messages = redacted(pairs.map { said(files + $0.0) })
        #expect(messages == pairs.map { said(files + $0.1) })
        #expect(redacted(messages) == messages, "redacted again it stays the same")
    }

    /// The longest part of a secret that stands anywhere.
    private static func longestPiece(of secret: String, in messages: [String]) -> Int {
        let text = messages.joined(separator: "\n")
        let characters = Array(secret)
        var longest = 0
        for start in characters.indices {
            while start + longest < characters.count,
                text.contains(String(characters[start...(start + longest)]))
            {
                longest += 1
            }
        }
        // Single letters stand in every text.
        return longest < 5 ? 0 : longest
    }
}
