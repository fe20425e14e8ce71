import RepriseLocking
import SlackTransport
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
            bot.configuration.rateLimitRetries = retries
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

    @Test func `uploads a file in three steps, and the token stays away from the upload URL`()
        throws
    {
        let url = "https://files.slack.com/upload/v1/abc"
        let slack = ScriptedTransport(answer: { call, before in
            switch call.target {
            case .method("files.getUploadURLExternal"):
                .json(["ok": true, "upload_url": .string(url), "file_id": "F1"])
            case .url: .raw(WebAPIAnswer(body: Array("OK - 3".utf8)))
            default: await ScriptedTransport.usual(call, before)
            }
        })
        try simulate(slack) { world in
            let bot = Bot(.rtm) { _, context in
                try await context.upload("a.txt", [1, 2, 3], to: "C1", comment: "here")
            }
            let summary = try await world.run(bot) { slack in
                try await slack.socket(1).say(message("go", ts: "1.0"))
                try await world.wait(.seconds(1))
            }
            #expect(summary.handled == 1)
        }
        let steps = [
            "rtm.connect", "files.getUploadURLExternal", url, "files.completeUploadExternal",
        ]
        #expect(slack.called == steps)
        let calls = slack.calls
        #expect(
            calls[1].arguments["length"]?.string == "3" || calls[1].arguments["length"]?.int == 3
        )
        #expect(calls[2].token == nil)
        #expect(calls[2].body == .bytes([1, 2, 3]))
        guard case .form(let fields) = calls[3].body else {
            Issue.record("the last step is no form")
            return
        }
        #expect(fields.map(\.name) == ["files", "channel_id", "initial_comment"])
        #expect(fields.first?.value == #"[{"id":"F1","title":"a.txt"}]"#)
    }

    @Test func `an upload that the file server refuses fails without showing its URL`() throws {
        let slack = ScriptedTransport(answer: { call, before in
            switch call.target {
            case .method("files.getUploadURLExternal"):
                .json([
                    "ok": true, "upload_url": "https://files.slack.com/upload/v1/geheim",
                    "file_id": "F1",
                ])
            case .url: .raw(WebAPIAnswer(status: 413, body: Array("too large".utf8)))
            default: await ScriptedTransport.usual(call, before)
            }
        })
        try simulate(slack) { world in
            let bot = Bot(.rtm) { _, context in
                try await context.upload("a.txt", [1], to: "C1")
            }
            _ = try await world.run(bot) { slack in
                try await slack.socket(1).say(message("go", ts: "1.0"))
                try await world.wait(.seconds(1))
            }
            let errors = world.told.compactMap { activity -> String? in
                guard case .ended(_, let error) = activity.kind else { return nil }
                return error
            }
            #expect(
                errors == [
                    "the call to files.slack.com failed: HTTP status 413; check the URL"
                ]
            )
        }
    }

    @Test func `responds to a response URL, and knows when Slack did not take it`() throws {
        let slack = ScriptedTransport(answer: { call, before in
            guard case .url = call.target else {
                return await ScriptedTransport.usual(call, before)
            }
            return switch before {
            case 0: .raw(WebAPIAnswer(body: Array("ok".utf8)))
            case 1: .json(["ok": false, "error": "expired_url"])
            default: .raw(WebAPIAnswer(status: 404, body: Array("no_service".utf8)))
            }
        })
        try simulate(slack) { world in
            let bot = Bot(.rtm) { _, context in
                for _ in 1...3 {
                    do {
                        let url = "https://hooks.slack.com/commands/T1/1/x"
                        try await context.respond(to: url, text: "hi", visibly: true)
                        world.note("taken")
                    } catch let error as WebAPIError {
                        world.note("\(error.method): \(error.code ?? "")")
                    }
                }
            }
            _ = try await world.run(bot) { slack in
                try await slack.socket(1).say(message("go", ts: "1.0"))
                try await world.wait(.seconds(1))
            }
            #expect(
                world.notes == [
                    "taken", "the call to hooks.slack.com: expired_url",
                    "the call to hooks.slack.com: no_service",
                ]
            )
        }
        let body: WebAPICall.Body = .json(
            JSONText(["response_type": "in_channel", "text": "hi"])
        )
        #expect(slack.calls[1].body == body)
        #expect(slack.calls[1].token == nil)
    }

    @Test(arguments: [
        ("https://files.slack.com/files-pri/T1-F1/a.txt", true),
        ("https://slack.com/x", true),
        ("https://slack.com:443/x", true),
        ("http://127.0.0.1:8080/files/a.txt", true),
        ("http://[::1]:8080/a", true),
        ("http://localhost/a", true),
        ("http://files.slack.com/a", false),
        ("https://evil.example/files.slack.com", false),
        ("https://files.slack.com@evil.example/a", false),
        ("https://evilslack.com/a", false),
        ("https://slack.com.evil.example/a", false),
        ("https://evil.example\\@slack.com/a", false),
        ("slack.com", false),
    ])
    func `downloads with the token only from where it is safe`(url: String, safe: Bool) throws {
        let slack = ScriptedTransport(answer: { call, before in
            guard case .url = call.target else {
                return await ScriptedTransport.usual(call, before)
            }
            return .raw(WebAPIAnswer(body: [7]))
        })
        try simulate(slack) { world in
            let bot = Bot(.rtm) { _, context in
                let bytes = try await context.download(url)
                #expect(bytes == [7])
            }
            let summary = try await world.run(bot) { slack in
                try await slack.socket(1).say(message("go", ts: "1.0"))
                try await world.wait(.seconds(1))
            }
            #expect(summary.handled == 1)
        }
        #expect((slack.calls[1].token != nil) == safe)
        #expect(slack.calls[1].httpMethod == .get)
    }
}
