import RepriseTesting
import SlackWorkspace
import Testing

/// What a test can ask of calls, acknowledgements, threads, modals, updates, reactions and files: what is so holds, and
/// each thing that is not so is told.
@Suite struct DeskPropertiesTests {
    private let outcome: ReplayOutcome

    init() throws {
        outcome = try Replay(try Desk.record()).run(Desk.bot)
    }

    @Test func `What the bot does holds`() {
        assertReplay(
            outcome,
            .faithful,
            .requiredArguments,
            .called("views.open", with: ["view": ["callback_id": "ticket"]], count: 1),
            .called("chat.postMessage"),
            .called("chat.delete", count: 0),
            .acknowledged("/ticket", with: ["text": "one moment"], count: 1),
            .acknowledged("view_submission", with: ["response_action": "clear"]),
            .acknowledged("message"),
            .modals(["ticket"]),
            .updates(["looked"], in: "C1"),
            .ephemerals(["thank you"], in: "C1", to: "U1"),
            .reactions(["eyes"], in: "C1"),
            .files(["report.csv"]),
            .uploaded("report.csv", contents: Desk.report)
        )
    }

    @Test(arguments: [
        ReplayProperty.called("views.open", with: ["view": ["callback_id": "order"]]),
        .called("views.open", count: 2),
        .called("views.open", count: 0),
        .called("views.publish"),
        .called("chat.postMessage", with: ["text": "looking", "channel": "C2"]),
        .acknowledged("/ticket", with: ["text": "two moments"]),
        .acknowledged("/ticket", with: ["response_type": "in_channel"]),
        .acknowledged("/tickets"),
        .acknowledged("view_submission", count: 2),
        .modals(["order"]), .modals([]), .modals(["ticket", "ticket"]),
        .updates(["looking"]), .updates([]), .updates(["looked"], in: "C2"),
        .ephemerals([]), .ephemerals(["thank you"], to: "U2"),
        .reactions(["thumbsup"]), .reactions([]),
        .files([]), .files(["report.pdf"]),
        .uploaded("report.csv", contents: Array("name,open\ndesk,2\n".utf8)),
        .uploaded("report.pdf", contents: Desk.report),
        .replies(["looking"], in: "C1", thread: "1.1"), .replyCount(0),
    ])
    func `What it does not do is told`(property: ReplayProperty) {
        #expect(outcome.findings(property).count == 1, "\(property.name)")
    }

    @Test func `A call without an argument that is required is told`() throws {
        let bot = Bot(.socketMode) { event, context in
            guard event.type == "message" else { return }
            _ = try? await context.call("reactions.add", ["name": "eyes", "channel": "C1"])
        }
        let session = try SocketModeSittings.record([bot]) { workspace, clock in
            try await clock.sleep(for: .seconds(1))
            try workspace.post("it is broken", by: "U1", in: "C1")
        }.session
        let outcome = try Replay(session).run(bot)
        let findings = outcome.findings(.requiredArguments)
        #expect(findings.count == 1)
        #expect(findings.first?.sentence == "reactions.add is called without timestamp")
        #expect(outcome.findings(.requiredArguments(except: ["reactions.add"])).isEmpty)
    }

    @Test func `The nearest call is shown with the leaf that differs`() throws {
        let finding = try #require(
            outcome.findings(
                .called("views.open", with: ["view": ["title": ["text": "A bill"]]])
            ).first?.description
        )
        #expect(finding.contains("the nearest differs"))
        #expect(finding.contains(#"view.title.text: "A bill""#))
        #expect(finding.contains(#"view.title.text: "A ticket""#))
    }

    @Test func `A reply that leaves its thread is told, one that stays is not`() throws {
        let script = """
            {"at": 0.1, "frame": {"type":"message","channel":"C0GENERAL","user":"U0ALICE01","text":"in here","ts":"1500000000.000002","thread_ts":"1500000000.000001"}}
            """
        let staying = Bot(.rtm) { event, context in
            guard event.type == "message" else { return }
            try await context.reply("yes", to: event)
        }
        let leaving = Bot(.rtm) { event, context in
            guard event.type == "message" else { return }
            try await context.reply("yes", to: event, in: .channel)
        }
        let stayed = try Replay(try Sittings.record(staying, script: script)).run(staying)
        assertReplay(stayed, .repliesStayInThread, .faithful)
        let left = try Replay(try Sittings.record(leaving, script: script)).run(leaving)
        #expect(
            left.findings(.repliesStayInThread).map(\.sentence) == [
                "the reply to event 1 left its thread"
            ]
        )
        let nothing = outcome.findings(.repliesStayInThread)
        #expect(
            nothing.first?.sentence.contains("cannot be told") == true,
            "nobody wrote in a thread"
        )
    }
}
