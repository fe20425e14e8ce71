import ArgumentParser

/// How results are told, as options.
struct ReportOptions: ParsableArguments {
    @Flag(help: "Print results as JSON, one object a line; the bot's own output goes to stderr.")
    var json = false

    @Option(help: "Write results as JUnit XML to this file, too.")
    var junit: String?

    @Flag(help: "Leave out timelines and what the bot itself prints.")
    var quiet = false

    /// The same for the reporter.
    var options: ReplayReporter.Options {
        ReplayReporter.Options(isJSON: json, isQuiet: quiet, junit: junit)
    }

    /// Where the output of a bot goes.
    var childOutput: ChildOutput { quiet ? .nowhere : json ? .errors : .inherited }
}
