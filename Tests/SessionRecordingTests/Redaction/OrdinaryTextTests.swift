import SecretRedaction
import SessionRecording
import SlackWire
import Testing

/// What is no secret stays byte for byte, however much it looks like one.
@Suite struct OrdinaryTextTests {
    private static let texts: [String] =
        links + words + [
            // Code, commands and configuration.
            "curl -H 'Authorization: Bearer $TOKEN' https://slack.com/api/auth.test",
            "export SLACK_BOT_TOKEN=xoxb-... and restart",
            "set SLACK_BOT_TOKEN=xoxb-your-token-here",
            "git clone git@github.com:acme/xoxo-bot.git", "cd /opt/xapp-tools && make",
            "let token = lexer.next()", "if (token == null) return;", "token=%s", "password=*****",
            "password: ********", "secret: no", "token=true", "token = 1", "api_key=null",
            #"{"token":null,"has_token":true,"tokens":[1,2,3]}"#, #"{"token":"","secret":false}"#,
            #"{"type":"token","ticket":1}"#, "SELECT token FROM sessions WHERE id=7;",
            "x-slack-signature and x-slack-request-timestamp", "?cursor=dXNlcjpVMDc1MThEVEw=",
            "page 2 of 3, next_page_token", "git show 60d97bd0a1b2c3d4e5f60718293a4b5c6d7e8f90",
            "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "uuid 0f1e2d3c-4b5a-6978-8796-a5b4c3d2e1f0",
            "1503435956.000247 in C0123ABCD by U0123ABCD",
            #"C:\\temp\\new and \\\\server\\share"#, "50% off & 20% more", "a &lt;b&gt; c &amp; d",
            "10.0.0.1:8080 and [::1]:443", "#4711 fixed in 1.2.3-beta.4", "+1 (555) 010-0199",
        ]

    private static let words = [
        "tokens are great, the secret of success: passwords", "ask about xoxb- tokens",
        "the bearer of bad news arrived on 2024", "basic understanding of 12 things",
        "Basic authentication is disabled", "I lost my ticket", "ticket: soon",
        "curl -u $USER:$PASS https://example.com", "docker run -u 1000:1000 image",
        "-----BEGIN CERTIFICATE-----", "the private key is in the vault",
        "what is the password?", "the password: as always", "password: at least 8 characters",
        "slack://channel?team=T0123ABCD&id=C0123ABCD", "redis://10.0.0.1:6379/0",
        "git+ssh://git@github.com/acme/bot.git",
        "Password reset requested by Bob", "token economy, token ring and token gesture",
        "the api_key and the client_secret are in the vault", "code=42 is the answer",
        "state of the art; code review", "xox is hugs and kisses", "hooks.slack.com is a host",
        "files-pri and files-tmb are paths of files.slack.com", "see /websocket/ and /upload/v1/",
    ]

    private static let links = [
        "https://github.com/actions/toolkit/issues/1234567890",
        "https://github.com/acme/app/pull/4711",
        "https://example.com/services/tickets/abcdef123456789/list",
        "https://example.com/workflows/Tools/a1b2c3d4e5",
        "https://ci.example.com/triggers/t1a2b3c4d5/x",
        "https://acme.slack.com/services/B0123ABCD",
        "https://acme.slack.com/archives/C0123ABCD/p1503435956000247",
        "https://acme.slack.com/team/U0123ABCD", "https://app.slack.com/client/T0123ABCD/C0123ABCD",
        "https://api.slack.com/apps/A0123ABCD/event-subscriptions",
        "https://api.slack.com/messaging/webhooks",
        "https://docs.slack.dev/reference/methods/files.remote.info",
        "https://docs.google.com/document/d/1aB2cD3eF4gH5iJ6kL7mN8oP9/edit",
        "https://example.com/?code=SAVE20",
        "https://example.com/shop?code=WELCOME10&utm_source=mail",
        "https://www.youtube.com/watch?v=dQw4w9WgXcQ", "https://medium.com/@bob/post-1a2b3c4d5e6f",
        "https://bob@example.com/inbox", "mailto:bob@example.com",
        "https://example.com:8443/a?b=c#d",
        "https://example.com/api/v1/upload/v1beta/docs",
        "https://registry.npmjs.org/@slack/bolt/-/bolt-3.1.0.tgz",
        "https://secure.gravatar.com/avatar/0123456789abcdef0123456789abcdef.jpg?s=72",
        "https://a.slack-edge.com/80588/img/avatars/ava_0024-48.png",
        "https://emoji.slack-edge.com/T0123ABCD/partyparrot/5a4f3e2d1c0b9a87.gif",
        "ws://127.0.0.1:9222/devtools/page/6F1B2C3D4E5F60718293A4B5C6D7E8F9",
        "wss://echo.websocket.org/",
        "ws://localhost:3000/ws", "ssh://git@github.com/acme/app.git",
        "https://alice:@example.com/",
        "<https://example.com/path_(1)|a (label)>", "http://localhost:3000/slack/events",
    ]

    @Test(arguments: texts)
    func `A text without a secret keeps every byte`(text: String) {
        var redactor = Redactor()
        let quoted = JSONValue.string(text).compactText
        let nested = JSONValue.string("{\"text\":\(quoted)}").compactText
        for frame in [
            #"{"type":"message","text":\#(quoted),"n":1.10}"#,
            #"{"attachments":[{"title_link":\#(quoted)}]}"#,
            #"{"view":{"private_metadata":\#(nested)}}"#, text,
        ] {
            #expect(redactor.redacted(SocketMessage(frame)) == frame)
        }
        var call = SessionEntry(
            at: 0,
            .call(
                id: 1,
                WebAPICall(.method("chat.postMessage"), body: .form([FormField("text", text)]))
            )
        )
        let before = call
        redactor.redact(&call)
        #expect(call == before)
        #expect(redactor.secretCount == 0)
    }

    @Test func `The page where a webhook is configured is none of its secrets`() {
        let answer =
            #"{"incoming_webhook":{"channel_id":"C0123ABCD","configuration_url":"https:\/\/acme.slack.com\/services\/B0123ABCD"}}"#
        var redactor = Redactor()
        #expect(redactor.redacted(SocketMessage(answer)) == answer)
    }
}
