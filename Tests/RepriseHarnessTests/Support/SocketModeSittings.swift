import Interleaving
import RepriseTesting
import SlackWorkspace

/// Sessions of Socket Mode, recorded against a workspace in memory in virtual time.
enum SocketModeSittings {
    private static let credentials = Credentials(
        bot: SlackToken("xoxb" + "-1-2-abc"),
        app: SlackToken("xapp" + "-1-A1-2-abc")
    )

    private static func workspace(_ clock: SessionClock) -> SlackWorkspace {
        var configuration = SlackWorkspace.Configuration()
        configuration.people = [SlackWorkspace.Person(id: "U1", name: "ann")]
        let members = ["U1", configuration.bot.userID]
        configuration.channels = [
            SlackWorkspace.Channel(id: "C1", name: "general", members: members)
        ]
        return SlackWorkspace(configuration: configuration, clock: clock)
    }

    /// Runs bots over one workspace in virtual time while `script` plays Slack; returns what was recorded of
    /// the first.
    static func record(
        _ bots: [Bot],
        _ script: @escaping @Sendable (SlackWorkspace, SessionClock) async throws -> Void
    ) throws -> (session: Session, workspace: SlackWorkspace) {
        let simulation = Simulation()
        let clock = SessionClock(simulation.clock)
        let workspace = workspace(clock)
        let log = SessionLog()
        let recording = RecordingTransport(workspace, to: log, clock: clock, arrival: .onDemand)
        let shutdown = Shutdown()
        let run = simulation.start {
            try await withThrowingTaskGroup(of: Void.self) { group in
                for (number, bot) in bots.enumerated() {
                    let way: any Transport = number == 0 ? recording : workspace
                    group.addTask {
                        _ = try await bot.run(
                            over: way,
                            credentials: credentials,
                            clock: clock,
                            until: shutdown
                        )
                    }
                }
                group.addTask { try await script(workspace, clock) }
                try await group.waitForAll()
            }
        }
        _ = run.runUntilQuiescent()
        run.perform { shutdown.request() }
        _ = run.runUntilQuiescent()
        _ = try run.finish().result
        return (log.session, workspace)
    }
}
