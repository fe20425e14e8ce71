import Foundation
import RepriseFloor

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A program in a process of its own, started with `posix_spawn`.
///
/// Foundation's `Process` watches its children on one thread for all of them, and hands on descriptors that others have
/// open: under many tests side by side it crashed and stood still. This one hands on nothing but the three standard
/// streams, and waits where its caller waits.
///
/// What blocks says so: use it within ``offPool(_:)``.
public final class ChildProgram: Sendable {
    /// What the program reads.
    public enum Input: Sendable {
        case nothing
        /// Nothing, until ``ChildProgram/closeInput()`` ends it.
        case open
    }

    /// Where goes what the program says.
    public enum Output: Sendable, Hashable {
        case nowhere
        /// Where goes what this process says.
        case inherited
        /// Through a pipe that ``ChildProgram/read()`` empties.
        case pipe
        /// Into this file, which is made anew.
        case file(String)
    }

    /// How a program ended.
    public enum End: Sendable, Hashable {
        case exited(Int32)
        case killed(signal: Int32)

        /// The exit code, or the number of the signal, as shells tell it.
        public var status: Int32 {
            switch self {
            case .exited(let code): code
            case .killed(let signal): 128 + signal
            }
        }
    }

    /// A program that could not be started.
    public struct Failure: Error, CustomStringConvertible {
        /// What could not be had, and the system's word for why.
        public let description: String

        /// - Parameter code: The system's number for why.
        init(_ what: String, _ code: Int32) {
            description = "\(what): \(String(cString: strerror(code)))"
        }
    }

    private struct State {
        var input: Int32?
        var end: End?
    }

    private let id: pid_t
    private let output: Int32?
    private let state: Locked<State>
    /// Held by whoever waits for the end: the system tells it once.
    private let waiting = Locked(())

    /// Starts a program.
    ///
    /// - Parameters:
    ///   - program: Its path, or its name to be looked for in `PATH`.
    ///   - arguments: Those behind the name.
    ///   - environment: Its variables; this process's if `nil`.
    ///   - folder: Where it runs; where this process does if `nil`.
    ///   - errors: Where goes what it says on its second stream; `.pipe` for wherever the first goes.
    /// - Throws: ``Failure``.
    public init(
        _ program: String,
        _ arguments: [String] = [],
        environment: [String: String]? = nil,
        folder: String? = nil,
        input: Input = .nothing,
        output: Output = .pipe,
        errors: Output = .inherited
    ) throws {
        var streams = ChildStreams()
        try streams.setInput(input)
        try streams.setOutput(output)
        streams.setErrors(errors)
        // What changes the folder for `posix_spawn` is an extension that Swift does not see everywhere.
        let prefix = folder.map { ["env", "-C", $0] } ?? []
        let variables = environment ?? ProcessInfo.processInfo.environment
        id = try streams.start(prefix + [program] + arguments, variables)
        let (ownInput, ownOutput) = streams.takeOurs()
        self.output = ownOutput
        state = Locked(State(input: ownInput))
    }

    deinit {
        // What nobody waited for would stay in the system's table, and may wait for this process.
        if state.withLock({ $0.end }) == nil {
            kill(id, SIGKILL)
            _ = waitForEnd()
        }
        closeInput()
        if let output { close(output) }
    }

    /// Whether nobody has seen it end.
    public var isRunning: Bool { state.withLock { $0.end } == nil }

    /// Sends a signal, unless it is known to have ended.
    public func send(_ signal: Int32) {
        // Under the lock, so that the number is not another process's by then.
        state.withLock { state in
            if state.end == nil { _ = kill(id, signal) }
        }
    }

    /// Ends what it reads.
    public func closeInput() {
        let input = state.withLock { state in
            defer { state.input = nil }
            return state.input
        }
        if let input { close(input) }
    }

    /// Waits for more of what it says; empty at its end.
    public func read() -> [UInt8] {
        guard let output else { return [] }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = Self.read(output, &bytes)
            if count < 0, errno == EINTR { continue }
            return Array(bytes.prefix(max(count, 0)))
        }
    }

    /// Waits for all that it still says.
    public func readToEnd() -> [UInt8] {
        var bytes: [UInt8] = []
        while true {
            let more = read()
            if more.isEmpty { return bytes }
            bytes += more
        }
    }

    /// Waits for it to end.
    @discardableResult
    public func waitForEnd() -> End {
        waiting.withLock { _ in
            if let end = state.withLock({ $0.end }) { return end }
            // First without taking its number away, which a signal may be about to use.
            var info = siginfo_t()
            while waitid(P_PID, id_t(id), &info, WEXITED | WNOWAIT) < 0, errno == EINTR {}
            return state.withLock { state in
                var status: Int32 = 0
                while waitpid(id, &status, 0) < 0, errno == EINTR {}
                let signal = status & 0x7f
                let end = signal == 0 ? End.exited(status >> 8 & 0xff) : .killed(signal: signal)
                state.end = end
                return end
            }
        }
    }

    private static func read(_ descriptor: Int32, _ bytes: inout [UInt8]) -> Int {
        #if canImport(Glibc)
        Glibc.read(descriptor, &bytes, bytes.count)
        #elseif canImport(Musl)
        Musl.read(descriptor, &bytes, bytes.count)
        #else
        Darwin.read(descriptor, &bytes, bytes.count)
        #endif
    }
}

extension ChildProgram {
    /// Runs a program to its end; blocks.
    ///
    /// - Returns: How it ended, and what it said on both streams.
    /// - Throws: ``Failure``.
    public static func run(
        _ program: String,
        _ arguments: [String] = [],
        environment: [String: String]? = nil,
        folder: String? = nil
    ) throws -> (end: End, said: String) {
        let child = try ChildProgram(
            program,
            arguments,
            environment: environment,
            folder: folder,
            errors: .pipe
        )
        let said = String(decoding: child.readToEnd(), as: UTF8.self)
        return (child.waitForEnd(), said)
    }
}

/// Runs blocking work on a thread of its own: the pool of tasks has no more of them than there are processors, and
/// Dispatch has none either until it notices that they block.
public func offPool<Value: Sendable, Failure: Error>(
    _ work: @escaping @Sendable () throws(Failure) -> Value
) async throws(Failure) -> Value {
    let result: Result<Value, Failure> = await withCheckedContinuation { continuation in
        let thread = SystemThread.start {
            let result = Result<Value, Failure> { () throws(Failure) in try work() }
            continuation.resume(returning: result)
        }
        guard let thread else { preconditionFailure("the system has no thread left for a test") }
        thread.detach()
    }
    return try result.get()
}
