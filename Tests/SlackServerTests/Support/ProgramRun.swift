import Foundation
import RepriseTestSupport
import Testing

/// A program that has run to its end.
struct ProgramRun: Sendable {
    /// How it ended: its exit code, or 128 and the number of the signal that ended it.
    let status: Int32
    /// All that it printed, on both streams.
    let printed: String

    /// Runs a program to its end; one that the test's time limit finds running is killed, and what it has printed
    /// is shown.
    init(
        _ program: URL,
        _ arguments: [String],
        environment: [String: String] = ProcessInfo.processInfo.environment,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let log = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        defer { try? FileManager.default.removeItem(at: log) }
        let child = try ChildProgram(
            program.path,
            arguments,
            environment: environment,
            output: .file(log.path),
            errors: .pipe
        )
        status = await waiting(
            for: "\(program.lastPathComponent) \(arguments.joined(separator: " ")) to end",
            seen: Self.text(of: log),
            sourceLocation: sourceLocation
        ) {
            await withTaskCancellationHandler {
                await offPool { child.waitForEnd().status }
            } onCancel: {
                child.send(SIGKILL)
            }
        }
        printed = Self.text(of: log)
    }

    private static func text(of log: URL) -> String {
        let bytes = (try? Data(contentsOf: log)) ?? Data()
        return String(decoding: bytes, as: UTF8.self)
    }
}
