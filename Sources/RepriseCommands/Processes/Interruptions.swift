import SlackBot

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Waits for a signal that asks this process to end, and tells which it was.
struct Interruptions: Sendable {
    private let switches: [(signal: Int32, shutdown: Shutdown)]

    /// Runs `body` while SIGINT, SIGTERM and SIGHUP are watched from before it starts.
    static func run<Result>(
        _ body: (Interruptions) async throws -> Result
    ) async rethrows -> Result {
        try await watch(signals, [], body)
    }

    /// Runs `body` with a switch that is thrown when this process is asked to end once more than it was so far, or for the
    /// second time.
    func runUntilAgain<Result>(_ body: (Shutdown) async throws -> Result) async rethrows -> Result {
        let hasCome = switches.contains { $0.shutdown.isRequested }
        return try await SignalShutdown.run(
            on: Set(Self.signals),
            atRequest: hasCome ? 1 : 2,
            body
        )
    }

    private static var signals: [Int32] {
        [SIGINT, SIGTERM] + (isIgnored(SIGHUP) ? [] : [SIGHUP])
    }

    private static func watch<Result>(
        _ signals: [Int32],
        _ switches: [(signal: Int32, shutdown: Shutdown)],
        _ body: (Interruptions) async throws -> Result
    ) async rethrows -> Result {
        guard let signal = signals.first else {
            return try await body(Interruptions(switches: switches))
        }
        // A switch for each, so that it is known which came.
        return try await SignalShutdown.run(on: [signal]) { shutdown in
            try await watch(Array(signals.dropFirst()), switches + [(signal, shutdown)], body)
        }
    }

    /// Returns the first signal that came; `nil` when the task is cancelled before one does.
    func first() async -> Int32? {
        await withTaskGroup(of: Int32?.self) { group in
            for (signal, shutdown) in switches {
                group.addTask { await shutdown.wait() ? signal : nil }
            }
            defer { group.cancelAll() }
            return await group.next() ?? nil
        }
    }

    /// Whether somebody, `nohup` for example, arranged that a signal is ignored.
    private static func isIgnored(_ signal: Int32) -> Bool {
        var action = sigaction()
        sigaction(signal, nil, &action)
        #if canImport(Darwin)
        let handler = action.__sigaction_u.__sa_handler
        #else
        let handler = action.__sigaction_handler.sa_handler
        #endif
        return unsafeBitCast(handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }
}
