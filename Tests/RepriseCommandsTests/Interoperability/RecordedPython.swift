import Foundation
import SlackServer
import SlackWire
import SlackWorkspace
import Testing

/// Records and replays the scripts of `Tests/Interoperability` by the command.
enum RecordedPython {
    /// The interpreter that `REPRISE_PYTHON` names, or that of `.venv`; `nil` if there is none.
    static let interpreter: String? = {
        let named = ProcessInfo.processInfo.environment["REPRISE_PYTHON"]
        let path = named ?? Command.root.appendingPathComponent(".venv/bin/python").path
        return FileManager.default.isExecutableFile(atPath: path) ? path : nil
    }()

    static let texts = ["one", "two & <three>", "h\u{e9} \u{1f600}"]

    /// A script and its arguments as a command.
    static func command(_ words: [String]) -> [String] {
        let folder = Command.root.appendingPathComponent("Tests/Interoperability").path
        return [interpreter ?? "python3", folder + "/" + words[0]] + words.dropFirst()
    }

    /// A script that never has enough, unless told otherwise.
    static func environment(_ extra: [String: String] = [:]) -> [String: String] {
        [
            "PYTHONDONTWRITEBYTECODE": "1", "EXPECTED_MESSAGES": "1000000", "COLUMNS": "100",
        ].merging(extra) { $1 }
    }

    /// A workspace with one person and one channel.
    static func workspace() -> SlackWorkspace {
        var configuration = SlackWorkspace.Configuration()
        configuration.people = [SlackWorkspace.Person(id: "U1", name: "ann")]
        let members = ["U1", configuration.bot.userID]
        configuration.channels = [
            SlackWorkspace.Channel(id: "C1", name: "general", members: members)
        ]
        return SlackWorkspace(configuration: configuration)
    }

    /// Records a script that answers messages, until it has answered three and is stopped.
    static func record(_ words: [String], to output: String) async throws {
        let workspace = workspace()
        let result = try await withSlackServer(over: workspace) { address in
            let recorder = try RunningCommand(
                ["record", "-o", output, "--upstream", address.apiURL, "--"] + command(words),
                environment: environment()
            )
            // One after the other: who is asked next, when the answer to the last has come.
            guard await recorder.line(where: { $0 == "connected" }) != nil else {
                return await recorder.finish()
            }
            for text in texts {
                try workspace.post(text, by: "U1", in: "C1")
                guard await recorder.line(where: { $0 == "answered \(text)" }) != nil else { break }
            }
            recorder.terminate()
            return await recorder.finish()
        }
        try #require(result.status == 0, Comment(rawValue: result.output + result.errors))
    }

    /// Replays a fixture to a script.
    static func replay(
        _ fixture: String,
        _ words: [String],
        _ options: [String] = [],
        environment extra: [String: String] = [:]
    ) async throws -> Command.Result {
        try await RunningCommand(
            ["replay", fixture] + options + ["--"] + command(words),
            environment: environment(extra)
        ).finish()
    }
}
