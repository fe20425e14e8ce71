#if canImport(Glibc)
public import Glibc
#elseif canImport(Musl)
public import Musl
#else
public import Darwin
#endif

/// Turns the signals that ask a process to end into a graceful stop.
public enum SignalShutdown {
    /// How long the same signal, sent once more, is no second request.
    ///
    /// `timeout` and other supervisors send it to the process and then to its group, which it is in.
    static let repetition = Duration.milliseconds(300)

    /// Runs `body` with a switch that the first of `signals` throws.
    ///
    /// Soon after the first signal the signals mean what they meant before, so a second one ends the process
    /// at once if that was its default. The same one within 0.3 seconds is no second one: `timeout`, for example, sends it to the
    /// process and to its group. May be used several times at once: one signal throws every switch that
    /// watches for it, and goes on doing so as long as there is one that was not thrown.
    ///
    /// ```swift
    /// try await SignalShutdown.run { shutdown in
    ///     try await bot.run(over: transport, credentials: credentials, until: shutdown)
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - signals: The numbers of the signals.
    ///   - isolation: The actor on which `body` runs, the caller's.
    ///   - body: What to run.
    /// - Throws: What `body` throws.
    public static func run<Result, Failure: Error>(
        on signals: Set<Int32> = [SIGTERM, SIGINT],
        isolation: isolated (any Actor)? = #isolation,
        _ body: (Shutdown) async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        try await run(on: signals, atRequest: 1, isolation: isolation, body)
    }

    /// Runs `body` with a switch that the request numbered `number` throws, and is watched for from before `body` starts.
    ///
    /// Who stops gently at the first signal and at once at the second watches for both from the start: what comes between
    /// two watches ends the process.
    ///
    /// - Parameters:
    ///   - signals: The numbers of the signals; each of them is a request, unless it repeats the one before.
    ///   - number: 1 for the first request that comes from now on.
    ///   - isolation: The actor on which `body` runs, the caller's.
    ///   - body: What to run.
    /// - Throws: What `body` throws.
    package static func run<Result, Failure: Error>(
        on signals: Set<Int32>,
        atRequest number: Int,
        isolation: isolated (any Actor)? = #isolation,
        _ body: (Shutdown) async throws(Failure) -> Result
    ) async throws(Failure) -> Result {
        let shutdown = Shutdown()
        let registration = SignalWatch.shared.add(shutdown, for: signals, atRequest: number)
        defer { SignalWatch.shared.remove(registration) }
        return try await body(shutdown)
    }
}
