import SlackWire
import Testing

struct `Slack tokens` {
    private let secret = "xoxb" + "-1-2-verysecret"

    @Test func `Nothing prints a token`() {
        let token = SlackToken(secret)
        var dumped = ""
        dump(token, to: &dumped)
        dump([Optional(token)], to: &dumped)
        for text in ["\(token)", String(reflecting: token), String(describing: [token]), dumped] {
            #expect(!text.contains("secret"), "\(text)")
        }
        #expect("\(token)" == "xoxb-…")
    }

    @Test(arguments: [
        ("xoxb" + "-1-2-abc", "xoxb"), ("xapp" + "-1-A1-2-abc", "xapp"),
        ("xoxe.xoxb" + "-1-abc", "xoxe.xoxb"),
        ("xwfp" + "-1", "xwfp"), ("nodash", ""), ("", ""), ("mysecretpassword-1", ""),
        ("xverylongsecretword-1", ""),
        ("x0secret-1", ""),
    ])
    func `The prefix says what a token is for and nothing of another secret`(
        text: String,
        prefix: String
    ) {
        #expect(SlackToken(text).prefix == prefix)
    }

    @Test func `White space that came with pasting is dropped`() {
        #expect(SlackToken(" \t\(secret)\r\n") == SlackToken(secret))
        #expect(SlackToken(" \n").secret == "")
        let call = WebAPICall(method: "auth.test").authorized(with: SlackToken(secret + "\n"))
        #expect(call.headers["authorization"] == "Bearer \(secret)")
    }
}
