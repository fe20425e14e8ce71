import SlackWire
import Testing

struct `Links` {
    private func json(_ text: String) -> JSONText { JSONText(uncheckedBytes: Array(text.utf8)) }

    private func links(_ text: String, answerTo method: String?) -> [SlackLink.Kind: [String]] {
        Dictionary(grouping: LinkFields.inAnswer(to: method).links(in: json(text)), by: \.kind)
            .mapValues { $0.map(\.url) }
    }

    @Test(arguments: ["rtm.connect", "rtm.start", "apps.connections.open"])
    func `The url of a connecting method opens a socket`(method: String) {
        let text =
            #"{"ok":true,"url":"wss:\/\/wss-primary.slack.com\/websocket\/t=\/2","team":{"url":"https:\/\/x"}}"#
        #expect(
            links(text, answerTo: method) == [
                .socket: ["wss://wss-primary.slack.com/websocket/t=/2"]
            ]
        )
        let answer = WebAPIAnswer(body: Array(text.utf8))
        #expect(answer.socketURL(from: method) == "wss://wss-primary.slack.com/websocket/t=/2")
    }

    @Test func `The url of another method is for people`() {
        let text = #"{"ok":true,"url":"https:\/\/rubybot.slack.com\/"}"#
        #expect(links(text, answerTo: "auth.test").isEmpty)
        #expect(links(text, answerTo: nil).isEmpty)
        #expect(WebAPIAnswer(body: Array(text.utf8)).socketURL(from: "auth.test") == nil)
    }

    @Test func `Uploads, files and webhooks are found at any depth`() {
        #expect(
            links(
                #"{"ok":true,"upload_url":"https:\/\/files\/u","file_id":"F"}"#,
                answerTo: "files.getUploadURLExternal"
            )
                == [.upload: ["https://files/u"]]
        )
        #expect(
            links(
                #"{"files":[{"url_private":"https://f/1","permalink":"https://p"},{"url_private_download":"https://f/2"}]}"#,
                answerTo: "files.list"
            ) == [.file: ["https://f/1", "https://f/2"]]
        )
        #expect(
            links(
                #"{"incoming_webhook":{"url":"https://hooks/1"},"x":{"url":"https://no"}}"#,
                answerTo: "oauth.v2.access"
            )
                == [.webhook: ["https://hooks/1"]]
        )
    }

    @Test func `A frame's links are tickets and response URLs`() throws {
        let ticket = SocketMessage(#"{"type":"reconnect_url","url":"wss:\/\/x\/t"}"#)
        let found = LinkFields.inFrame(SocketFrame(parsing: ticket)).links(in: json(ticket.text))
        #expect(found.map(\.kind) == [.socket])

        let message = SocketMessage(#"{"type":"message","url":"https://x","text":"https://y"}"#)
        #expect(
            LinkFields.inFrame(SocketFrame(parsing: message)).links(in: json(message.text)).isEmpty
        )

        let envelope = SocketMessage(
            #"{"envelope_id":"e","type":"interactive","payload":{"response_url":"https://r/1","response_urls":[{"response_url":"https://r/2"}]}}"#
        )
        let responses = LinkFields.inFrame(SocketFrame(parsing: envelope)).links(
            in: json(envelope.text)
        )
        #expect(responses.map(\.kind) == [.response, .response])
        #expect(responses.map(\.url) == ["https://r/1", "https://r/2"])
        let place = try #require(responses.last?.place.range)
        #expect(String(decoding: envelope.bytes[place], as: UTF8.self) == #""https://r/2""#)
    }

    @Test func `Replacing a link leaves every other byte`() {
        let before =
            #" {"a":"\u00e9", "url" : "wss:\/\/slack\/1","n":1.50,"url_private":"https://f/1","z":[ ]}"#
        let fields = LinkFields.inAnswer(to: "rtm.connect")
        let after = fields.replacingLinks(in: json(before)) { link in
            link.kind == .socket ? "ws://127.0.0.1:80/1\"" : nil
        }
        #expect(
            after.text
                == #" {"a":"\u00e9", "url" : "ws:\/\/127.0.0.1:80\/1\"","n":1.50,"url_private":"https://f/1","z":[ ]}"#
        )
        let plain = fields.replacingLinks(in: json(before)) {
            $0.kind == .file ? "http://f/2" : nil
        }
        #expect(plain.text == before.replacing("https://f/1", with: "http://f/2"))
    }

    @Test func `A slash after an escaped backslash is a plain one`() {
        let before = json(#"{"url_private":"https://f\\/1"}"#)
        let after = LinkFields.inAnswer(to: nil).replacingLinks(in: before) { $0.url + "/2" }
        #expect(after.text == #"{"url_private":"https://f\\/1/2"}"#)
    }

    @Test func `What is no JSON has no links and stays as it is`() {
        for text in ["<html>url_private</html>", "", #"{"url":"wss://x""#] {
            #expect(links(text, answerTo: "rtm.connect").isEmpty)
            let fields = LinkFields.inAnswer(to: "rtm.connect")
            #expect(fields.replacingLinks(in: json(text)) { _ in "x" } == json(text))
        }
    }
}
