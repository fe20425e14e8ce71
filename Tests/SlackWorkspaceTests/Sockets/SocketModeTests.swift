import SlackTransport
import SlackWire
import SlackWorkspace
import Testing

@Suite struct SocketModeTests {
    @Test func `Only a POST with an app's token opens a connection`() throws {
        try simulated { workspace, _ in
            var get = WebAPICall(.method("apps.connections.open"), httpMethod: .get)
            get = get.authorized(with: Tokens.app)
            #expect(try await workspace.call(get).json()["error"] == "insecure_request")
            for (token, error) in [
                (Tokens.bot, "not_allowed_token_type"), (nil, "not_authed"),
                (SlackToken("nonsense"), "invalid_auth"),
            ] {
                let answer = try await workspace.ask("apps.connections.open", token: token)
                #expect(answer["error"]?.string == error)
            }
            let answer = try await workspace.ask("apps.connections.open", token: Tokens.app)
            let url = try #require(answer["url"]?.string)
            #expect(url.hasPrefix("wss://wss-primary.slack.com/link/?ticket="))
            #expect(url.hasSuffix("&app_id=A0REPRISE"))
        }
    }

    @Test func `Hello counts the open sockets`() throws {
        try simulated { workspace, _ in
            for count in 1...3 {
                let hello = try await workspace.connectApp().frame()
                // The socket before is gone with its last reference.
                #expect(hello["type"] == "hello" && hello["num_connections"] == 1, "\(count)")
            }
            let first = try await workspace.connectApp()
            let second = try await workspace.connectApp()
            #expect(try await first.frame()["num_connections"] == 1)
            let hello = try await second.frame()
            #expect(hello["num_connections"] == 2)
            #expect(hello["connection_info"]?["app_id"] == "A0REPRISE")
            #expect(hello["debug_info"]?["approximate_connection_time"] == 18060)
        }
    }

    @Test func `An event comes in an envelope, a mention in two`() throws {
        try simulated { workspace, _ in
            let socket = try await workspace.connectApp()
            _ = try await socket.frame("hello")
            let ts = try workspace.post("hi <@U0REPRISE>", by: "U0ALICE00", in: "C0GENERAL")
            let envelope = try await socket.frame("events_api")
            #expect(envelope["accepts_response_payload"] == false)
            #expect(envelope["retry_attempt"] == 0 && envelope["retry_reason"] == "")
            let payload = try #require(envelope["payload"])
            #expect(payload["type"] == "event_callback" && payload["team_id"] == "T0REPRISE")
            #expect(payload["authorizations"]?[0]?["user_id"] == "U0REPRISE")
            let event = try #require(payload["event"])
            #expect(event["type"] == "message" && event["ts"]?.string == ts)
            #expect(event["channel_type"] == "channel" && event["event_ts"]?.string == ts)
            let mention = try await socket.frame("events_api")
            #expect(mention["payload"]?["event"]?["type"] == "app_mention")
            #expect(mention["payload"]?["event"]?["ts"]?.string == ts)
            #expect(mention["payload"]?["event_id"] != payload["event_id"])
            #expect(mention["envelope_id"] != envelope["envelope_id"])
        }
    }

    @Test func `The script's events keep their bytes, and RTM's own do not come`() throws {
        let script = try RealSitting.script()
        try simulated(script: script) { workspace, clock in
            let socket = try await workspace.connectApp()
            _ = try await socket.frame("hello")
            var types: [String: Int] = [:]
            var found = 0
            while true {
                let bytes = try await socket.bytes()
                let envelope = try JSONValue(parsing: bytes)
                try await socket.acknowledge(envelope)
                let type = envelope["payload"]?["event"]?["type"]?.string ?? ""
                types[type, default: 0] += 1
                for entry in script.entries where entry.offset == clock.now {
                    guard case .frame(let json) = entry.action else { continue }
                    // The event's bytes without the brace, after which more may be added.
                    if bytes.firstRange(of: json.bytes.dropLast()) != nil { found += 1 }
                }
                if clock.now >= .milliseconds(880_780) { break }
            }
            #expect(types["message"] == 27 && types["reaction_added"] == 4)
            for type in ["reconnect_url", "user_typing", "presence_change", "desktop_notification"]
            {
                #expect(types[type] == nil)
            }
            #expect(found >= types.values.reduce(0, +))
        }
    }

