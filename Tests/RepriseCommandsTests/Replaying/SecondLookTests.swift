import Foundation
import RepriseTestSupport
import Testing

/// A bot that differs is started again at the recorded pace, where it may be as recorded for two reasons.
@Suite(.timeLimit(.generous)) struct SecondLookTests {
    /// One post, answered a second and a half later.
    private static let fixture = """
        {"reprise":1,"epoch":1764288000000000,"redacted":true,"title":"a slow answer"}
        {"at":1000,"call":1,"method":"chat.postMessage","headers":{"content-type":"application/x-www-form-urlencoded"},\
        "form":{"channel":"C1","text":"done"}}
        {"at":1501000,"answer":1,"status":200,"headers":{"content-type":"application/json"},\
        "json":{"ok":true,"channel":"C1","ts":"1764288001.000100","message":{"text":"done"}}}
        {"end":2,"calls":1,"sockets":0,"files":0}

        """

    /// The program of a bot with a function that posts.
    private static func bot(_ body: String) -> String {
        """
        import os, sys, time, urllib.error, urllib.parse, urllib.request
        def post(text):
            form = urllib.parse.urlencode({"channel": "C1", "text": text}).encode()
            url = os.environ["SLACK_API_URL"] + "chat.postMessage"
            try:
                urllib.request.urlopen(url, form).read()
            except (urllib.error.URLError, OSError):
                pass

        """ + body
    }

    private func replay(_ body: String, _ scratch: Scratch) async throws -> Command.Result {
        let fixture = try scratch.file("slow.jsonl", Array(Self.fixture.utf8))
        let program = try scratch.file("bot.py", Array(Self.bot(body).utf8))
        return try await Command.run("replay", fixture, "--", "python3", program, scratch.path)
    }

    @Test func `A bot that goes by time passes at the recorded pace, and what else it did is said`()
        async throws
    {
        let result = try await replay(
            """
            begun = time.monotonic()
            post("done")
            if time.monotonic() - begun < 1:
                post("that was quick")
            """,
            try Scratch()
        )
        #expect(result.status == 0, Comment(rawValue: result.output + result.errors))
        #expect(result.output.contains("at the recorded pace only"))
        #expect(result.output.contains("without it: the bot did something that was not recorded"))
    }

    @Test func `A bot that differs in its first start only is told`() async throws {
        let scratch = try Scratch()
        let body = """
            state = sys.argv[1] + "/state"
            if not os.path.exists(state):
                open(state, "w").close()
                post("I am new here")
            post("done")
            """
        let first = try await replay(body, scratch)
        #expect(first.status == 1, Comment(rawValue: first.output + first.errors))
        #expect(first.output.contains("I am new here"))
        #expect(first.output.contains("what it keeps between two starts"))
        let second = try await replay(body, scratch)
        #expect(second.status == 0, Comment(rawValue: second.output + second.errors))
    }
}
