import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackBot

@Suite struct `Files and response URLs` {
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
        ("https://slack-files.com/T1-F1-x", true),
        // Whoever writes a message can name a port of this machine.
        ("http://127.0.0.1:8080/files/a.txt", false),
        ("http://[::1]:8080/a", false),
        ("http://localhost/a", false),
        ("https://127.0.0.1/a", false),
        ("http://files.slack.com/a", false),
        ("https://evil.example/files.slack.com", false),
        ("https://files.slack.com@evil.example/a", false),
        ("https://evilslack.com/a", false),
        ("https://slack.com.evil.example/a", false),
        ("https://evil.example\\@slack.com/a", false),
        ("slack.com", false),
    ])
    func `downloads with the token only from where it is safe`(url: String, safe: Bool) throws {
        #expect(try token(forDownloading: url, from: .slack) == safe)
    }

    @Test(arguments: [
        ("http://127.0.0.1:8080/files/a.txt", true),
        ("http://localhost:8080/a", true),
        ("https://files.slack.com/a", true),
        ("http://127.0.0.1:8081/a", false),
        ("http://127.0.0.1/a", false),
        ("https://evil.example:8080/a", false),
    ])
    func `a server in Slack's place gets the token, its neighbours do not`(url: String, safe: Bool)
        throws
    {
        let base = try #require(WebAddress("http://127.0.0.1:8080/api/"))
        #expect(try token(forDownloading: url, from: SlackHosts(upstreams: [base])) == safe)
    }

    /// Whether a bot sends its token along when it downloads that.
    private func token(forDownloading url: String, from hosts: SlackHosts) throws -> Bool {
        let slack = ScriptedTransport(
            answer: { call, before in
                guard case .url = call.target else {
                    return await ScriptedTransport.usual(call, before)
                }
                return .raw(WebAPIAnswer(body: [7]))
            },
            hosts: hosts
        )
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
        #expect(slack.calls[1].httpMethod == .get)
        return slack.calls[1].token != nil
    }
}