    @Test func `Each event goes to one of the open sockets`() throws {
        try simulated { workspace, clock in
            let sockets = [try await workspace.connectApp(), try await workspace.connectApp()]
            for socket in sockets { _ = try await socket.frame("hello") }
            for index in 0..<6 {
                try workspace.post("\(index)", by: "U0ALICE00", in: "C0GENERAL")
            }
            var texts: [[String]] = []
            for socket in sockets {
                var mine: [String] = []
                for _ in 0..<3 {
                    let envelope = try await socket.frame("events_api")
                    try await socket.acknowledge(envelope)
                    mine.append(envelope["payload"]?["event"]?["text"]?.string ?? "")
                }
                texts.append(mine)
            }
            #expect(texts == [["0", "2", "4"], ["1", "3", "5"]])
        }
    }

    @Test func `An event that is not acknowledged comes again after 3 seconds, 1 and 5 minutes`()
        throws
    {
        try simulated { workspace, clock in
            let socket = try await workspace.connectApp()
            _ = try await socket.frame("hello")
            try workspace.post("x", by: "U0ALICE00", in: "C0GENERAL")
            var times: [Duration] = []
            var eventIDs: Set<JSONValue> = []
            for attempt in 0...3 {
                let envelope = try await socket.frame("events_api")
                times.append(clock.now)
                #expect(envelope["retry_attempt"]?.int == attempt)
                #expect(envelope["retry_reason"] == (attempt == 0 ? "" : "timeout"))
                eventIDs.insert(envelope["payload"]?["event_id"] ?? .null)
            }
            #expect(eventIDs.count == 1)
            let gaps = zip(times.dropFirst(), times).map { $0 - $1 }
            #expect(gaps == [.seconds(3), .seconds(60), .seconds(300)])
            // After the third time Slack gives up.
            try await clock.sleep(for: .seconds(3_600))
            try workspace.post("y", by: "U0ALICE00", in: "C0GENERAL")
            let next = try await socket.frame("events_api")
            #expect(next["payload"]?["event"]?["text"] == "y")
        }
    }

    @Test(arguments: [0, 1, 2])
    func `An acknowledgement ends the redelivery, however often and late it comes`(attempt: Int)
        throws
    {
        try simulated { workspace, clock in
            let socket = try await workspace.connectApp()
            _ = try await socket.frame("hello")
            try workspace.post("x", by: "U0ALICE00", in: "C0GENERAL")
            var envelope = try await socket.frame("events_api")
            let first = envelope
            for _ in 0..<attempt { envelope = try await socket.frame("events_api") }
            // The envelope of the first attempt is as good as that of the last.
            for each in [first, first, envelope, ["envelope_id": "unknown"]] {
                try await socket.acknowledge(each)
            }
            try await clock.sleep(for: .seconds(3_600))
            try workspace.post("y", by: "U0ALICE00", in: "C0GENERAL")
            #expect(try await socket.frame("events_api")["payload"]?["event"]?["text"] == "y")
            #expect(workspace.acknowledgements.count == 4)
        }
    }

    @Test func `An event for an app without a socket comes as a retry later`() throws {
        try simulated { workspace, clock in
            let socket = try await workspace.connectApp()
            _ = try await socket.frame("hello")
            await socket.close()
            try workspace.post("missed", by: "U0ALICE00", in: "C0GENERAL")
            try await clock.sleep(for: .seconds(30))
            let next = try await workspace.connectApp()
            _ = try await next.frame("hello")
            let envelope = try await next.frame("events_api")
            #expect(envelope["payload"]?["event"]?["text"] == "missed")
            #expect(envelope["retry_attempt"] == 2)
        }
    }

