import ArgumentParser
import SessionRecording
import SlackReplay
import SlackTransport

/// Which built-in bot is replayed, and how, as options.
struct BuiltInReplayOptions: ParsableArguments {
    @Option(help: "The bot: listener answers nothing, demo answers what people write.")
    var bot: BuiltInBot?

    @Option(help: "How the bot works through events; queued if nothing is said.")
    var policy: PolicyOption?

    @Option(
        help:
            "How the recorded bot was connected: rtm or socket-mode; by default as the fixture says."
    )
    var connection: ConnectionOption?

    @Flag(help: "Also print the schedule's token and the hash of its trace.")
    var trace = false

    /// What was given, the bot itself apart.
    var given: GivenOptions {
        var given = GivenOptions()
        given.add("--policy", policy?.rawValue)
        given.add("--connection", connection?.rawValue)
        given.add("--trace", if: trace)
        return given
    }

    /// What replays to it.
    func runner(
        _ bot: BuiltInBot,
        _ options: ReplayOptions,
        _ limits: ReaderLimits,
        again: @escaping @Sendable (ReplayTask) -> String
    ) -> BuiltInReplayRunner {
        BuiltInReplayRunner(
            bot: bot,
            policy: policy ?? .queued,
            connection: connection,
            showsTrace: trace,
            options: options,
            limits: limits,
            again: again
        )
    }
}
