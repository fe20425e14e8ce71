import ArgumentParser
import SlackReplay
import SlackTransport
import SlackWire

/// How a replay to a command goes, as options.
struct CommandReplayOptions: ParsableArguments {
    @Option(
        help:
            "The time between what Slack does: immediate, as if nothing is said; recorded; or how many times as fast.",
        transform: PaceOption.parse
    )
    var pace: PaceOption?

    @Option(
        help:
            "Let messages come before those before them are answered, and say which replies must keep the recorded order even then: any (none), thread, channel, all."
    )
    var order: OrderOption?

    @Option(help: "Let go wrong what this plan says, or what is drawn from a seed: seed:7.")
    var faults: FaultsOption?

    @Option(
        help:
            "Leave this argument of calls out of the comparison, for example blocks.*.block_id, or content for the bytes of an upload; may be repeated."
    )
    var ignore: [String] = []

    @Flag(
        help:
            "Count every read that changes nothing (auth.test, users.info …), which otherwise may be made more often or less."
    )
    var strictReads = false

    @Option(
        help: "Under a seed, make things up to so many seconds late, 0.25 if nothing is said.",
        transform: NumberArgument.seconds()
    )
    var delay: Duration?

    @Option(
        help:
            "End when nothing was left to happen for so many seconds; if nothing is said, for as long as the recorded bot was quiet at its end, from 0.3 to 2.",
        transform: NumberArgument.seconds()
    )
    var settle: Duration?

    @Option(
        help:
            "Give up when the bot owes something and does nothing for so many seconds more than the recorded bot did, 10 if nothing is said, or 40 with --faults; a tenth of them once it differed.",
        transform: NumberArgument.seconds()
    )
    var patience: Duration?

    @Option(
        help:
            "Give up a replay after so many seconds; if nothing is said, 120 more than the recording is long.",
        transform: NumberArgument.seconds()
    )
    var timeout: Duration?

    @Option(
        help:
            "Kill the command when it has not ended so many seconds after it was asked to, 5 if nothing is said.",
        transform: NumberArgument.seconds()
    )
    var grace: Duration?

    @Flag(
        help:
            "Pass a bot that is not seen to read its sockets: for WebSocket libraries that answer no pings."
    )
    var allowUnread = false

    @Flag(
        help:
            "Hand the tokens of the environment on to the command, which needs none; a bot that calls Slack itself then does so for real."
    )
    var keepTokens = false

    @Flag(
        help:
            "Leave the command its way to the network, for a bot that needs other services than Slack; else it gets a proxy that leads nowhere, and what it wanted to reach is a finding."
    )
    var allowNetwork = false

    /// How long it waits for what; a bot may take half a minute at least until its first call.
    ///
    /// Clients notice a connection that broke without a word by their own pings, and Slack's Python SDK
    /// takes some 20 s for it.
    var patienceValues: CommandReplay.Patience {
        let patience = patience ?? .seconds(faults == nil ? 10 : 40)
        var values = CommandReplay.Patience()
        if let settle {
            (values.settle, values.settlesAsRecorded) = (max(settle, .milliseconds(10)), false)
        }
        values.patience = patience
        values.start = max(values.start, patience)
        if let timeout { (values.timeout, values.allowsForLength) = (timeout, false) }
        if let grace { values.grace = grace }
        return values
    }

    /// Which call stands for which, and how fast it goes.
    var replayOptions: ReplayOptions {
        var options = ReplayOptions(pace: (pace ?? .immediate).pace)
        for path in ignore { options.matcher = options.matcher && .ignoring(path) }
        if strictReads { options.repeatedReads = .strict }
        // Where nothing disturbs it, whoever writes to the bot has read what it said before, however fast it goes and under any
        // seed. Who names an order of replies wants to see messages meet.
        if faults == nil, order == nil { options.ordering = .recorded }
        return options
    }

    /// The timing that a seed stands for.
    var perturbation: Perturbation {
        Perturbation(seed: 0, longestDelay: delay ?? .milliseconds(250))
    }

    /// What was given.
    var given: GivenOptions {
        var given = GivenOptions()
        given.add("--pace", pace?.description)
        given.add("--order", order?.rawValue)
        given.add("--faults", faults?.text)
        given.add("--ignore", each: ignore)
        given.add("--strict-reads", if: strictReads)
        given.add("--delay", delay?.asOption)
        given.add("--settle", settle?.asOption)
        given.add("--patience", patience?.asOption)
        given.add("--timeout", timeout?.asOption)
        given.add("--grace", grace?.asOption)
        given.add("--allow-unread", if: allowUnread)
        given.add("--keep-tokens", if: keepTokens)
        given.add("--allow-network", if: allowNetwork)
        return given
    }
}