    @Test func `An eleventh socket is told that there are too many`() throws {
        try simulated { workspace, _ in
            var sockets: [any TransportSocket] = []
            for _ in 0..<10 {
                sockets.append(try await workspace.connectApp())
                #expect(try await sockets.last?.frame()["type"] == "hello")
            }
            let eleventh = try await workspace.connectApp()
            let frame = try await eleventh.frame()
            #expect(frame["type"] == "disconnect" && frame["reason"] == "too_many_websockets")
            #expect(try await eleventh.end().by == .peer)
            #expect(workspace.openSocketCount == 10)
            await sockets[0].close()
            #expect(try await workspace.connectApp().frame()["num_connections"] == 10)
        }
    }

    @Test func `A command is answered in the acknowledgement and through its response_url`() throws
    {
        try simulated { workspace, _ in
            let socket = try await workspace.connectApp()
            _ = try await socket.frame("hello")
            let interaction = try workspace.slashCommand(
                "/hello",
                text: "world",
                by: "U0ALICE00",
                in: "C0GENERAL"
            )
            let envelope = try await socket.frame("slash_commands")
            #expect(envelope["envelope_id"]?.string == interaction.envelopeID)
            #expect(envelope["accepts_response_payload"] == true)
            #expect(envelope["retry_attempt"] == nil)
            let payload = try #require(envelope["payload"])
            #expect(payload["command"] == "/hello" && payload["text"] == "world")
            #expect(payload["user_name"] == "alice" && payload["channel_name"] == "general")
            #expect(payload["response_url"]?.string == interaction.responseURL)
            try await socket.send(
                json: [
                    "envelope_id": .string(interaction.envelopeID), "payload": ["text": "to you"],
                ]
            )
            #expect(workspace.ephemeralMessages(to: "U0ALICE00").map { $0["text"] } == ["to you"])
            #expect(workspace.acknowledgements.last?.payload?.text == #"{"text":"to you"}"#)
            let later = WebAPICall(
                .url(interaction.responseURL),
                body: .json(JSONText(["text": "to all", "response_type": "in_channel"]))
            )
            let answer = try await workspace.call(later)
            #expect(answer.status == 200 && answer.body == Array("ok".utf8))
            #expect(workspace.messages(in: "C0GENERAL").map { $0["text"] } == ["to all"])
        }
    }

    @Test func `A click carries the message, and may replace it`() throws {
        try simulated { workspace, _ in
            let socket = try await workspace.connectApp()
            _ = try await socket.frame("hello")
            let posted = try await workspace.ask(
                "chat.postMessage",
                [("channel", "C0GENERAL"), ("text", "press")]
            )
            let ts = try #require(posted["ts"]?.string)
            let interaction = try workspace.interact(
                [
                    JSONMember("type", "block_actions"),
                    JSONMember("actions", [["action_id": "go", "value": "1"]]),
                ],
                by: "U0BOB0000",
                in: "C0GENERAL",
                message: ts
            )
            let envelope = try await socket.frame("interactive")
            #expect(envelope["accepts_response_payload"] == true)
            #expect(envelope["payload"]?["type"] == "block_actions")
            #expect(envelope["payload"]?["actions"]?[0]?["action_id"] == "go")
            #expect(envelope["payload"]?["message"]?["text"] == "press")
            #expect(envelope["payload"]?["container"]?["message_ts"]?.string == ts)
            let replacing = WebAPICall(
                .url(interaction.responseURL),
                body: .json(JSONText(["text": "pressed", "replace_original": true]))
            )
            #expect(try await workspace.call(replacing).status == 200)
            #expect(workspace.messages(in: "C0GENERAL").map { $0["text"] } == ["pressed"])
        }
    }

