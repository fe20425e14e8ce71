import RepriseTesting
import SlackWorkspace
import Testing

/// The engine under each fault: every reply is there, none is doubled, and the recording is gone through to
/// its end.
@Suite struct SurvivingFaultsTests {
    private static let everywhere = ["drop", "close 1001", "duplicate"]

    private static func survives(_ plan: FaultPlan, _ connection: Bot.Connection) throws {
        let session = try FaultSittings.record(connection)
        var replay = Replay(session)
        replay.faults = try plan.resolved(against: session)
        let outcome = try replay.run(FaultSittings.bot(connection))
        let replies = outcome.repliesThatReachedSlack
        #expect(replies == FaultSittings.replies, "\(plan)\(outcome.transcript)")
        let findings = outcome.findings(.faithful, .everyEventHandled)
        #expect(findings.isEmpty, "\(plan)\(findings)\n\(outcome.transcript)")
        #expect(outcome.faults.missed.isEmpty, "\(outcome.faults)")
    }

    /// Frame 1 is hello, frames 2 to … are events and acknowledgements.
    @Test(arguments: 1...6, everywhere + ["goodbye"])
    func `RTM goes on after a fault behind any frame`(frame: Int, fault: String) throws {
        try Self.survives(FaultPlan(parsing: "frame \(frame): \(fault)"), .rtm)
    }

    @Test(
        arguments: 1...4,
        everywhere + [
            "disconnect warning", "disconnect refresh_requested", "disconnect too_many_websockets",
        ]
    )
    func `Socket Mode goes on after a fault behind any frame`(frame: Int, fault: String) throws {
        try Self.survives(FaultPlan(parsing: "frame \(frame): \(fault)"), .socketMode)
    }

    @Test(arguments: 1...3)
    func `An envelope that comes again is handled once`(number: Int) throws {
        try Self.survives([.socket(after: .envelope(number), .redeliver())], .socketMode)
    }

    @Test(
        arguments: [
            "call users.info 2: 429 retry-after 3", "call users.info 2: status 503",
            "call users.info 2: slow 40 s", "call users.info 2: no answer 30 s",
            "call users.info every: slow 3 s",
        ],
        [Bot.Connection.rtm, .socketMode]
    )
    func `A call that goes wrong is made again`(plan: String, connection: Bot.Connection) throws {
        try Self.survives(FaultPlan(parsing: plan), connection)
    }

    @Test(arguments: ["429 retry-after 3", "status 502", "slow 40 s", "no answer 5 s"])
    func `A call to connect that goes wrong is made again`(fault: String) throws {
        try Self.survives(FaultPlan(parsing: "call rtm.connect: \(fault)"), .rtm)
        try Self.survives(FaultPlan(parsing: "call apps.connections.open: \(fault)"), .socketMode)
    }

    @Test func `Several faults in one session are survived, too`() throws {
        let plan = try FaultPlan(
            parsing: """
                event message 1: drop
                call apps.connections.open 2: status 503
                event message 2: disconnect warning
                call chat.postMessage 2: 429 retry-after 2
                event message 3: redeliver
                """
        )
        try Self.survives(plan, .socketMode)
    }

    @Test(arguments: 1...60)
    func `A plan drawn from a seed is survived`(seed: UInt64) throws {
        for connection in [Bot.Connection.rtm, .socketMode] {
            let session = try FaultSittings.record(connection)
            try Self.survives(FaultPlan(seeded: seed, for: session, count: 2), connection)
        }
    }

    /// The connection goes while Slack has asked the bot to leave it, or any time before or after.
    @Test(
        arguments: 1...5,
        ["drop", "close 1001", "duplicate", "disconnect warning", "redeliver"]
    )
    func `A recorded refresh of the socket is survived, too`(frame: Int, fault: String) throws {
        for reason in ["warning", "refresh_requested"] {
            let session = try Sittings.record(
                FaultSittings.bot(.socketMode),
                processing: nil,
                script: FaultSittings.script,
                faults: FaultPlan(parsing: "event message 2: disconnect \(reason)")
            )
            for socket in 1...2 where frame < (socket == 1 ? 5 : 3) {
                var replay = Replay(session)
                replay.faults = try FaultPlan(
                    parsing: "frame \(frame) of socket \(socket): \(fault)"
                )
                let outcome = try replay.run(FaultSittings.bot(.socketMode))
                let place = "\(reason), \(replay.faults)"
                #expect(
                    outcome.repliesThatReachedSlack == FaultSittings.replies,
                    "\(place)\(outcome.transcript)"
                )
                let findings = outcome.findings(.faithful, .everyEventHandled)
                #expect(findings.isEmpty, "\(place)\(findings)\n\(outcome.transcript)")
            }
        }
    }

    private static let deployer = Bot(.socketMode, processing: .queued()) { event, context in
        if let command = event.command {
            try await context.call(
                "chat.postMessage",
                ["channel": .string(event.channel ?? ""), "text": .string("\(command) it is")]
            )
        } else if event.type == "message", let text = event.text {
            try await context.reply("you said \(text)", to: event)
        }
    }

    /// A command comes once, so that it cannot be acknowledged when its connection is gone.
    @Test(arguments: 1...5, ["drop", "close 1001", "disconnect refresh_requested"])
    func `A command whose connection is lost is nobody's fault`(frame: Int, fault: String) throws {
        let session = try Sittings.record(
            Self.deployer,
            processing: nil,
            script: FaultSittings.script,
            acting: { workspace, clock in
                try await clock.sleep(for: .seconds(4))
                try workspace.slashCommand("/deploy", by: "U0ALICE01", in: "C0GENERAL")
            }
        )
        var replay = Replay(session)
        replay.faults = try FaultPlan(parsing: "frame \(frame): \(fault)")
        let outcome = try replay.run(Self.deployer)
        #expect(
            outcome.repliesThatReachedSlack == [
                "you said one", "you said two", "/deploy it is", "you said three",
            ],
            "\(outcome.transcript)"
        )
        let findings = outcome.findings(.faithful)
        #expect(findings.isEmpty, "\(replay.faults)\(findings)\n\(outcome.transcript)")
        #expect(outcome.faults.missed.isEmpty, "\(outcome.faults)")
    }

    @Test func `Faults and another timing go together`() throws {
        let session = try FaultSittings.record(.socketMode)
        for seed: UInt64 in 1...20 {
            var replay = Replay(
                session,
                options: ReplayOptions(perturbation: Perturbation(seed: seed))
            )
            replay.faults = [.socket(after: .event("message", 2), .drop)]
            let outcome = try replay.run(FaultSittings.bot(.socketMode))
            #expect(outcome.repliesThatReachedSlack == FaultSittings.replies)
            #expect(outcome.findings(.faithful).isEmpty)
        }
    }
}

extension ReplayOutcome {
    /// The texts of messages that came through to the recording, however they were sent.
    fileprivate var repliesThatReachedSlack: [String] {
        report.actions.compactMap { action in
            switch action.action {
            case .call(let call) where call.methodName == "chat.postMessage":
                call.arguments["text"]?.string
            case .send(_, let message): (try? JSONValue(parsing: message.bytes))?["text"]?.string
            default: nil
            }
        }
    }
}
