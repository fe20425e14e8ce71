import SessionRecording
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// What a bot does in a conversation comes after the first thing that it may have waited for there.
@Suite struct ConversationTests {
    private static func command(_ number: Int) -> SocketMessage {
        SocketMessage(
            json: [
                "envelope_id": .string("e\(number)"), "type": "slash_commands",
                "payload": ["command": "/x", "channel_id": "C1", "user_id": .string("U\(number)")],
            ]
        )
    }

    @Test func `A slash command begins it, and the bot need not wait for the echo of its answer`()
        throws
    {
        var builder = SessionBuilder.rtm()
        builder.at(40, .receive(socket: 1, Self.command(1)))
        builder.at(50, .call(id: 2, .post("to the first")))
        builder.at(60, .answer(call: 2, .posted("1.1")))
        builder.at(70, .receive(socket: 1, .event("to the first", ts: "1.1")))
        builder.at(80, .receive(socket: 1, Self.command(2)))
        builder.at(90, .call(id: 3, .post("to the second")))
        builder.at(100, .answer(call: 3, .posted("2.1")))
        let perturbation = Perturbation(seed: 1, frameOrder: .free)
        let options = ReplayOptions(perturbation: perturbation)
        var early = try CursorDriver(builder.session, options: options)
        _ = try early.connect()
        #expect(throws: TransportFailure.self) { try early.call(.post("to the second")) }
        #expect(early.cursor.divergences.first?.nearest?.prematureBefore == 5)

        // Slack may be late with the echo.
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        #expect(try driver.take(on: socket) == Self.command(1).text)
        try driver.call(.post("to the second"))
        #expect(driver.cursor.divergences == [])
    }

    @Test func `A bot that speaks unasked need not wait for the echo of what it said before`()
        throws
    {
        var builder = SessionBuilder.rtm()
        builder.at(40, .call(id: 2, .post("one")))
        builder.at(50, .answer(call: 2, .posted("1.1")))
        builder.at(60, .receive(socket: 1, .event("one", ts: "1.1")))
        builder.at(70, .call(id: 3, .post("two")))
        builder.at(80, .answer(call: 3, .posted("2.1")))
        var driver = try CursorDriver(builder.session)
        _ = try driver.connect()
        try driver.call(.post("two"))
        try driver.call(.post("one"))
        #expect(driver.cursor.divergences == [])
    }
}