    @Test(arguments: ["warning", "refresh_requested", "link_disabled"])
    func `A disconnect says why, and the end follows`(reason: String) throws {
        try simulated { workspace, clock in
            let socket = try await workspace.connectApp()
            _ = try await socket.frame("hello")
            workspace.disconnect(reason: reason)
            let frame = try await socket.frame()
            #expect(frame["type"] == "disconnect" && frame["reason"]?.string == reason)
            #expect(try await socket.end().by == .peer)
            #expect(clock.now == (reason == "warning" ? .seconds(10) : .zero))
        }
    }

    @Test func `A connection for debugging reconnects lasts six minutes`() throws {
        try simulated { workspace, clock in
            let answer = try await workspace.ask("apps.connections.open", token: Tokens.app)
            let url = try #require(answer["url"]?.string) + "&debug_reconnects=true"
            let socket = try await workspace.open(SocketRequest(url: url))
            _ = try await socket.frame("hello")
            #expect(try await socket.frame()["reason"] == "warning")
            #expect(clock.now == .seconds(360))
        }
    }

    @Test func `Only what the app subscribed to comes`() throws {
        var configuration = SlackWorkspace.Configuration()
        configuration.subscriptions = ["message.im", "reaction_added"]
        try simulated(configuration) { workspace, _ in
            let socket = try await workspace.connectApp()
            _ = try await socket.frame("hello")
            let ts = try workspace.post("no <@U0REPRISE>", by: "U0ALICE00", in: "C0GENERAL")
            try workspace.react("eyes", by: "U0BOB0000", to: ts, in: "C0GENERAL")
            try workspace.post("yes", by: "U0ALICE00", in: "D0ALICE00")
            let first = try await socket.frame("events_api")["payload"]?["event"]
            #expect(first?["type"] == "reaction_added")
            let second = try await socket.frame("events_api")["payload"]?["event"]
            #expect(second?["text"] == "yes" && second?["channel_type"] == "im")
        }
    }

    @Test func `An acknowledgement that is too large ends the socket and acknowledges nothing`()
        throws
    {
        try simulated { workspace, _ in
            for count in [20_480, 20_481] {
                let app = try await workspace.connectApp()
                _ = try await app.frame("hello")
                let frame = #"{"envelope_id":"e1","payload":""}"#
                let text = String(repeating: "x", count: count - frame.utf8.count)
                let large = #"{"envelope_id":"e1","payload":"\#(text)"}"#
                try await app.send(SocketMessage(large))
                if count > 20_480 {
                    let close = try await app.end()
                    #expect(close.code == 1009 && close.by == .peer)
                }
            }
            #expect(workspace.acknowledgements.count == 1)
        }
    }

    @Test func `Envelopes and disconnects of a script go to the app as they are`() throws {
        let envelope =
            #"{ "envelope_id":"e1", "type":"slash_commands","accepts_response_payload":true,"payload":{}}"#
        let script = try WorkspaceScript(
            parsing: Array(
                """
                {"at": 1, "frame": \(envelope)}
                {"at": 2, "frame": {"type":"disconnect","reason":"warning"}}
                """.utf8
            )
        )
        try simulated(script: script) { workspace, _ in
            let rtm = try await workspace.connectRTM()
            let app = try await workspace.connectApp()
            for socket in [rtm, app] { _ = try await socket.frame("hello") }
            #expect(try await app.bytes() == Array(envelope.utf8))
            try await app.send(json: ["envelope_id": "e1"])
            #expect(try await app.frame()["reason"] == "warning")
            #expect(workspace.acknowledgements.map(\.envelopeID) == ["e1"])
            try await rtm.send(json: ["type": "ping"])
            #expect(try await rtm.frame()["type"] == "pong")
        }
    }
}

extension TransportSocket {
    fileprivate func acknowledge(_ envelope: JSONValue) async throws {
        try await send(json: ["envelope_id": envelope["envelope_id"] ?? .null])
    }
}
