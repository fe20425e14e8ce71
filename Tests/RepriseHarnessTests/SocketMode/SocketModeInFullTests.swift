import RepriseFloor
import RepriseTesting
import SlackWorkspace
import Testing

/// Socket Mode from end to end: recorded against the workspace, and replayed.
@Suite struct SocketModeInFullTests {
    /// Answers each kind of delivery in the way that kind allows.
    private static let versatile: Bot = {
        var bot = Bot(.socketMode, processing: .queued()) { event, context in
            switch context.envelope?.type {
            case .event where event.type == "message":
                try await context.reply("heard \(event.text ?? "")", to: event)
            case .slashCommand:
                try await context.acknowledge(payload: ["text": "at your service"])
            case .interactive where event.type == "view_submission":
                try await context.acknowledge(payload: ["response_action": "clear"])
            case .interactive where event.type == "block_suggestion":
                let text: JSONValue = ["type": "plain_text", "text": "A"]
                try await context.acknowledge(
                    payload: ["options": [["text": text, "value": "1"]]]
                )
            case .interactive:
                try await context.call("chat.postMessage", ["channel": "C1", "text": "clicked"])
            default: break
            }
        }
        bot.configuration.envelopeAcknowledgement = .onReceiptUnlessItAcceptsAPayload
        return bot
    }()

    @Test func `Envelopes of every type are answered in their way, and replay so`() throws {
        let (session, workspace) = try SocketModeSittings.record([Self.versatile]) {
            workspace,
            clock in
            try await clock.sleep(for: .seconds(1))
            try workspace.post("one", by: "U1", in: "C1")
            try workspace.slashCommand("/help", by: "U1", in: "C1")
            for type in ["shortcut", "view_submission", "block_suggestion", "view_closed"] {
                try await clock.sleep(for: .seconds(1))
                try workspace.interact([JSONMember("type", .string(type))], by: "U1", in: "C1")
            }
        }
        let payloads = workspace.acknowledgements.compactMap { try? $0.payload?.value() }
        #expect(payloads.compactMap { $0["text"]?.string } == ["at your service"])
        #expect(payloads.compactMap { $0["response_action"]?.string } == ["clear"])
        #expect(payloads.count { $0["options"] != nil } == 1)
        #expect(workspace.acknowledgements.count { $0.payload == nil } >= 3)
        #expect(workspace.ephemeralMessages(to: "U1").count == 1)

        for processing in [Processing.queued(), .inline, .detached()] {
            let outcome = try Replay(session).run(Self.versatile, processing: processing)
            assertReplay(outcome, .faithful, .everyEventHandled)
        }
    }

    /// A message a second for twenty seconds, while Slack asks the bot to come over to another socket.
    private static func talk(
        _ reason: String
    ) -> @Sendable (SlackWorkspace, SessionClock) async throws -> Void {
        { workspace, clock in
            for number in 1...20 {
                try await clock.sleep(for: .seconds(1))
                try workspace.post("\(number)", by: "U1", in: "C1")
                if number == 5 { workspace.disconnect(reason: reason) }
            }
        }
    }

    @Test(arguments: ["warning", "refresh_requested", "too_many_websockets"])
    func `A hand-over while events flow loses none and doubles none, live and replayed`(
        reason: String
    ) throws {
        let bot = Self.versatile
        let (session, workspace) = try SocketModeSittings.record([bot], Self.talk(reason))
        let posted = workspace.messages(in: "C1").compactMap { $0["text"]?.string }
        let replies = posted.filter { $0.hasPrefix("heard ") }
        #expect(Set(replies) == Set((1...20).map { "heard \($0)" }))
        #expect(replies.count == 20)
        let sockets = session.entries.count { entry in
            if case .open = entry.kind { true } else { false }
        }
        #expect(sockets >= 2)
        assertReplay(try Replay(session).run(bot), .faithful, .everyEventHandled)
        for seed: UInt64 in 1...10 {
            let options = ReplayOptions(perturbation: Perturbation(seed: seed))
            assertReplay(try Replay(session, options: options).run(bot), .faithful)
        }
    }

    @Test func `Two bots of one app share the events, each of which is answered once`() throws {
        let handled = Locked<[[String]]>([[], []])
        let bots = (0...1).map { number in
            Bot(.socketMode) { event, _ in
                guard event.type == "message", let text = event.text else { return }
                handled.withLock { $0[number].append(text) }
            }
        }
        _ = try SocketModeSittings.record(bots, Self.talk("warning"))
        let shares = handled.withLock { $0 }
        #expect(shares.allSatisfy { $0.count >= 5 }, "\(shares)")
        #expect(shares.joined().count == 20)
        #expect(Set(shares.joined()) == Set((1...20).map(String.init)))
    }
}
