import SlackTransport
import SlackWire
import SlackWorkspace
import Testing

@Suite struct AuthTests {
    @Test func `The token may stand in the header, the query, the form or the JSON`() throws {
        try simulated { workspace, _ in
            let token = Tokens.bot.secret
            let field = FormField("token", token)
            let expected = #"""
                {"ok":true,"url":"https:\/\/reprise.slack.com\/","team":"reprise","user":"reprise",\#
                "team_id":"T0REPRISE","user_id":"U0REPRISE","bot_id":"B0REPRISE",\#
                "is_enterprise_install":false}
                """#
            let calls = [
                WebAPICall(.method("auth.test")).authorized(with: Tokens.bot),
                WebAPICall(.method("auth.test"), httpMethod: .get, query: [field]),
                WebAPICall(.method("auth.test"), body: .form([field])),
                WebAPICall(
                    .method("auth.test"),
                    body: .multipart([MultipartPart(name: "token", bytes: Array(token.utf8))])
                ),
                WebAPICall(.method("auth.test"), body: .json(JSONText(["token": .string(token)]))),
                WebAPICall(
                    .method("auth.test"),
                    headers: ["content-type": "application/json;charset=utf-8"],
                    body: .json(JSONText(uncheckedBytes: []))
                ).authorized(with: Tokens.bot),
                WebAPICall(.url("https://slack.com/api/auth.test?token=\(token)")),
            ]
            for call in calls {
                let answer = try await workspace.call(call)
                #expect(String(decoding: answer.body, as: UTF8.self) == expected)
                #expect(answer.headers["x-oauth-scopes"]?.contains("chat:write") == true)
                #expect(answer.headers["content-type"] == "application/json; charset=utf-8")
                #expect(answer.headers.allSatisfy { $0.name == $0.name.lowercased() })
            }
        }
    }

    /// A token, and what Slack says to it.
    struct Refusal: Sendable {
        var token: String?
        var error: String

        static let all: [Refusal] = [
            Refusal(token: nil, error: "not_authed"),
            Refusal(token: "nonsense", error: "invalid_auth"),
            Refusal(token: "xoxb" + "-", error: "invalid_auth"),
            Refusal(token: Tokens.app.secret, error: "not_allowed_token_type"),
        ]
    }

    @Test(arguments: Refusal.all)
    func `A missing or wrong token is refused in Slack's words`(refusal: Refusal) throws {
        try simulated { workspace, _ in
            let answer = try await workspace.ask(
                "auth.test",
                token: refusal.token.map { SlackToken($0) }
            )
            #expect(answer["ok"] == false && answer["error"]?.string == refusal.error)
        }
    }

    @Test(arguments: ["", " ", "  TOKEN", " TOKEN ", " TOKEN x", " x TOKEN"])
    func `Bearer and anything but one token behind one blank is no token`(rest: String) throws {
        try simulated { workspace, _ in
            var call = WebAPICall(method: "auth.test", arguments: [])
            call.headers["authorization"] =
                "Bearer" + rest.replacing("TOKEN", with: Tokens.bot.secret)
            let refused = try await workspace.call(call).json()
            #expect(refused["error"] == "invalid_auth")
            // Whoever needs no token has none that could be wrong.
            call.target = .method("api.test")
            let tested = try await workspace.call(call).json()
            #expect(tested["ok"] == true)
        }
    }

    @Test func `Tokens may belong to people, and may be revoked`() throws {
        var configuration = SlackWorkspace.Configuration()
        let bobs = "xoxp" + "-9-9-9-bob"
        let dead = "xoxb" + "-1-2-dead"
        configuration.tokenOwners = [bobs: "U0BOB0000"]
        configuration.refusedTokens = [dead: "token_revoked"]
        try simulated(configuration) { workspace, _ in
            let alice = try await workspace.ask("auth.test", token: Tokens.person)
            #expect(alice["user"] == "alice" && alice["bot_id"] == nil)
            #expect(try await workspace.ask("auth.test", token: SlackToken(bobs))["user"] == "bob")
            let refused = try await workspace.ask("auth.test", token: SlackToken(dead))
            #expect(refused["error"] == "token_revoked")
            let rotated = SlackToken("xoxe." + "xoxb-1-abc")
            #expect(try await workspace.ask("auth.test", token: rotated)["user"] == "reprise")
        }
    }

    @Test func `api test answers with its arguments`() throws {
        try simulated { workspace, _ in
            let call = WebAPICall(method: "api.test", arguments: [JSONMember("foo", "bar")])
            let answer = try await workspace.call(call).json()
            #expect(answer == ["ok": true, "args": ["foo": "bar"]])
            let wrong = WebAPICall(method: "api.test", arguments: [JSONMember("error", "my_error")])
            let refused = try await workspace.call(wrong).json()
            #expect(refused == ["ok": false, "error": "my_error", "args": ["error": "my_error"]])
            let empty = try await workspace.call(WebAPICall(.method("api.test"))).json()
            #expect(empty == ["ok": true])
        }
    }

    @Test func `A method that is not there says its name`() throws {
        try simulated { workspace, _ in
            let answer = try await workspace.ask("chat.postMassage")
            #expect(
                answer == [
                    "ok": false, "error": "unknown_method", "req_method": "chat.postMassage",
                ]
            )
        }
    }

    @Test(arguments: ["{": "invalid_json", "[1]": "json_not_object", "nul": "invalid_json"])
    func `A body that is no JSON object is refused`(body: String, error: String) throws {
        try simulated { workspace, _ in
            let call = WebAPICall(
                .method("chat.postMessage"),
                body: .json(JSONText(uncheckedBytes: Array(body.utf8)))
            ).authorized(with: Tokens.bot)
            let answer = try await workspace.call(call).json()
            #expect(answer["error"]?.string == error)
        }
    }

    @Test func `rtm start is short today and full on request`() throws {
        try simulated { workspace, _ in
            let short = try await workspace.ask("rtm.start")
            #expect(short.members?.map(\.name) == ["ok", "url", "team", "self"])
            #expect(short["self"] == ["id": "U0REPRISE", "name": "reprise"])
        }
        var configuration = SlackWorkspace.Configuration()
        configuration.answersFullStart = true
        try simulated(configuration) { workspace, _ in
            let full = try await workspace.ask("rtm.start")
            #expect(full["channels"]?.array?.map { $0["name"] } == ["general", "random"])
            #expect(full["channels"]?[0]?["members"] == ["U0ALICE00", "U0BOB0000", "U0REPRISE"])
            #expect(full["users"]?.array?.count == 3 && full["ims"]?.array?.count == 1)
            #expect(full["groups"] == [] && full["team"]?["domain"] == "reprise")
            let url = try #require(full["url"]?.string)
            let socket = try await workspace.open(SocketRequest(url: url))
            #expect(try await socket.frame()["type"] == "hello")
        }
    }

    @Test func `Limits on the rate answer 429 and let go after the time they name`() throws {
        var configuration = SlackWorkspace.Configuration()
        configuration.rateLimits = .tiers
        try simulated(configuration) { workspace, clock in
            let call = WebAPICall(
                method: "chat.postMessage",
                arguments: [JSONMember("channel", "C0GENERAL"), JSONMember("text", "x")]
            ).authorized(with: Tokens.bot)
            #expect(try await workspace.call(call).status == 200)
            try await clock.sleep(for: .milliseconds(400))
            let limited = try await workspace.call(call)
            #expect(limited.status == 429 && limited.headers["retry-after"] == "1")
            #expect(try limited.json()["error"] == "ratelimited")
            // Another channel has its own limit.
            let other = try await workspace.ask(
                "chat.postMessage",
                [("channel", "C0RANDOM0"), ("text", "x")]
            )
            #expect(other["ok"] == true)
            try await clock.sleep(for: .seconds(1))
            #expect(try await workspace.call(call).status == 200)
        }
    }

    @Test func `A call may take its time, and go wrong when asked to`() throws {
        var configuration = SlackWorkspace.Configuration()
        configuration.callLatency = .constant(.milliseconds(120))
        try simulated(configuration) { workspace, clock in
            #expect(try await workspace.ask("auth.test")["ok"] == true)
            #expect(clock.now == .milliseconds(120))
            workspace.fail("auth.test", with: .gateway(status: 503))
            workspace.fail("auth.test", with: .rateLimited(retryAfter: 30))
            workspace.fail("auth.test", with: .failure(TransportFailure(.timeout, "too slow")))
            let call = WebAPICall(.method("auth.test")).authorized(with: Tokens.bot)
            let page = try await workspace.call(call)
            #expect(page.status == 503 && page.body.starts(with: "<html".utf8))
            #expect(try await workspace.call(call).headers["retry-after"] == "30")
            let failure = await #expect(throws: TransportFailure.self) {
                try await workspace.call(call)
            }
            #expect(failure?.kind == .timeout)
            #expect(try await workspace.call(call).status == 200)
        }
    }

    @Test func `Another host is not part of the workspace`() throws {
        try simulated { workspace, _ in
            let failure = await #expect(throws: TransportFailure.self) {
                try await workspace.call(WebAPICall(.url("https://example.com/x")))
            }
            #expect(failure?.kind == .connect)
            #expect(failure?.message.contains("example.com") == true)
        }
    }
}
