import SlackWire
import Testing

struct `Descriptions without secrets` {
    private let secret = "xoxb" + "-1-2-verysecret"

    private func texts(of value: some Any) -> [String] {
        var dumped = ""
        dump(value, to: &dumped)
        return ["\(value)", String(reflecting: value), String(describing: [value]), dumped]
    }

    @Test func `A call shows its verb and its target only`() {
        var call = WebAPICall(.method("chat.postMessage"), query: [FormField("token", secret)])
            .authorized(with: SlackToken(secret))
        call.body = .form([FormField("token", secret)])
        for text in texts(of: call) { #expect(!text.contains("secret"), "\(text)") }
        #expect("\(call)" == "POST chat.postMessage")
    }

    @Test func `Header and form fields show no secret and everything else`() {
        let headers: HTTPHeaders = [
            "Authorization": "Bearer \(secret)", "cookie": "d=\(secret)", "host": "h",
        ]
        for text in texts(of: headers) { #expect(!text.contains("secret"), "\(text)") }
        #expect("\(headers)" == "[authorization: …, cookie: …, host: h]")
        let fields = [FormField("token", secret), FormField("text", "hi")]
        for text in texts(of: fields) { #expect(!text.contains("secret"), "\(text)") }
        #expect("\(fields)" == "[token=…, text=hi]")
    }

    @Test(arguments: [
        ("wss://wss-primary.slack.com/websocket/secret", "wss://wss-primary.slack.com/…"),
        ("wss://wss-primary.slack.com/link/?ticket=secret", "wss://wss-primary.slack.com/…"),
        ("wss://host:1?token=secret", "wss://host:1/…"),
        ("https://user:secret@host", "https://host"),
        ("https://host#secret", "https://host/…"), ("secret", "…"), ("", "…"),
        ("https://secret@", "…"),
    ])
    func `A URL shows where it leads and no more`(url: String, shown: String) {
        let request = SocketRequest(url: url)
        for text in texts(of: request) + texts(of: WebAPICall.Target.url(url)) {
            #expect(!text.contains("secret"), "\(text)")
        }
        #expect("\(request)" == shown)
        #expect("\(WebAPICall(.url(url)))" == "POST \(shown)")
    }
}
