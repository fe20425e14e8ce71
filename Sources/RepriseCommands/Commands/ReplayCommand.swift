import ArgumentParser
import RepriseHarness
import SlackBot
import SlackReplay
import SlackServer
import SlackTransport

/// `reprise replay`: a fixture, or a folder of them, against a command or a built-in bot.
struct ReplayCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replay",
        abstract: "Replays recorded sessions to a bot, and says where it differs.",
        discussion: """
            Behind -- stands the command of a bot in any language. For each fixture it is started with \
            SLACK_API_URL set to a server on the loopback that does what Slack did, as fast as the bot \
            allows; it is asked to end (SIGTERM) when everything recorded has happened. The tokens in its \
            environment are made up, whatever this command's own holds, and its proxy (HTTPS_PROXY and its like) \
            leads nowhere, so that a bot that calls Slack past the server does no harm there and is named. \
            --allow-network leaves it the way to other services. --bot replays a built-in bot instead, in virtual time. A \
            Swift bot of your own is replayed from a test: see RepriseTesting.

            A bot passes by what was compared, which is said: what it did of what was recorded, and what it \
            read of what Slack said over its sockets, which pings behind that show. Where there is nothing to \
            compare, or the bot does not read, it does not pass. A truncated fixture is a finding, too: a bot \
            that leaves out what was lost would pass.

            What people write comes when the bot has done what the recorded one had done before it, without the waiting, under \
            any seed: the bot that was recorded passes. A bot that works on several messages at once may answer in another \
            order; that is noted, and no difference. --order channel lets messages come before those before them are \
            answered, and says that replies in a channel keep the recorded order even then.

            Requests that are none of the bot's (a page, a scanner of ports) are answered, counted and told, and \
            have no say. The bot is known by its tokens and by the links that it was given.

            A folder stands for every fixture in it. --shard 3/8 takes the third of eight equal shares, \
            the same on every machine; JUnit XML and JSON of all shares merge. A share without a fixture \
            does not pass: take no more shares than there are fixtures.

            Examples:
              reprise replay lunch.jsonl.gz -- python bot.py
              reprise replay lunch.jsonl.gz --schedules 20 -- python bot.py
              reprise replay lunch.jsonl.gz --schedules 20 --order channel -- python queue_bot.py
              reprise replay Fixtures --shard 3/8 --junit 3.xml -- python bot.py
              reprise replay Fixtures/rtm-2017.jsonl.gz --bot demo --policy detached --seed 7

            Exit codes: 0 the bot did what was recorded; 1 it did not, or nothing shows it; 2 a replay failed, and stderr \
            says why; 126 the command cannot be run; 127 there is no such command; 130 and 143 \
            interrupted.
            """
    )

    @Argument(
        help: "The fixture, or a folder of fixtures.",
        completion: .file(extensions: ["gz", "jsonl"])
    )
    var path: String

    @Option(help: "A share of the folder's fixtures, for example 3/8.")
    var shard: Shard?

    @Option(help: "Choose by this seed what comes first, among what may come in any order.")
    var seed: UInt64?

    @Option(
        help: "Try so many seeds, from --seed or 1 on, until one fails.",
        transform: NumberArgument.whole(in: 1...1_000_000)
    )
    var schedules: Int?

    @Flag(help: "Compare what is there of a truncated fixture.")
    var allowTruncated = false

    @Option(
        name: .customLong("rules"),
        help: ArgumentHelp(
            "The rules of your own that the fixture was recorded with: what they replaced is known again in what the bot says.",
            valueName: "file"
        ),
        completion: .file()
    )
    var rulesFile: String?

    @OptionGroup(title: "Reports") var reports: ReportOptions
    @OptionGroup(title: "With a command") var commandOptions: CommandReplayOptions
    @OptionGroup(title: "The server, with a command") var server: ServerOptions
    @OptionGroup(title: "With a built-in bot") var builtIn: BuiltInReplayOptions

    @OptionGroup(title: "Limits") var limits: LimitOptions

    @Argument(parsing: .postTerminator, help: "The command of a bot, behind --.")
    var command: [String] = []

    func validate() throws {
        switch (command.isEmpty, builtIn.bot) {
        case (true, nil):
            throw IneffectiveOptions.noBot(verb: "replay", file: path.quotedForShell).refusal
        case (false, _?): throw IneffectiveOptions.twoBots.refusal
        case (true, _?):
            let options = commandOptions.given.names + server.given.names
            try IneffectiveOptions.refuse(options) { .withoutCommand($0, verb: "replay") }
        case (false, nil): try IneffectiveOptions.refuse(builtIn.given.names) { .withCommand($0) }
        }
        if commandOptions.delay != nil, seed == nil, schedules == nil {
            let why = "only a seed makes things late"
            throw IneffectiveOptions.without("--delay", needed: "--seed or --schedules", why: why)
                .refusal
        }
        if builtIn.trace, reports.json || reports.quiet {
            let other = reports.json ? "--json" : "--quiet"
            let why = "it stands below the timeline, which is left out"
            throw IneffectiveOptions.beside("--trace", other, why: why).refusal
        }
    }

    func run() async throws {
        try await reportingFailures {
            let (campaign, suffix) = try campaign()
            if let bot = builtIn.bot {
                let runner = builtIn.runner(
                    bot,
                    ReplayOptions(
                        redactionRules: try .standard(and: rulesFile),
                        allowsTruncated: allowTruncated
                    ),
                    limits.values,
                    again: again(["--bot", bot.rawValue] + builtIn.given.words)
                )
                return try await campaign.run(runner, reports.options, suffix: suffix)
            }
            do {
                try await Interruptions.run { interruptions in
                    try await server.prepared { server in
                        let runner = try runner(server, interruptions)
                        try await campaign.run(runner, reports.options, suffix: suffix)
                    }
                }
            } catch let error as ChildProcessError {
                Console.note("reprise: \(error)")
                throw ExitCode(error.code)
            } catch let error as InterruptedReplay {
                throw ExitCode(128 + error.signal)
            }
        }
    }

    /// The command line that does one replay again.
    ///
    /// - Parameter words: Its options, but for those that stand for all of them.
    private func again(_ words: [String], command: String = "") -> @Sendable (ReplayTask) -> String
    {
        let rules = rulesFile.map { ["--rules", $0] } ?? []
        let words =
            (allowTruncated ? ["--allow-truncated"] : []) + rules + limits.given.words + words
        return { task in
            let seed = task.seed.map { ["--seed", String($0)] } ?? []
            let start = [Program.name, "replay", task.path] + seed + words
            return start.map(\.quotedForShell).joined(separator: " ") + command
        }
    }

    private func campaign() throws -> (ReplayCampaign, suffix: String) {
        let first = seed ?? 1
        let seeds = schedules.map { count in (0..<UInt64(count)).map { first &+ $0 } }
        var tasks = [ReplayTask(path: path, name: path)]
        let isFolder = FixtureFolder.exists(at: path)
        if isFolder {
            tasks = try FixtureFolder.fixtures(in: path).map {
                ReplayTask(path: $0.path, name: $0.name)
            }
            if let shard { tasks = shard.share(of: tasks) }
        } else if shard != nil {
            throw CommandFailure("--shard is for a folder, and \(path) is none")
        }
        let campaign = ReplayCampaign(
            tasks: tasks,
            seeds: seeds ?? seed.map { [$0] } ?? [],
            folder: isFolder ? path : nil,
            shard: shard
        )
        return (campaign, shard.map { " (shard \($0.defaultValueDescription))" } ?? "")
    }

    private func runner(
        _ server: PreparedServer,
        _ interruptions: Interruptions
    ) throws -> CommandReplayRunner {
        let client = ClientCommand(
            words: command,
            defaults: MadeUpTokens.usual,
            makesUpTokens: !commandOptions.keepTokens,
            deadEnd: commandOptions.allowNetwork ? nil : DeadEnd(),
            variables: server.variables,
            output: reports.childOutput
        )
        try client.check()
        var options = commandOptions.replayOptions
        options.allowsTruncated = allowTruncated
        options.redactionRules = try .standard(and: rulesFile)
        let replay = CommandReplay(
            command: client,
            server: server.configuration,
            options: options,
            perturbation: commandOptions.perturbation,
            faults: try commandOptions.faults?.source(),
            patience: commandOptions.patienceValues,
            allowsUnread: commandOptions.allowUnread,
            ignored: commandOptions.ignore
        )
        return CommandReplayRunner(
            replay: replay,
            limits: limits.values,
            order: commandOptions.order,
            looksAtRecordedPace: commandOptions.pace == nil && commandOptions.order == nil
                && commandOptions.faults == nil,
            interruptions: interruptions,
            again: again(
                self.server.given.words + commandOptions.given.words,
                command: " -- \(client.shellText)"
            )
        )
    }
}
