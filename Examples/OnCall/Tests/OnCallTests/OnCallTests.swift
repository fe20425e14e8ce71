import OnCall
import RepriseTesting
import Testing

@Suite struct `The on-call bot` {
    /// The bot that was recorded.
    private static let bot = onCall(rota: ["shop": "U024BE7LI", "search": "U024BE7LI"])

    @Test func `takes an incident from the form to the file`() throws {
        let replay = try replaySession("incident", against: Self.bot)
        assertReplay(
            replay,
            .faithful,
            .everyEventHandled,
            .requiredArguments,
            .modals(["page"]),
            .acknowledged("view_submission", with: ["response_action": "errors"], count: 1),
            .called("chat.postMessage", with: ["text": "<@U024BE7LI> you are on call for shop"]),
            .reactions(["eyes", "white_check_mark"], in: "C024BE91L"),
            .files(["timeline.txt", "timeline.txt"])
        )
    }

    @Test func `does so in whatever order tasks run and answers come`() throws {
        try explore(
            "incident",
            against: Self.bot,
            under: Exploration(schedules: 200),
            .faithful,
            .everyEventHandled
        )
    }

    @Test func `would page the wrong one if the rota were wrong`() throws {
        let wrong = onCall(rota: ["shop": "U024BE7LH", "search": "U024BE7LI"])
        let replay = try replaySession("incident", against: wrong)
        #expect(!replay.findings(.faithful).isEmpty, "somebody else is called")
    }
}
