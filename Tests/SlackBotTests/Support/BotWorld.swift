import Interleaving
import RepriseFloor
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackBot

/// A bot, its Slack and everything the bot told, for one run in virtual time.
final class BotWorld: Sendable {
    let slack: ScriptedTransport
    let clock: SessionClock
    let shutdown = Shutdown()
    private let activities = Locked<[BotActivity]>([])
    private let lines = Locked<[String]>([])

    init(_ slack: ScriptedTransport, clock: SessionClock) {
        self.slack = slack
        self.clock = clock
    }

    static let credentials = Credentials(
        bot: SlackToken("xoxb" + "-1-test"),
        app: SlackToken("xapp" + "-1-test")
    )

    /// Everything the bot told.
    var told: [BotActivity] { activities.withLock { $0 } }

    /// What handlers noted, in order.
    var notes: [String] { lines.withLock { $0 } }

    /// Notes something from a handler.
    func note(_ line: String) { lines.withLock { $0.append(line) } }

    /// Lets virtual time pass.
    func wait(_ duration: Duration) async throws {
        try await clock.sleep(for: duration)
    }

    /// Runs the bot until ``shutdown``.
    func run(_ bot: Bot, credentials: Credentials = BotWorld.credentials) async throws -> BotSummary
    {
        try await bot.run(
            over: slack,
            credentials: credentials,
            clock: clock,
            until: shutdown,
            observer: { activity in self.activities.withLock { $0.append(activity) } }
        )
    }

    /// Runs the bot beside a script that plays Slack, then stops the bot.
    func run(
        _ bot: Bot,
        _ script: @escaping @Sendable (ScriptedTransport) async throws -> Void
    ) async throws -> BotSummary {
        async let summary = run(bot)
        try await script(slack)
        shutdown.request()
        return try await summary
    }
}

/// Runs `body` in a simulation of its own.
@discardableResult
func simulate<Result: Sendable>(
    _ slack: ScriptedTransport = ScriptedTransport.working(),
    schedule: Schedule = .firstInFirstOut,
    _ body: @escaping @Sendable (BotWorld) async throws -> Result
) throws -> Result {
    // The tests count virtual time, so none passes but what is slept.
    let simulation = Simulation(schedule: schedule, limits: SimulationLimits(latency: .zero))
    let world = BotWorld(slack, clock: SessionClock(simulation.clock))
    let run = simulation.run { try await body(world) }
    #expect(run.isReproducible)
    return try run.result
}

/// A message event on one line.
func message(_ text: String, channel: String = "C1", user: String = "U1", ts: String) -> String {
    #"{"type":"message","channel":"\#(channel)","user":"\#(user)","text":"\#(text)","ts":"\#(ts)"}"#
}
