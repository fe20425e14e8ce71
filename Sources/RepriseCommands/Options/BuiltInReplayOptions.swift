import ArgumentParser
import SlackReplay
import SlackTransport

/// Which built-in bot is replayed, and how, as options.
struct BuiltInReplayOptions: ParsableArguments {
    @Option(help: "The bot: listener answers nothing, demo answers what people write.")
    var bot = BuiltInBot.demo

    @Option(help: "How the bot works through events.")
    var policy = PolicyOption.queued

    @Option(
        help:
            "How the recorded bot was connected: rtm or socket-mode; by default as the fixture says."
    )
    var connection: ConnectionOption?

    @Flag(help: "Also print the schedule's token and the hash of its trace.")
    var trace = false

    /// What replays to it.
    func runner(_ options: ReplayOptions) -> BuiltInReplayRunner {
        BuiltInReplayRunner(
            bot: bot,
            policy: policy,
            connection: connection,
            showsTrace: trace,
            options: options
        )
    }
}
