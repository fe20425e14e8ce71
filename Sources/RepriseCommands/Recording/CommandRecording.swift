import ArgumentParser
import RepriseHarness
import SessionRecording
import SlackServer
import SlackTransport

/// Records what a command and Slack say to each other, from its start to its end; or what any client says that
/// is started elsewhere, until this process is interrupted.
struct CommandRecording {
    /// The command; `nil` for clients that are started elsewhere.
    let command: ClientCommand?
    let recording: FixtureRecording
    let server: SlackServerConfiguration
    /// How long the command may take to end when it is asked to.
    let grace: Duration
    /// What stands for Slack.
    let upstream: any Transport

    /// Runs the command and records it.
    ///
    /// - Throws: An `ExitCode` that tells how the command ended, if not well.
    func run() async throws {
        do {
            // Before anything is created, let alone replaced.
            try command?.check()
            let end = try await record()
            if let code = Self.exitCode(of: end) { throw code }
        } catch let error as ChildProcessError {
            Console.note("reprise: \(error)")
            throw ExitCode(error.code)
        }
    }

    private func record() async throws -> SupervisedEnd<Never> {
        try await Interruptions.run { interruptions in
            var end: SupervisedEnd<Never>?
            let outcome = try await recording.run { recorder, clock in
                let notices = UpstreamNotices(upstream, clock: clock)
                defer { notices.end() }
                let transport = RecordingTransport(
                    notices,
                    to: recorder,
                    clock: clock
                )
                end = try await withSlackServer(over: transport, configuration: server) { address in
                    Console.note("recording to \(recording.path): SLACK_API_URL=\(address.apiURL)")
                    guard let command else {
                        Console.print(address.apiURL)
                        return .interrupted(await interruptions.first() ?? 0, nil, killed: false)
                    }
                    for (variable, token) in command.tokenHolders {
                        transport.note(token, inVariable: variable)
                    }
                    let child = try command.start(at: address)
                    return try await Supervision(
                        child: child,
                        interruptions: interruptions,
                        grace: grace,
                        onInterruption: { transport.note(.asked(signal: Int($0))) }
                    ).run { nil }
                }
                // The server is gone, and with it the last that the command could say.
                if let event = end?.processEvent { transport.note(event) }
            }
            guard let end else { throw CancellationError() }
            try tell(end, outcome)
            return end
        }
    }

    private func tell(_ end: SupervisedEnd<Never>, _ outcome: FixtureRecording.Outcome) throws {
        switch end {
        case .interrupted(let signal, _, killed: true):
            Console.note(
                "reprise: the command did not end within \(grace.seconds) of \(SignalName.of(signal)) "
                    + "and was killed"
            )
        case .byItself(.exited(0)), .asked, .interrupted: break
        case .byItself(let end): Console.note("reprise: the command \(end.words)")
        }
        let question =
            outcome.entries == 0 ? "; does the bot take its base URL from SLACK_API_URL?" : ""
        Console.note(recording.words(outcome) + question)
        if !outcome.isAnswered, Self.exitCode(of: end) == nil { throw ExitCode.failed }
    }

    /// The command's own exit code; `nil` where all is well.
    private static func exitCode(of end: SupervisedEnd<Never>) -> ExitCode? {
        switch end {
        case .byItself(.exited(0)), .interrupted: nil
        case .byItself(let end), .asked(_, let end, _): ExitCode(end.code)
        }
    }
}

extension SupervisedEnd {
    /// How the command ended, as a recording says it; `nil` for one that there was not.
    fileprivate var processEvent: ProcessEvent? {
        switch self {
        case .byItself(let end), .asked(_, let end, _), .interrupted(_, let end?, _):
            switch end {
            case .exited(let code): .exited(code: Int(code))
            case .signalled(let signal): .killed(signal: Int(signal))
            }
        case .interrupted(_, nil, _): nil
        }
    }
}
