import ArgumentParser
import SlackReplay
import SlackTransport

/// How a replay to a command goes, as options.
struct CommandReplayOptions: ParsableArguments {
    @Option(
        help: "The time between what Slack does: immediate, recorded, or how many times as fast."
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

    @Option(help: "Under a seed, make things up to so many seconds late.")
    var delay = 0.25

    @Option(help: "End when nothing was left to happen for so many seconds.")
    var settle = 0.3

    @Option(
        help:
            "Give up when the bot owes something and does nothing for so many seconds, 10, or 40 with --faults; a tenth of them once it differed."
    )
    var patience: Double?

    @Option(help: "Give up a replay after so many seconds.")
    var timeout = 120.0

    @Option(help: "Kill the command when it has not ended so many seconds after SIGTERM.")
    var grace = 5.0

    func validate() throws {
        for (name, value) in [
            ("delay", delay), ("settle", settle), ("patience", patience ?? 0),
            ("timeout", timeout), ("grace", grace),
        ] where !(value >= 0 && value < 1_000_000) {
            throw ValidationError("--\(name) must be a number of seconds, 0 or more")
        }
    }

    /// How long it waits for what; a bot may take half a minute at least until its first call.
    ///
    /// Clients notice a connection that broke without a word by their own pings, and Slack's Python SDK
    /// takes some 20 s for it.
    var patienceValues: CommandReplay.Patience {
        let patience = patience ?? (faults == nil ? 10 : 40)
        return CommandReplay.Patience(
            settle: .seconds(max(settle, 0.01)),
            patience: .seconds(patience),
            start: .seconds(max(30, patience)),
            timeout: .seconds(timeout),
            grace: .seconds(grace)
        )
    }

    /// Which call stands for which, and how fast it goes.
    var replayOptions: ReplayOptions {
        var options = ReplayOptions(pace: pace.pace)
        for path in ignore { options.matcher = options.matcher && .ignoring(path) }
        return options
    }

    /// The timing that a seed stands for.
    var perturbation: Perturbation {
        Perturbation(seed: 0, longestDelay: .seconds(delay))
    }

    /// Those that change what is found, as words of a command line.
    var words: [String] {
        var words: [String] = []
        if pace != .immediate { words += ["--pace", pace.defaultValueDescription] }
        if delay != 0.25 { words += ["--delay", "\(delay)"] }
        if let faults { words += ["--faults", faults.text] }
        for path in ignore { words += ["--ignore", path] }
        if let order { words += ["--order", order.rawValue] }
        return words
    }
}
