import SlackTransport
import SlackWire
import SlackWorkspace
import Testing

@Suite struct HookTests {
    private func post(_ body: WebAPICall.Body, to url: String) -> WebAPICall {
        WebAPICall(.url(url), body: body)
    }

    @Test func `A webhook writes what it is sent`() throws {
        try simulated { workspace, _ in
            let url = try workspace.webhookURL(for: "C0GENERAL")
            #expect(url == (try workspace.webhookURL(for: "C0GENERAL")))
            let json = post(.json(JSONText(["text": "from JSON"])), to: url)
            let form = post(.form([FormField("payload", #"{"text":"from a form"}"#)]), to: url)
            for call in [json, form] {
                let answer = try await workspace.call(call)
                #expect(answer.status == 200 && answer.body == Array("ok".utf8))
            }
            let messages = workspace.messages(in: "C0GENERAL")
            #expect(messages.map { $0["text"] } == ["from JSON", "from a form"])
            #expect(messages[0]["subtype"] == "bot_message")
        }
    }

    @Test func `A webhook says in a word what is wrong`() throws {
        try simulated { workspace, _ in
            let url = try workspace.webhookURL(for: "C0GENERAL")
            func word(_ body: WebAPICall.Body, _ url: String) async throws -> String {
                let answer = try await workspace.call(post(body, to: url))
                return "\(answer.status) \(String(decoding: answer.body, as: UTF8.self))"
            }
            let good = WebAPICall.Body.json(JSONText(["text": "x"]))
            let hooks = "https://hooks.slack.com/services/"
            #expect(try await word(good, url + "x") == "403 invalid_token")
            #expect(try await word(good, hooks + "T0REPRISE/B9/x") == "404 no_service")
            #expect(try await word(good, hooks + "T9/B9/x") == "404 no_team")
            #expect(try await word(.json(JSONText([:])), url) == "400 no_text")
            #expect(try await word(.bytes(Array("{".utf8)), url) == "400 invalid_payload")
            #expect(try await word(.none, url) == "400 invalid_payload")
            #expect(workspace.messages(in: "C0GENERAL").isEmpty)
        }
    }

    @Test func `A response_url is good five times within half an hour`() throws {
        try simulated { workspace, clock in
            let socket = try await workspace.connectApp()
            _ = try await socket.frame("hello")
            let first = try workspace.slashCommand("/x", by: "U0ALICE00", in: "C0GENERAL")
            let second = try workspace.slashCommand("/x", by: "U0ALICE00", in: "C0GENERAL")
            let body = WebAPICall.Body.json(JSONText(["text": "x"]))
            for _ in 0..<5 {
                #expect(try await workspace.call(post(body, to: first.responseURL)).status == 200)
            }
            let sixth = try await workspace.call(post(body, to: first.responseURL))
            #expect(sixth.status == 404)
            #expect(try sixth.json()["error"] == "used_url")
            try await clock.sleep(for: .seconds(1_801))
            let late = try await workspace.call(post(body, to: second.responseURL))
            #expect(try late.json()["error"] == "expired_url")
            #expect(workspace.ephemeralMessages(to: "U0ALICE00").count == 5)
        }
    }

    /// The payloads of a command and of a click, as a script holds them.
    private static let scripted = """
        {"at":1,"frame":{"envelope_id":"e1","type":"slash_commands","accepts_response_payload":true,\
        "payload":{"command":"/x","user_id":"U0ALICE00","user_name":"alice","channel_id":"C0GENERAL",\
        "channel_name":"general","trigger_id":"1.2.a",\
        "response_url":"https:\\/\\/hooks.slack.com\\/commands\\/T0REPRISE\\/1\\/abc"}}}
        {"at":2,"frame":{"envelope_id":"e2","type":"interactive","payload":{"type":"block_actions",\
        "user":{"id":"U0ALICE00"},"channel":{"id":"C0GENERAL","name":"general"},"trigger_id":"1.2.b",\
        "response_url":"https://hooks.slack.com/actions/T0REPRISE/2/abc"}}}
        """

    @Test func `What a scripted command promises holds`() throws {
        let view: JSONValue = [
            "type": "modal", "title": ["type": "plain_text", "text": "T"], "blocks": [],
        ]
        let script = try WorkspaceScript(parsing: Array(Self.scripted.utf8))
        try simulated(script: script) { workspace, _ in
            let socket = try await workspace.connectApp()
            for (type, kind) in [("slash_commands", "commands"), ("interactive", "actions")] {
                let payload = try #require(try await socket.frame(type)["payload"])
                let trigger = try #require(payload["trigger_id"])
                let opened = try await workspace.ask(
                    "views.open",
                    [("trigger_id", trigger), ("view", view)]
                )
                #expect(opened["ok"] == true, "\(opened)")
                let url = try #require(payload["response_url"]?.string)
                #expect(url.contains("/\(kind)/"))
                let body = JSONText(["text": "done", "response_type": "in_channel"])
                let answer = try await workspace.call(WebAPICall(.url(url), body: .json(body)))
                #expect(answer.status == 200)
            }
            #expect(workspace.messages(in: "C0GENERAL").map { $0["text"] } == ["done", "done"])
        }
    }

    @Test func `A view opens with a trigger, once and soon`() throws {
        let view: JSONValue = [
            "type": "modal", "title": ["type": "plain_text", "text": "T"], "blocks": [],
        ]
        try simulated { workspace, clock in
            let socket = try await workspace.connectApp()
            _ = try await socket.frame("hello")
            func trigger() throws -> JSONValue {
                let interaction = try workspace.slashCommand("/x", by: "U0ALICE00", in: "C0GENERAL")
                return .string(interaction.triggerID)
            }
            let used = try trigger()
            let opened = try await workspace.ask(
                "views.open",
                [("trigger_id", used), ("view", view)]
            )
            let object = try #require(opened["view"])
            #expect(object["root_view_id"] == object["id"] && object["app_id"] == "A0REPRISE")
            func error(_ trigger: JSONValue, _ view: JSONValue) async throws -> JSONValue? {
                try await workspace.ask(
                    "views.open",
                    [("trigger_id", trigger), ("view", view)]
                )["error"]
            }
            #expect(try await error(used, view) == "exchanged_trigger_id")
            #expect(try await error("1.2.3", view) == "invalid_trigger_id")
            #expect(try await error(try trigger(), ["type": "box"]) == "invalid_arguments")
            let slow = try trigger()
            try await clock.sleep(for: .milliseconds(3_001))
            #expect(try await error(slow, view) == "expired_trigger_id")

            let id = object["id"] ?? .null
            let stale: [(String, JSONValue)] = [("view_id", id), ("view", view), ("hash", "x")]
            #expect(try await workspace.ask("views.update", stale)["error"] == "hash_conflict")
            let updated = try await workspace.ask(
                "views.update",
                [("view_id", id), ("view", view)]
            )
            #expect(updated["view"]?["id"] == id && updated["view"]?["hash"] != object["hash"])
            let pushed = try await workspace.ask(
                "views.push",
                [("trigger_id", try trigger()), ("view", view)]
            )
            #expect(pushed["view"]?["previous_view_id"] == id)
            #expect(workspace.views(of: "U0ALICE00").count == 2)
            let home: JSONValue = ["type": "home", "blocks": [["type": "divider"]]]
            let published = try await workspace.ask(
                "views.publish",
                [("user_id", "U0BOB0000"), ("view", home)]
            )
            #expect(published["view"]?["type"] == "home")
        }
    }
}
