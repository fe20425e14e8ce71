import SlackBot
import SlackWire
import Testing

/// That values are read from the right fields.
@Suite struct `What payloads say` {
    private static func event(_ payload: JSONValue) -> SlackEvent {
        SlackEvent(json: JSONText(payload))
    }

    private static let kinds: [(JSONValue, IncomingKind)] = [
        (Payloads.click, IncomingKind.action), (Payloads.submission, .submission),
        (Payloads.closing, .closing), (Payloads.shortcut, .shortcut),
        (Payloads.messageShortcut, .shortcut), (Payloads.options, .options),
        (["command": "/x", "text": ""], .command("/x")),
        (["type": "message", "text": "/x"], .message),
        (["type": "app_mention"], .event("app_mention")),
        (["type": "dialog_submission"], .interaction("dialog_submission")), ([:], .event("")),
    ]

    @Test(arguments: kinds)
    func `each is known for what it is`(payload: JSONValue, kind: IncomingKind) {
        #expect(Self.event(payload).incomingKind == kind)
    }

    @Test func `a click says which element, what was chosen, where and by whom`() {
        let actions = BlockAction.all(in: Interaction(Self.event(Payloads.click)))
        #expect(actions.map(\.actionID) == ["size", "approve"])
        #expect(actions.map(\.value) == ["large", "42"])
        #expect(actions.map(\.blockID) == ["b1", "b2"])
        let button = actions[1]
        #expect(button.type == "button")
        #expect(button.user == "U1")
        #expect(button.userName == "ann")
        #expect(button.team == "T1")
        #expect(button.channel == "C1")
        #expect(button.messageTimestamp?.text == "5.0")
        #expect(button.threadTimestamp?.text == "4.0")
        #expect(button.triggerID == "111.222.xxx")
        #expect(button.responseURL == "https://hooks.slack.com/actions/x")
        #expect(button.view == nil)
    }

    @Test func `a view says what was filled in, whatever the element`() {
        let view = SlackView(json: Payloads.submission["view"] ?? .null)
        #expect(view.id == "V1")
        #expect(view.hash == "156772938.1")
        #expect(view.callbackID == "deploy_form")
        #expect(view.externalID == "e1")
        #expect(view.privateMetadata == "m")
        #expect(view.rootID == "V0")
        #expect(view.previousID == "V0")
        #expect(view.input("service")?.text == "shop", "of the first block that has it")
        #expect(view.input("service", in: "b3")?.text == "other")
        #expect(view.input("service", in: "b2") == nil)
        #expect(view.input("nothing") == nil)
        #expect(view.input("empty")?.text == nil)
        #expect(view.input("empty")?.all == [])
        #expect(view.input("when")?.text == "1628633820")
        #expect(view.input("day")?.text == "2026-11-29")
        #expect(view.input("channel")?.all == ["C9"])
        #expect(view.input("who")?.all == ["U1", "U2"])
        #expect(view.input("tags")?.all == ["a", "b"])
        #expect(view.input("log")?.all == ["F1"])
    }

    @Test func `a submission and a shortcut say by what they are answered`() {
        let submission = Interaction(Self.event(Payloads.submission))
        #expect(submission.responseURL == "https://hooks.slack.com/app/x")
        #expect(submission.callbackID == "deploy_form")
        let shortcut = Interaction(Self.event(Payloads.messageShortcut))
        #expect(shortcut.messageTimestamp?.text == "7.0")
        #expect(shortcut.callbackID == "page")
        #expect(shortcut.channel == "C1")
    }

    @Test func `what is no object says nothing, and fails nothing`() {
        for text in ["[]", "3", #""x""#, "{"] {
            let event = SlackEvent(json: JSONText(uncheckedBytes: Array(text.utf8)))
            let interaction = Interaction(event)
            #expect(interaction.json == [:])
            #expect(interaction.user == nil)
            #expect(BlockAction.all(in: interaction).isEmpty)
        }
    }

    @Test func `odd payloads match no listener and crash nothing`() throws {
        let odd: [JSONValue] = [
            ["type": "block_actions"], ["type": "block_actions", "actions": "x"],
            ["type": "block_actions", "actions": [3, .null]], ["type": "view_submission"],
            ["type": "view_submission", "view": ["state": ["values": ["b": 3]]]],
            ["type": "block_suggestion", "value": 3], ["type": "shortcut", "callback_id": 3],
        ]
        let frames = odd.enumerated().map { Envelopes.interaction("o\($0.offset)", $0.element) }
        let run = try `Listening to what comes`.run(frames) { world in
            [
                .action("a") { _, _ in world.note("action") },
                .view("v") { _, _ in world.note("view") },
                .options("o") { _, _ in world.note("options") },
                .shortcut("s") { _, _ in world.note("shortcut") },
            ]
        }
        #expect(run.notes == [])
        #expect(run.errors.count == odd.count)
    }
}
