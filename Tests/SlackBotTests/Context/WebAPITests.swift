import RepriseFloor
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackBot

@Suite struct `Calling the Web API` {
    /// Lets a handler make calls and returns what it threw.
    static func thrown(
        _ answer: ScriptedTransport.Answer,
        retries: Int = 0,
        _ body: @escaping @Sendable (BotContext) async throws -> Void = { context in
            try await context.call("chat.postMessage", ["channel": "C1", "text": "x"])
        }
    ) throws -> (error: (any Error)?, slack: ScriptedTransport, elapsed: Duration, world: BotWorld)
    {
        let slack = ScriptedTransport(answer: { call, before in
            call.methodName == "rtm.connect" || (retries > 0 && before >= retries)
                ? await ScriptedTransport.usual(call, before) : answer
        })
        return try simulate(slack) { world in
            let caught = Locked<(any Error)?>(nil)
            var bot = Bot(.rtm) { _, context in
                do {
                    try await body(context)
                } catch {
                    caught.withLock { $0 = error }
                }
                world.note("\(context.clock.now)")
            }
            if retries > 0 { bot.configuration.callPolicy.rateLimitPatience = .seconds(20) }
            _ = try await world.run(bot) { slack in
                try await slack.socket(1).say(message("go", ts: "1.0"))
                try await world.wait(.seconds(100))
            }
            return (caught.withLock { $0 }, slack, world.clock.now, world)
        }
    }

    @Test func `sends form arguments with the token in the header, and returns the body`() throws {
        let run = try Self.thrown(.json(["ok": true, "channel": "C1", "ts": "5.0"])) { context in
            let body = try await context.call(
                "chat.postMessage",
                ["channel": "C1", "blocks": [["type": "divider"]], "thread_ts": .null]
            )
            #expect(body["ts"]?.string == "5.0")
        }
        #expect(run.error == nil)
        let call = run.slack.calls[1]
        #expect(call.token == BotWorld.credentials.bot)
        let form: WebAPICall.Body = .form([
            FormField("channel", "C1"), FormField("blocks", #"[{"type":"divider"}]"#),
        ])
        #expect(call.body == form)
    }

    @Test func `fails with Slack's code and its explanations`() throws {
        let answer: JSONValue = [
            "ok": false, "error": "missing_scope", "needed": "chat:write", "provided": "files:read",
            "response_metadata": ["messages": ["[ERROR] no"]],
        ]
        let error = try Self.thrown(.json(answer)).error as? WebAPIError
        #expect(error?.code == "missing_scope")
        for word in ["chat.postMessage", "[ERROR] no", "chat:write", "files:read"] {
            #expect(error?.description.contains(word) == true)
        }
    }

    @Test func `fails with how long to wait when there were too many calls`() throws {
        let limited = WebAPIAnswer(
            status: 429,
            headers: ["retry-after": "30"],
            body: Array(#"{"ok":false,"error":"ratelimited"}"#.utf8)
        )
        let run = try Self.thrown(.raw(limited))
        let error = run.error as? WebAPIError
        #expect(error?.kind == .rateLimited(retryAfter: .seconds(30)))
        #expect(error?.description.contains("wait 30 s") == true)
        #expect(run.slack.called.count == 2, "and is not repeated unasked")
    }

    @Test func `repeats a call that was one too many, after the pause, if asked to`() throws {
        let limited = WebAPIAnswer(status: 429, headers: ["retry-after": "7"], body: [])
        let run = try Self.thrown(.raw(limited), retries: 2)
        #expect(run.error == nil)
        #expect(run.world.notes == ["14.0 seconds"])
        #expect(run.slack.called.count == 4)
    }

    @Test func `fails with the status and first words of a gateway's page`() throws {
        let page = Array("<html>\n <h1>503   Service\nUnavailable</h1></html>".utf8)
        let error = try Self.thrown(.raw(WebAPIAnswer(status: 503, body: page))).error
        let page503 = (error as? WebAPIError)?.description
        #expect(page503?.contains("status 503 with a page of HTML") == true)
        #expect(page503?.contains("'<html>'") == true)
    }

    @Test func `fails when an answer is not JSON after all`() throws {
        let error = try Self.thrown(.raw(WebAPIAnswer(body: Array(#"{"ok":tru"#.utf8)))).error
        guard case .notJSON(200, false, #"{"ok":tru"#) = (error as? WebAPIError)?.kind else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test func `fails with the transport's failure when there was no answer`() throws {
        let failure = TransportFailure(.timeout, "No answer within 30 s.")
        #expect(try Self.thrown(.failure(failure)).error as? TransportFailure == failure)
    }

    @Test func `tells of each call which event made it and how it ended, without the token`() throws
    {
        let run = try Self.thrown(.json(["ok": false, "error": "channel_not_found"]))
        var lines: [String] = []
        for activity in run.world.told {
            switch activity.kind {
            case .called(let call, let event, let request):
                #expect(request.token == nil)
                lines.append("\(call) \(request.methodName ?? "") by \(event ?? 0)")
            case .answered(let call, let event, let outcome):
                lines.append("\(call) \(outcome) to \(event ?? 0)")
            default: break
            }
        }
        #expect(
            lines == [
                "1 rtm.connect by 0", "1 answer(status: 200, error: nil) to 0",
                "2 chat.postMessage by 1",
                #"2 answer(status: 200, error: Optional("channel_not_found")) to 1"#,
            ]
        )
    }

    @Test func `tells of a call that brought its own token, and leaves the token out`() throws {
        let own = SlackToken("xoxp" + "-own")
        let field = FormField("token", own.secret)
        let target = WebAPICall.Target.method("users.info")
        let calls = [
            WebAPICall(target).authorized(with: own),
            WebAPICall(target, query: [field]),
            WebAPICall(target, body: .form([field, FormField("user", "U1")])),
            WebAPICall(
                target,
                body: .json(JSONText(["token": .string(own.secret), "user": "U1"]))
            ),
        ]
        let run = try Self.thrown(.json(["ok": true])) { context in
            for call in calls { _ = try await context.raw(call) }
        }
        #expect(run.error == nil)
        #expect(run.slack.calls.dropFirst().map(\.token) == Array(repeating: own, count: 4))
        let shown = run.world.told.compactMap { activity -> WebAPICall? in
            guard case .called(_, _, let call) = activity.kind else { return nil }
            return call
        }
        #expect(shown.count == 5)
        #expect(shown.allSatisfy { $0.token == nil && !"\($0)".contains(own.secret) })
        #expect(shown.last?.body == .json(JSONText(["user": "U1"])))
    }
}
