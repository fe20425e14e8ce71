import InMemoryLogging
import Logging
import SlackBot
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackBotLogging

@Suite struct `A bot's log` {
    private static func entries(
        at level: Logger.Level,
        levels: BotLogger.Levels = .init()
    ) throws -> [InMemoryLogHandler.Entry] {
        var handler = InMemoryLogHandler()
        handler.logLevel = level
        let store = handler
        let log = BotLogger(Logger(label: "test", factory: { _ in store }), levels: levels)
        try World.run(World.bot(), observer: log.observe) { slack, clock in
            let socket = try await slack.socket(1)
            socket.say(#"{"type":"hello"}"#)
            socket.say(World.message("1", "chat.postMessage"))
            socket.say(World.message("2", "chat.delete"))
            socket.say(World.message("3", "fail.me"))
            socket.say(World.message("4", "fail"))
            try await clock.sleep(for: .seconds(1))
        }
        return store.entries
    }

    @Test func `nothing is logged at info or above`() throws {
        #expect(try Self.entries(at: .info).isEmpty)
        let all = try Self.entries(at: .trace)
        #expect(!all.isEmpty)
        #expect(all.allSatisfy { $0.level < .info })
    }

    @Test func `what went wrong and the bot's life are for debugging`() throws {
        let lines = try Self.entries(at: .debug).map { "\($0.message)" }
        #expect(
            lines == [
                "connecting", "bot identified", "connected", "call refused", "call failed",
                "handler failed", "stopping", "disconnected", "stopped",
            ]
        )
    }

    @Test func `everything else is a trace, by number, without a word of what was said`() throws {
        let entries = try Self.entries(at: .trace)
        let call = try #require(entries.first { "\($0.message)" == "call refused" })
        #expect(call.metadata["error"] == "message_not_found")
        #expect(call.metadata["event"] == "2")
        let failure = try #require(entries.first { "\($0.message)" == "handler failed" })
        #expect(failure.metadata["error"] == "the handler did not feel like it")
        let received = entries.filter { "\($0.message)" == "event received" }
        #expect(received.count == 4)
        #expect(received.first?.metadata["type"] == "message")
        #expect(received.first?.metadata["channel"] == "C1")
        let text = entries.map { "\($0.message) \($0.metadata)" }.joined(separator: "\n")
        #expect(!text.contains("xoxb") && !text.contains("xapp"))
        #expect(!text.contains("slack.test"))
    }

    @Test func `an application decides otherwise`() throws {
        var levels = BotLogger.Levels()
        levels.problems = .error
        levels.life = .notice
        let entries = try Self.entries(at: .info, levels: levels)
        #expect(entries.filter { $0.level == .error }.count == 3)
        #expect(entries.filter { $0.level == .notice }.count == 6)
    }
}
