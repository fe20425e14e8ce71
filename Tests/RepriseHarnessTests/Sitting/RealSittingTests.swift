import RepriseCommands
import RepriseFloor
import RepriseTesting
import Testing

/// The bundled recording of a real sitting, asserted on as a user of Swift Testing would, in parallel.
@Suite struct RealSittingTests {
    @Test(arguments: [
        ("queued", Processing.queued()), ("inline", .inline),
        ("queued, small", .queued(capacity: 1)),
        ("by user", .queued(by: .user)),
    ])
    func `One at a time keeps the order of arrival`(name: String, policy: Processing) throws {
        let replay = try replaySession("rtm-2017", against: DemoBot.make(), processing: policy)
        let grouping: Grouping = name == "by user" ? .user : .everything
        assertReplay(
            replay,
            .replyCount(12),
            .repliesInArrivalOrder(grouping),
            .noOverlap(grouping),
            .everyEventHandled,
            .faithful
        )
    }

    @Test func `Detached tasks overtake each other, and the failure says who whom`() throws {
        let replay = try replaySession("rtm-2017", against: DemoBot.make(), processing: .detached())
        withKnownIssue {
            assertReplay(replay, .repliesInArrivalOrder(.channel))
        } matching: { issue in
            issue.comments.first?.rawValue.hasPrefix(
                "event 55 was replied to before event 53, which had arrived first"
            ) == true
        }
        assertReplay(replay, .replyCount(12), .faithful)
    }

    @Test func `A bot that answers something else is told what was recorded instead`() throws {
        let changed = Bot(.rtm) { event, context in
            guard event.text == "hi bob" else { return }
            try await context.reply("hello bob", to: event)
        }
        let outcome = try replaySession("rtm-2017", against: changed)
        let said = outcome.transcript.replies.map(\.text)
        #expect(said == ["hello bob"], "it was said, recorded or not")
        #expect(!outcome.findings(.replyCount(0)).isEmpty, "and whoever counts replies counts it")
        let findings = outcome.findings(.faithful)
        let divergence = try #require(findings.first?.description)
        #expect(divergence.contains(#"expected "you said: hi bob", got "hello bob""#))
        // What diverged stands for one of the twelve; the eleven others never came.
        #expect(
            findings.filter { $0.sentence.contains("did not do what was recorded") }.count == 11
        )
    }

    @Test func `Messages under other ids than the recorded ones get their own acknowledgements`()
        throws
    {
        // Recorded detached, replayed queued: the third message sent is another one.
        let pairs = Locked<[String: String]>([:])
        let bot = Bot(.rtm, processing: .queued()) { event, context in
            guard let text = event.text, event.type == "message", event.user != "USLACKBOT" else {
                return
            }
            guard event.subtype == nil || event.subtype == "file_share", let channel = event.channel
            else { return }
            try await context.sleep(for: DemoBot.workPerCharacter * text.count)
            guard event.subtype == nil, !text.hasSuffix("?") else { return }
            var message: [JSONMember] = [
                JSONMember("type", "message"), JSONMember("channel", .string(channel)),
                JSONMember("text", .string("you said: \(text)")),
            ]
            if let thread = event.threadTimestamp {
                message.append(JSONMember("thread_ts", .string(thread.description)))
            }
            let acknowledgement = try await context.send(message)
            pairs.withLock { $0["you said: \(text)"] = acknowledgement.text }
        }
        let outcome = try replaySession("rtm-2017", against: bot)
        assertReplay(outcome, .everyEventHandled)
        let pairsSeen = pairs.withLock { $0 }
        #expect(pairsSeen.count == 8)
        for (sent, acknowledged) in pairsSeen {
            #expect(sent.prefix(20) == acknowledged.prefix(20))
        }
    }
}
