import Foundation
import SlackServer
import SlackTransport
import SlackWorkspace
import Testing

/// Records and replays the help desk's bots of `Tests/Sittings` by the command.
enum RecordedDesk {
    /// The bots, each over another of Slack's SDKs.
    static let bots = ["desk_sdk", "desk_bolt", "desk_bolt_async"]

    /// Where the recorded sitting of a bot lies in the repository.
    static func fixture(_ bot: String) -> String {
        Command.root.appendingPathComponent("Fixtures/sittings/\(bot).jsonl.gz").path
    }

    /// The bot as a command.
    static func command(_ bot: String) -> [String] {
        let folder = Command.root.appendingPathComponent("Tests/Sittings").path
        return [RecordedPython.interpreter ?? "python3", "\(folder)/\(bot).py"]
    }

    /// Records a sitting of a bot from its first word to its last.
    static func record(_ bot: String, to output: String) async throws {
        let workspace = DeskSitting.workspace()
        let result = try await withSlackServer(over: workspace) { address in
            let recorder = try RunningCommand(
                ["record", "-o", output, "--upstream", address.apiURL, "--title"]
                    + ["a help desk, \(bot)", "--"] + command(bot),
                environment: RecordedPython.environment()
            )
            do {
                try await DeskSitting(workspace, recorder).play()
                // A recording shows that its bot was done by the time in which that did no more.
                try await Task.sleep(for: .seconds(1))
            } catch let gone as DeskSitting.BotIsGone {
                let result = await recorder.finish()
                Issue.record("\(gone)\n\(result.output)\(result.errors)")
                return result
            }
            recorder.terminate()
            return await recorder.finish()
        }
        try #require(result.status == 0, Comment(rawValue: result.output + result.errors))
    }

    /// Replays a fixture to a bot.
    static func replay(
        _ fixture: String,
        _ bot: String,
        _ options: [String] = [],
        environment extra: [String: String] = [:]
    ) async throws -> Command.Result {
        try await RunningCommand(
            ["replay", fixture] + options + ["--"] + command(bot),
            environment: RecordedPython.environment(extra)
        ).finish()
    }
}
