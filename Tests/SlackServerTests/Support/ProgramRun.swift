import Foundation
import RepriseFloor
import RepriseTestSupport
import Testing

/// A program that has run to its end.
struct ProgramRun: Sendable {
    /// How it ended: its exit code, or the signal that ended it.
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
        try Data().write(to: log)
        defer { try? FileManager.default.removeItem(at: log) }
        let output = try FileHandle(forWritingTo: log)
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.environment = environment
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        let ended = OneShot<Int32>()
        process.terminationHandler = { ended.resolve($0.terminationStatus) }
        try process.run()
        let id = process.processIdentifier
        status = await waiting(
            for: "\(program.lastPathComponent) \(arguments.joined(separator: " ")) to end",
            seen: Self.text(of: log),
            sourceLocation: sourceLocation
        ) {
            await withTaskCancellationHandler {
                await ended.waitUncancelled()
            } onCancel: {
                if ended.value == nil { kill(id, SIGKILL) }
            }
        }
        printed = Self.text(of: log)
    }

    private static func text(of log: URL) -> String {
        let bytes = (try? Data(contentsOf: log)) ?? Data()
        return String(decoding: bytes, as: UTF8.self)
    }
}
