import RepriseFloor
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackBot

@Suite struct `Staying connected` {
    static func echo(_ world: BotWorld, _ connection: Bot.Connection = .rtm) -> Bot {
        var configuration = BotConfiguration()
        configuration.reconnection = .even
        return Bot(connection, configuration: configuration) { event, context in
            world.note(event.text ?? event.type)
        }
    }

    @Test func `a lost socket is replaced at once, and events go on`() throws {
        try simulate { world in
            let summary = try await world.run(Self.echo(world)) { slack in
                let first = try await slack.socket(1)
                first.say(#"{"type":"hello"}"#)
                first.say(message("before", ts: "1.0"))
                try await world.wait(.seconds(60))
                first.end(SocketClose(reason: "reset", by: .lost))
                let second = try await slack.socket(2)
                #expect(world.clock.now == .seconds(60))
                second.say(#"{"type":"hello"}"#)
                second.say(message("after", ts: "2.0"))
                try await world.wait(.seconds(1))
            }
            #expect(world.notes == ["before", "after"])
            #expect(summary.connections == 2)
            #expect(world.slack.called == ["rtm.connect", "rtm.connect"])
            #expect(world.slack.opens.map(\.url) == ["wss://slack.test/1", "wss://slack.test/2"])
        }
    }

    @Test func `goodbye gets a new socket while the old one still delivers`() throws {
        try simulate { world in
            _ = try await world.run(Self.echo(world)) { slack in
                let first = try await slack.socket(1)
                first.say(#"{"type":"hello"}"#)
                first.say(#"{"type":"goodbye"}"#)
                let second = try await slack.socket(2)
                first.say(message("old, late", ts: "1.0"))
                second.say(#"{"type":"hello"}"#)
                try await world.wait(.seconds(1))
                first.say(message("old, later", ts: "2.0"))
                second.say(message("new", ts: "3.0"))
                try await world.wait(.seconds(1))
                #expect(first.ending == nil, "it has time to deliver what is under way")
                try await world.wait(.seconds(30))
                #expect(first.ending == SocketClose(code: 1000, by: .bot))
            }
            #expect(world.notes == ["old, late", "old, later", "new"])
        }
    }

    @Test func `team_migration_started reconnects, and waits out the migration`() throws {
        let slack = ScriptedTransport(answer: { call, before in
            (1...2).contains(before)
                ? .json(["ok": false, "error": "migration_in_progress"])
                : await ScriptedTransport.usual(call, before)
        })
        try simulate(slack) { world in
            _ = try await world.run(Self.echo(world)) { slack in
                let first = try await slack.socket(1)
                first.say(#"{"type":"hello"}"#)
                first.say(#"{"type":"team_migration_started"}"#)
                first.end(SocketClose(code: 1001, by: .peer))
                let second = try await slack.socket(2)
                second.say(#"{"type":"hello"}"#)
                try await world.wait(.seconds(1))
            }
            #expect(slack.called.count == 4)
            #expect(world.notes == ["team_migration_started"], "the handler sees it too")
        }
    }

    @Test func `an expired URL is replaced by a new one`() throws {
        try simulate { world in
            _ = try await world.run(Self.echo(world)) { slack in
                let first = try await slack.socket(1)
                first.say(#"{"type":"error","error":{"code":1,"msg":"Socket URL has expired"}}"#)
                let second = try await slack.socket(2)
                second.say(#"{"type":"hello"}"#)
                second.say(message("hi", ts: "1.0"))
                try await world.wait(.seconds(1))
            }
            #expect(world.notes == ["hi"])
            #expect(world.slack.sockets[0].ending?.by == .bot)
        }
    }

    @Test func `a Slack that does not say hello is left after the deadline`() throws {
        try simulate { world in
            _ = try await world.run(Self.echo(world)) { slack in
                _ = try await slack.socket(1)
                _ = try await slack.socket(2)
                #expect(world.clock.now == .seconds(31), "30 s for hello, 1 s of pause")
            }
        }
    }

    @Test func `a gateway's HTML, a 429 and a dead network are waited out`() throws {
        let page = Array("<html><head><title>502 Bad Gateway</title></head></html>".utf8)
        let slack = ScriptedTransport(answer: { call, before in
            switch before {
            case 0:
                .raw(WebAPIAnswer(status: 502, headers: ["content-type": "text/html"], body: page))
            case 1: .raw(WebAPIAnswer(status: 200, headers: [:], body: page))
            case 2:
                .raw(WebAPIAnswer(status: 429, headers: ["retry-after": "40"], body: []))
            case 3: .failure(TransportFailure(.connect, "Nobody listens at slack.com:443."))
            default: await ScriptedTransport.usual(call, before)
            }
        })
        try simulate(slack) { world in
            _ = try await world.run(Self.echo(world)) { slack in
                let socket = try await slack.socket(1)
                socket.say(#"{"type":"hello"}"#)
                #expect(world.clock.now == .seconds(1 + 2 + 40 + 8))
                try await world.wait(.seconds(1))
            }
            let reasons = world.told.compactMap { activity -> String? in
                guard case .reconnecting(_, let reason) = activity.kind else { return nil }
                return reason
            }
            #expect(reasons.count == 4)
            #expect(reasons[0].contains("status 502 with a page of HTML"))
            #expect(reasons[1].contains("status 200 with a page of HTML"))
            #expect(reasons[2].contains("wait 40 s"))
            #expect(reasons[3] == "Nobody listens at slack.com:443.")
        }
    }

    @Test func `a refused upgrade gets a new URL`() throws {
        let slack = ScriptedTransport(refusal: { attempt in
            attempt == 1 ? TransportFailure(.upgradeRefused, "Status 404.", status: 404) : nil
        })
        try simulate(slack) { world in
            _ = try await world.run(Self.echo(world)) { slack in
                let socket = try await slack.socket(1)
                socket.say(#"{"type":"hello"}"#)
                try await world.wait(.seconds(1))
            }
            #expect(slack.called == ["rtm.connect", "rtm.connect"])
        }
    }

    @Test(arguments: [
        ("invalid_auth", "SLACK_BOT_TOKEN"), ("account_inactive", "install the app again"),
        ("not_allowed_token_type", "Socket Mode"), ("missing_scope", "scope"),
    ])
    func `a refusal for good stops at once and says what to do`(code: String, advice: String) throws
    {
        let slack = ScriptedTransport(answer: { _, _ in
            .json(["ok": false, "error": .string(code)])
        })
        let error = #expect(throws: BotError.self) {
            try simulate(slack) { world in
                try await world.run(Self.echo(world))
            }
        }
        #expect(error?.kind == .refused(method: "rtm.connect", code: code))
        #expect(error?.description.contains(code) == true)
        #expect(error?.description.contains(advice) == true)
        #expect(slack.called == ["rtm.connect"])
    }

    @Test(arguments: ["an_error_of_next_year", "missing_scope", "internal_error"])
    func `a bot that was connected tries again whatever Slack says that is not final`(code: String)
        throws
    {
        let slack = ScriptedTransport(answer: { call, before in
            (1...20).contains(before)
                ? .json(["ok": false, "error": .string(code)])
                : await ScriptedTransport.usual(call, before)
        })
        try simulate(slack) { world in
            let summary = try await world.run(Self.echo(world)) { slack in
                let first = try await slack.socket(1)
                first.say(#"{"type":"hello"}"#)
                try await world.wait(.seconds(14 * 86_400))
                first.end(SocketClose(reason: "reset", by: .lost))
                let second = try await slack.socket(2)
                second.say(#"{"type":"hello"}"#)
                second.say(message("after", ts: "2.0"))
                try await world.wait(.seconds(1))
            }
            #expect(world.notes == ["after"])
            #expect(summary.connections == 2)
            let told = world.told.contains {
                guard case .reconnecting(_, let reason) = $0.kind else { return false }
                return reason.contains(code)
            }
            #expect(told)
        }
    }

    @Test func `a code that nobody has heard of is no reason to give up at the start either`()
        throws
    {
        let slack = ScriptedTransport(answer: { call, before in
            before == 0
                ? .json(["ok": false, "error": "an_error_of_next_year"])
                : await ScriptedTransport.usual(call, before)
        })
        try simulate(slack) { world in
            _ = try await world.run(Self.echo(world)) { slack in
                let socket = try await slack.socket(1)
                socket.say(#"{"type":"hello"}"#)
                socket.say(message("hi", ts: "1.0"))
                try await world.wait(.seconds(1))
            }
            #expect(world.notes == ["hi"])
        }
    }

    @Test(arguments: [
        "not_authed", "invalid_auth", "account_inactive", "user_removed_from_team",
        "team_disabled",
    ])
    func `what Slack means for good ends a bot that was connected, too`(code: String) throws {
        let slack = ScriptedTransport(answer: { call, before in
            before == 0
                ? await ScriptedTransport.usual(call, before)
                : .json(["ok": false, "error": .string(code)])
        })
        let error = #expect(throws: BotError.self) {
            try simulate(slack) { world in
                try await world.run(Self.echo(world)) { slack in
                    let socket = try await slack.socket(1)
                    socket.say(#"{"type":"hello"}"#)
                    try await world.wait(.seconds(3_600))
                    socket.end(SocketClose(reason: "reset", by: .lost))
                    try await world.wait(.seconds(1))
                }
            }
        }
        #expect(error?.kind == .refused(method: "rtm.connect", code: code))
    }

    @Test func `a replay that holds no more connections ends the bot with its own words`() throws {
        let failure = TransportFailure(.divergence, "The session holds no second rtm.connect.")
        let slack = ScriptedTransport(answer: { call, before in
            before == 0 ? await ScriptedTransport.usual(call, before) : .failure(failure)
        })
        let error = #expect(throws: BotError.self) {
            try simulate(slack) { world in
                try await world.run(Self.echo(world)) { slack in
                    let socket = try await slack.socket(1)
                    socket.say(#"{"type":"hello"}"#)
                    socket.end(SocketClose(code: 1000, by: .peer))
                    try await world.wait(.seconds(1))
                }
            }
        }
        #expect(error?.kind == .transport(failure))
    }

    @Test func `a missing token is named before anything is sent`() throws {
        for (connection, name) in [
            (Bot.Connection.rtm, "SLACK_BOT_TOKEN"), (.socketMode, "SLACK_APP_TOKEN"),
        ] {
            let error = #expect(throws: BotError.self) {
                try simulate { world in
                    try await world.run(Self.echo(world, connection), credentials: Credentials())
                }
            }
            #expect(error?.description.contains(name) == true)
        }
    }

    @Test func `JSON pings keep a connection, and a ping without answer ends it`() throws {
        let answered = Locked(0)
        let slack = ScriptedTransport(onSend: { sent, socket in
            // Two pings are answered, and nothing after them.
            let number = answered.withLock { answered in
                answered += 1
                return answered
            }
            guard number <= 2,
                let id = try? JSONValue(parsing: sent.bytes)["id"]?.int
            else { return }
            socket.say(#"{"type":"pong","reply_to":\#(id)}"#)
        })
        try simulate(slack) { world in
            var bot = Self.echo(world)
            bot.configuration.keepAlive = .seconds(10)
            _ = try await world.run(bot) { slack in
                let first = try await slack.socket(1)
                first.say(#"{"type":"hello"}"#)
                _ = try await slack.socket(2)
                #expect(world.clock.now == .seconds(40), "two answered, one waited for in vain")
                #expect(
                    first.texts == (1...3).map { #"{"id":\#($0),"type":"ping"}"# }
                )
            }
        }
    }
}
