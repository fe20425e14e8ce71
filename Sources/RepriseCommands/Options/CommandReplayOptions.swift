import ArgumentParser
import SlackReplay
import SlackTransport
import SlackWire

/// How a replay to a command goes, as options.
struct CommandReplayOptions: ParsableArguments {
    @Option(
        help: "The time between what Slack does: immediate, recorded, or how many times as fast.",
        transform: PaceOption.parse
    )
    var pace = PaceOption.immediate

    @Option(
        help:
            "Which replies must keep the recorded order: any (none), thread, channel, all; by default channel with a seed, any without."
    )
    var order: OrderOption?

    @Option(help: "Let go wrong what this plan says, or what is drawn from a seed: seed:7.")
    var faults: FaultsOption?

    @Option(
        help: "Leave this argument of calls out of the comparison, for example blocks.*.block_id."
    )
    var ignore: [String] = []

    @Flag(
        help:
            "Count every read that changes nothing (auth.test, users.info …), which otherwise may be made more often or less."
    )
    var strictReads = false

    @Option(
        help: "Under a seed, make things up to so many seconds late.",
        transform: NumberArgument.seconds()
    )
    var delay = Self.usualDelay

    @Option(
        help: "End when nothing was left to happen for so many seconds.",
        transform: NumberArgument.seconds()
    )
    var settle = Duration.milliseconds(300)

    @Option(
        help:
            "Give up when the bot owes something and does nothing for so many seconds, 10, or 40 with --faults; a tenth of them once it differed.",
        transform: NumberArgument.seconds()
    )
    var patience: Duration?

    @Option(
        help: "Give up a replay after so many seconds.",
        transform: NumberArgument.seconds()
    )
    var timeout = Duration.seconds(120)

    @Option(
        help: "Kill the command when it has not ended so many seconds after SIGTERM.",
        transform: NumberArgument.seconds()
    )
    var grace = Duration.seconds(5)

    @Flag(
        help:
            "Hand the tokens of the environment on to the command, which needs none; a bot that calls Slack itself then does so for real."
    )
    var keepTokens = false

    private static let usualDelay = Duration.milliseconds(250)

    /// How long it waits for what; a bot may take half a minute at least until its first call.
    ///
    /// Clients notice a connection that broke without a word by their own pings, and Slack's Python SDK
    /// takes some 20 s for it.
    var patienceValues: CommandReplay.Patience {
        let patience = patience ?? .seconds(faults == nil ? 10 : 40)
        return CommandReplay.Patience(
            settle: max(settle, .milliseconds(10)),
            patience: patience,
            start: max(.seconds(30), patience),
            timeout: timeout,
            grace: grace
        )
    }

    /// Which call stands for which, and how fast it goes.
    var replayOptions: ReplayOptions {
        var options = ReplayOptions(pace: pace.pace)
        for path in ignore { options.matcher = options.matcher && .ignoring(path) }
        if strictReads { options.repeatedReads = .strict }
        return options
    }

    /// The timing that a seed stands for.
    var perturbation: Perturbation {
        Perturbation(seed: 0, longestDelay: delay)
    }

    /// Those that change what is found, as words of a command line.
    var words: [String] {
        var words: [String] = []
        if pace != .immediate { words += ["--pace", pace.description] }
        if delay != Self.usualDelay { words += ["--delay", "\(delay.totalSeconds)"] }
        if let faults { words += ["--faults", faults.text] }
        for path in ignore { words += ["--ignore", path] }
        if strictReads { words.append("--strict-reads") }
        if let order { words += ["--order", order.rawValue] }
        if keepTokens { words.append("--keep-tokens") }
        return words
    }
}
