import SecretRedaction
import SessionRecording
import SlackWire

extension BotScript {
    /// Sessions with everything that a bot may mix up, as they are recorded by default: redacted.
    static let all: [(name: String, script: BotScript)] = [
        ("Socket Mode", BotScript(socketMode, redactedBy: Redactor())),
        ("Socket Mode, not redacted", BotScript(socketMode, redactedBy: nil)),
        ("RTM", BotScript(rtm, redactedBy: Redactor())),
        ("files", BotScript(files, redactedBy: Redactor())),
    ]

    private static func ts(_ number: Int) -> JSONValue {
        let micros = String(100_000 + number)
        return .string("1764288000." + micros)
    }

    private static func secret(_ number: Int) -> String { "aB3dE6gH9jK2mN5p" + "\(number)x7Z" }

    private static func envelope(_ number: Int, _ type: String, _ payload: JSONValue) -> JSONValue {
        [
            "envelope_id": .string("0e5f4d1c-3b2a-4c5d-8e9f-00000000000\(number)"),
            "type": .string(type), "accepts_response_payload": true, "payload": payload,
        ]
    }

    private static func acknowledgement(_ number: Int, _ payload: JSONValue? = nil) -> JSONValue {
        let id: JSONValue = .string("0e5f4d1c-3b2a-4c5d-8e9f-00000000000\(number)")
        guard let payload else { return ["envelope_id": id] }
        return ["envelope_id": id, "payload": payload]
    }

    private static func hook(_ number: Int) -> String {
        "https://hooks.slack.com/actions/T0000001/\(number)00000000001/" + secret(number)
    }

    private static func click(_ number: Int, by user: String) -> JSONValue {
        [
            "type": "block_actions", "user": ["id": .string(user)],
            "trigger_id": .string("1234567890.\(number)876543210." + secret(number)),
            "response_url": .string(hook(number)),
            "channel": ["id": "C0000CLICK"],
            "container": ["message_ts": ts(1), "channel_id": "C0000CLICK"],
            "actions": [["action_id": .string("deploy_button_000\(number)"), "value": "go"]],
        ]
    }

    /// Two people press a button at about the same time and fill in a form each.
    private static var socketMode: ScriptBuilder {
        var script = ScriptBuilder()
        script.connect(
            "apps.connections.open",
            "wss://wss-primary.slack.com/link/?ticket=" + secret(0) + "&app_id=A111",
            token: Tokens.app,
            hello: #"{"type":"hello","num_connections":1}"#
        )
        let command = script.receive(
            envelope(
                1,
                "slash_commands",
                [
                    "command": "/deploy", "text": "release 4711", "channel_id": "C0000CLICK",
                    "user_id": "U0000ALICE", "trigger_id": .string("1234567890.1." + secret(9)),
                    "response_url": .string(hook(9)),
                ]
            )
        )
        script.send(acknowledgement(1, ["text": "working on 4711"]), after: command)
        let posted = script.call(
            "chat.postMessage",
            ["channel": "C0000CLICK", "text": "deploy 4711?"],
            after: command,
            ["ok": true, "channel": "C0000CLICK", "ts": ts(1)]
        )
        let alice = script.receive(envelope(2, "interactive", click(2, by: "U0000ALICE")))
        let bob = script.receive(envelope(3, "interactive", click(3, by: "U00000BOB1")))
        for (number, click, user) in [(2, alice, "U0000ALICE"), (3, bob, "U00000BOB1")] {
            script.send(acknowledgement(number), after: click)
            _ = script.call(
                WebAPICall(
                    .url(hook(number)),
                    body: .json(JSONText(["text": .string("<@\(user)> pressed it")]))
                ),
                after: click,
                WebAPIAnswer(json: ["ok": true])
            )
            let view: JSONValue = .string("V000000000\(number)")
            let opened = script.call(
                "views.open",
                [
                    "trigger_id": .string("1234567890.\(number)876543210." + secret(number)),
                    "view": ["type": "modal", "callback_id": .string("form of \(user)")],
                ],
                after: click,
                ["ok": true, "view": ["id": view, "hash": .string("176428800\(number).0aB1cD2e")]]
            )
            _ = script.call(
                "views.update",
                [
                    "view_id": view, "hash": .string("176428800\(number).0aB1cD2e"),
                    "view": ["type": "modal", "title": .string("for \(user)")],
                ],
                after: opened,
                ["ok": true, "view": ["id": view, "hash": .string("176428810\(number).0aB1cD2e")]]
            )
            let submitted = script.receive(
                envelope(
                    number + 2,
                    "interactive",
                    [
                        "type": "view_submission", "user": ["id": .string(user)],
                        "view": ["id": view, "hash": .string("176428810\(number).0aB1cD2e")],
                    ]
                )
            )
            script.send(
                acknowledgement(
                    number + 2,
                    ["response_action": "errors", "errors": ["when": .string("not \(user)")]]
                ),
                after: submitted
            )
            _ = script.call(
                "chat.update",
                ["channel": "C0000CLICK", "ts": ts(1), "text": .string("done for \(user)")],
                after: submitted.union(posted),
                ["ok": true, "channel": "C0000CLICK", "ts": ts(1)]
            )
        }
        return script
    }

