import Foundation
import SlackServer
import SlackWire
import Testing

@testable import SlackServer

/// Runs the scripts of `Tests/Interoperability` with the interpreter that has Slack's SDKs.
enum Python {
    /// A script that failed, with all that it printed.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    private static let root = URL(filePath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The interpreter that `REPRISE_PYTHON` names, or that of `.venv`; `nil` if there is none.
    static let interpreter: URL? = {
        let named = ProcessInfo.processInfo.environment["REPRISE_PYTHON"].map { URL(filePath: $0) }
        let found = named ?? root.appending(path: ".venv/bin/python")
        return FileManager.default.isExecutableFile(atPath: found.path) ? found : nil
    }()

    /// Runs a script and returns the JSON of its last line.
    static func run(
        _ script: String,
        _ arguments: [String] = [],
        environment extra: [String: String] = [:],
        at address: SlackServerAddress
    ) async throws -> JSONValue {
        let interpreter = try #require(interpreter)
        let folder = root.appending(path: "Tests/Interoperability")
        var environment = ProcessInfo.processInfo.environment
        environment["SLACK_API_URL"] = address.apiURL
        environment["PYTHONDONTWRITEBYTECODE"] = "1"
        environment["NO_PROXY"] = "*"
        environment.merge(extra) { $1 }
        let run = try await ProgramRun(
            interpreter,
            [folder.appending(path: script).path] + arguments,
            environment: environment
        )
        guard run.status == 0,
            let line = run.printed.split(separator: "\n").last(where: { $0.hasPrefix("{") })
        else {
            throw Failure(description: "\(script) ended with \(run.status):\n\(run.printed)")
        }
        return try JSONValue(parsing: String(line))
    }
}
