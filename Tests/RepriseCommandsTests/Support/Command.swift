import Foundation
import RepriseFloor
import RepriseTestSupport
import Testing

/// The built command, run as a process of its own.
enum Command {
    /// What a finished command left.
    struct Result {
        let output: String
        let errors: String
        let status: Int32
    }

    /// The root of the package.
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The bundled fixture.
    static let fixture = root.appendingPathComponent("Fixtures/rtm-2017.jsonl.gz").path

    /// The built command itself: also a client, as `reprise whoami` and `reprise listen`.
    static var path: String { RunningCommand.folder.appendingPathComponent("reprise").path }

    /// Runs `reprise` with arguments, and waits for its end.
    static func run(
        _ arguments: String...,
        environment: [String: String] = [:]
    ) async throws -> Result {
        try await RunningCommand(arguments, environment: environment).finish()
    }
}

/// A command that has been started.
///
/// Used by one test at a time, which awaits each call before the next.
final class RunningCommand: @unchecked Sendable {
    // `@unchecked` holds because a test awaits one call before it makes the next.
    private let process: ChildProgram
    private let errors: URL
    private let arguments: [String]
    private var read = Data()

    /// Starts `reprise`, or another program; tokens and addresses of the caller's environment are not handed on.
    init(
        _ arguments: [String],
        program: URL? = nil,
        environment: [String: String] = [:]
    ) throws {
        self.arguments = arguments
        errors = FileManager.default.temporaryDirectory
            .appendingPathComponent("reprise-errors-\(UUID().uuidString)")
        var variables = ProcessInfo.processInfo.environment
        for name in ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_API_URL", "DEBUG"] {
            variables[name] = nil
        }
        process = try ChildProgram(
            (program ?? Self.folder.appendingPathComponent("reprise")).path,
            arguments,
            environment: variables.merging(environment) { $1 },
            output: .pipe,
            errors: .file(errors.path)
        )
    }

    deinit {
        if process.isRunning {
            process.send(SIGTERM)
            // It ends its own children first, which nobody needs to wait for; it would not if it were killed now.
            let process = process
            SystemThread.start { process.waitForEnd() }?.detach()
        }
        try? FileManager.default.removeItem(at: errors)
    }

    /// Waits for the next line of its output; `nil` at the end.
    func nextLine(sourceLocation: SourceLocation = #_sourceLocation) async -> String? {
        await patiently("to print a line", sourceLocation) { self.readLine() }
    }

    /// Runs blocking work that waits for the command, which is killed when the test's time is over.
    private func patiently<Value: Sendable>(
        _ what: String,
        _ sourceLocation: SourceLocation,
        _ work: @escaping @Sendable () -> Value
    ) async -> Value {
        await waiting(
            for: "reprise \(arguments.joined(separator: " ")) \(what)",
            seen: "on stderr: \(said)",
            sourceLocation: sourceLocation
        ) {
            await withTaskCancellationHandler {
                await offPool(work)
            } onCancel: {
                kill()
            }
        }
    }

    /// What it has printed to stderr so far.
    private var said: String {
        let bytes = (try? Data(contentsOf: errors)) ?? Data()
        return String(decoding: bytes, as: UTF8.self)
    }

    private func readLine() -> String? {
        while true {
            if let end = read.firstIndex(of: UInt8(ascii: "\n")) {
                defer { read = Data(read[read.index(after: end)...]) }
                return String(decoding: read[..<end], as: UTF8.self)
            }
            let more = process.read()
            if more.isEmpty { return nil }
            read += more
        }
    }

    /// Sends SIGINT, as Ctrl-C does.
    func interrupt() {
        process.send(SIGINT)
    }

    /// Sends SIGTERM.
    func terminate() {
        process.send(SIGTERM)
    }

    /// Sends SIGKILL, after which it can do nothing any more.
    func kill() {
        process.send(SIGKILL)
    }

    /// Waits for the first line of its output that `isWanted`; `nil` if there is none.
    func line(
        sourceLocation: SourceLocation = #_sourceLocation,
        where isWanted: (String) -> Bool
    ) async -> String? {
        while let line = await nextLine(sourceLocation: sourceLocation) {
            if isWanted(line) { return line }
        }
        return nil
    }

    /// Reads the rest of its output and waits for its end.
    func finish(sourceLocation: SourceLocation = #_sourceLocation) async -> Command.Result {
        await patiently("to end", sourceLocation) { self.readToEnd() }
    }

    private func readToEnd() -> Command.Result {
        read += process.readToEnd()
        let status = process.waitForEnd().status
        return Command.Result(
            output: String(decoding: read, as: UTF8.self),
            errors: said,
            status: status
        )
    }

    /// The folder of the build's products, in which the test bundle lies, too.
    static var folder: URL {
        let bundle = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }
        return bundle?.bundleURL.deletingLastPathComponent()
            ?? Bundle.main.bundleURL
    }
}

/// A folder that goes away with the test.
final class Scratch {
    let path: String

    init() throws {
        let url = FileManager.default.temporaryDirectory
            .appendingPathComponent("reprise-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: url, withIntermediateDirectories: false)
        path = url.path
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// Writes a file into the folder, and says where it is.
    func file(_ name: String, _ bytes: [UInt8]) throws -> String {
        let file = path + "/" + name
        try Data(bytes).write(to: URL(fileURLWithPath: file))
        return file
    }
}
