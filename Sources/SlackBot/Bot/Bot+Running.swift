import RepriseFloor
public import SlackTransport

extension Bot {
    /// Runs until it is asked to stop, or until Slack says that the connection cannot be had again.
    ///
    /// Cancelling the task, or throwing `shutdown`, stops gracefully: no more events are taken; what runs
    /// or waits gets ``BotConfiguration/drainDeadline`` to finish, with the connection still there;
    /// then handlers are cancelled, and sockets are closed with code 1000. A handler that does not
    /// heed its cancellation holds up the return.
    ///
    /// - Parameters:
    ///   - transport: The way to Slack, live, recorded or replayed.
    ///   - credentials: The tokens; RTM needs the bot's, Socket Mode the app's.
    ///   - clock: What every deadline and pause is measured on.
    ///   - shutdown: A switch to stop the bot without cancelling the task.
    ///   - observer: Told of everything, synchronously and in order. It runs under a lock of the
    ///     engine's, so it must not block; it may throw `shutdown`.
    /// - Returns: What the bot did, after a graceful stop.
    /// - Throws: ``BotError`` if it cannot run or cannot go on.
    public func run(
        over transport: any Transport,
        credentials: Credentials,
        clock: SessionClock = SessionClock(ContinuousClock()),
        until shutdown: Shutdown = Shutdown(),
        observer: (@Sendable (BotActivity) -> Void)? = nil
    ) async throws(BotError) -> BotSummary {
        try check(credentials)
        let engine = Engine(
            self,
            transport: transport,
            credentials: credentials,
            clock: clock,
            observer: observer
        )
        // The one task that is not a child of its caller, because a child would hand the caller's
        // cancellation to the handlers at once, and a graceful stop lets them finish. It runs where its
        // caller prefers to run, so a deterministic executor keeps it, and everything below it is
        // structured. Documentation/Decisions/0010-graceful-stop.md has the alternatives.
        let core = Task(executorPreference: Self.preferredExecutor()) {
            await engine.run(until: shutdown)
        }
        let result = await withTaskCancellationHandler {
            await core.value
        } onCancel: {
            engine.stop.resolve(.cancelled)
        }
        if let error = result.error { throw error }
        return result.summary
    }

    private func check(_ credentials: Credentials) throws(BotError) {
        let asksAuthTest = configuration.identification == .always
        switch connection {
        case .rtm, .rtmStart:
            if credentials.bot == nil { throw BotError(.missingToken(.bot)) }
        case .socketMode:
            if credentials.app == nil { throw BotError(.missingToken(.app)) }
            if asksAuthTest, credentials.bot == nil { throw BotError(.missingToken(.bot)) }
        }
    }

    /// The executor that the present task prefers; `nil` if it has no preference.
    private static func preferredExecutor() -> (any TaskExecutor)? {
        guard #available(macOS 26.4, iOS 26.4, watchOS 26.4, tvOS 26.4, visionOS 26.4, *) else {
            return nil
        }
        return withUnsafeCurrentTask { $0?.unownedTaskExecutor?.asTaskExecutor() }
    }
}