    /// A bot in two workspaces that answers in threads, over the socket and by the Web API.
    private static var rtm: ScriptBuilder {
        var script = ScriptBuilder()
        script.connect(
            "rtm.connect",
            "wss://wss-primary.slack.com/websocket/" + secret(1),
            token: Tokens.first,
            hello: #"{"type":"hello"}"#
        )
        for number in 2...5 {
            let channel: JSONValue = number % 2 == 0 ? "C00000EVEN" : "C000000ODD"
            let token = number % 2 == 0 ? Tokens.first : Tokens.second
            let question = script.receive([
                "type": "message", "channel": channel, "user": .string("U000USER\(number)"),
                "text": .string("what about ticket \(number)17"), "ts": ts(number),
            ])
            script.send(
                [
                    "id": .number("\(number)"), "type": "message", "channel": channel,
                    "text": .string("looking into \(number)17"),
                ],
                after: question
            )
            _ = script.receive([
                "ok": true, "reply_to": .number("\(number)"), "ts": ts(20 + number),
                "text": "looking into it",
            ])
            let posted = script.call(
                "chat.postMessage",
                ["channel": channel, "thread_ts": ts(number), "text": "on its way"],
                token: token,
                after: question,
                ["ok": true, "channel": channel, "ts": ts(40 + number)]
            )
            _ = script.call(
                "chat.update",
                ["channel": channel, "ts": ts(40 + number), "text": "nearly there"],
                token: token,
                after: posted,
                ["ok": true, "channel": channel, "ts": ts(40 + number), "text": "nearly there"]
            )
            let changed = script.receive([
                "type": "message", "subtype": "message_changed", "channel": channel,
                "message": ["ts": ts(40 + number), "text": "nearly there"],
                "ts": ts(60 + number),
            ])
            _ = script.call(
                "reactions.add",
                ["channel": channel, "timestamp": ts(number), "name": "white_check_mark"],
                token: token,
                after: changed
            )
        }
        return script
    }

    /// Two people ask for a file each.
    private static var files: ScriptBuilder {
        var script = ScriptBuilder()
        script.connect(
            "rtm.connect",
            "wss://wss-primary.slack.com/websocket/" + secret(1),
            token: Tokens.first,
            hello: #"{"type":"hello"}"#
        )
        let secrets: JSONValue = [
            "client_id": "1.2", "client_secret": .string(secret(8)), "code": "first-time",
        ]
        let exchanged = script.call("oauth.v2.access", secrets)
        for number in 1...2 {
            let question = script.receive([
                "type": "message", "channel": "C0000FILES", "user": .string("U000USER\(number)"),
                "text": "the numbers, please", "ts": ts(number),
            ])
            let url = "https://files.slack.com/upload/v1/" + secret(number)
            let file: JSONValue = .string("F0000000AB\(number)")
            let asked = script.call(
                "files.getUploadURLExternal",
                ["filename": .string("numbers-\(number).csv"), "length": "9"],
                after: question.union(exchanged),
                ["ok": true, "upload_url": .string(url), "file_id": file]
            )
            let sent = script.call(
                WebAPICall(.url(url), body: .bytes(Array("1,2,3,4,\(number)".utf8))),
                after: asked,
                WebAPIAnswer(status: 200, body: Array("OK - 9".utf8))
            )
            _ = script.call(
                "files.completeUploadExternal",
                [
                    "files": [["id": file, "title": "numbers"]], "channel_id": "C0000FILES",
                    "thread_ts": ts(number),
                ],
                after: sent,
                ["ok": true, "files": [["id": file]]]
            )
        }
        return script
    }
}
