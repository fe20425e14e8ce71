import SecretRedaction
import SessionRecording
import SlackWire
import Testing

/// What redaction leaves alone, and what it never shows.
@Suite struct RedactionPlacesTests {
    @Test func `Frames without secrets keep every byte`() throws {
        for frame in [
            #"{"ok":true,"error":{"code":1,"msg":"Socket URL has expired"}}"#,
            #"{"text":"tokens are great, the secret of success: passwords"}"#,
            #"{"url":"https:\/\/example.slack.com\/archives\/C1\/p1","n":1.10}"#,
            #"{"client_msg_id":"b6a1","ts":"1485975421.000002","token":null}"#,
            #"{"type":"message","text":"ask about xoxb- tokens and https://slack.com/api"}"#,
        ] {
            var redactor = Redactor()
            let entry = SessionEntry(at: 0, .receive(socket: 1, SocketMessage(frame)))
            var copy = entry
            redactor.redact(&copy)
            #expect(copy == entry)
        }
    }

    @Test func `A redactor shows no secret, however it is printed`() {
        var redactor = Redactor()
        let token = Secrets.tokens[0].token
        _ = redactor.redacted("a \(token)")
        var dumped = ""
        dump(redactor, to: &dumped)
        for text in ["\(redactor)", String(reflecting: redactor), dumped] {
            #expect(!text.contains(token.suffix(8)))
        }
    }
}
