import RepriseHarness
import SlackBot
import SlackTransport

/// Runs a bot until SIGINT or SIGTERM, until `enough` returns, or until it can go on no longer.
///
/// - Parameter enough: Cancelled when the bot ends before; without it the bot runs on.
func runUntilInterrupted(
    _ bot: Bot,
    over transport: any Transport,
    credentials: Credentials,
    clock: SessionClock = SessionClock(ContinuousClock()),
    enough: (@Sendable () async throws -> Void)? = nil,
    observer: @escaping @Sendable (BotActivity) -> Void = BotNotices.note
) async throws -> BotSummary {
    try await SignalShutdown.run { shutdown in
        try await withThrowingTaskGroup(of: BotSummary?.self) { group in
            group.addTask {
                try await bot.run(
                    over: transport,
                    credentials: credentials,
                    clock: clock,
                    until: shutdown,
                    observer: observer
                )
            }
            if let enough {
                group.addTask {
                    try? await enough()
                    shutdown.request()
                    return nil
                }
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }
}

/// What a person at the terminal wants to know of a bot's connection.
enum BotNotices {
    @Sendable static func note(_ activity: BotActivity) {
        switch activity.kind {
        case .connected: Console.note("connected")
        case .reconnecting(let pause, let reason):
            Console.note("connecting again in \(pause.seconds): \(reason)")
        case .slackError(_, _, let message): Console.note("Slack reports: \(message)")
        case .ended(let event, let error?): Console.note("event \(event) failed: \(error)")
        default: break
        }
    }
}
