import SlackBot

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// How a supervised command came to its end.
enum SupervisedEnd<Reason: Sendable>: Sendable {
    /// By itself.
    case byItself(ChildEnd)
    /// It was asked to, for that reason; `killed` if it did not in time.
    case asked(Reason, ChildEnd, killed: Bool)
    /// This process was asked to end by that signal, and passed it on; `killed` if the command did not end
    /// in time, or before a second signal. `nil` for a command that there is not.
    case interrupted(Int32, ChildEnd?, killed: Bool)
}

/// Runs a command until it ends, until there is a reason to end it, or until this process is interrupted.
struct Supervision: Sendable {
    let child: ChildProcess
    let interruptions: Interruptions
    /// How long the command may take to end when it is asked to.
    let grace: Duration
    /// By which signal it is asked to end when there is a reason to.
    var stopSignal = SIGTERM
    /// Is told by which signal this process was asked to end, before that is passed on.
    var onInterruption: @Sendable (Int32) -> Void = { _ in }

    private enum News<Reason: Sendable>: Sendable {
        case ended
        case reason(Reason)
        case interrupted(Int32)
        case nothing
    }

    /// Returns when the command has ended, whatever it takes.
    ///
    /// - Parameter reason: Returns when the command is to be ended; `nil` if that never happens.
    func run<Reason: Sendable>(
        until reason: @escaping @Sendable () async throws -> Reason?
    ) async throws -> SupervisedEnd<Reason> {
        // Watched for from the start: between two watches a signal would end this process, and with it the recording.
        try await interruptions.runUntilAgain { again in try await run(until: reason, again) }
    }

    private func run<Reason: Sendable>(
        until reason: @escaping @Sendable () async throws -> Reason?,
        _ again: Shutdown
    ) async throws -> SupervisedEnd<Reason> {
        switch try await firstNews(reason) {
        case .ended, .nothing: return .byItself(try await child.wait())
        case .reason(let reason):
            child.signal(stopSignal)
            let killed = await killUnlessEnded { await interruptions.first() != nil }
            return .asked(reason, try await child.wait(), killed: killed)
        case .interrupted(let signal):
            onInterruption(signal)
            child.signal(signal)
            let killed = await killUnlessEnded { await again.wait() }
            return .interrupted(signal, try await child.wait(), killed: killed)
        }
    }

    private func firstNews<Reason: Sendable>(
        _ reason: @escaping @Sendable () async throws -> Reason?
    ) async throws -> News<Reason> {
        do {
            return try await withThrowingTaskGroup(of: News<Reason>.self) { group in
                group.addTask {
                    _ = try await child.wait()
                    return .ended
                }
                group.addTask { try await reason().map { .reason($0) } ?? .nothing }
                group.addTask { await interruptions.first().map { .interrupted($0) } ?? .nothing }
                defer { group.cancelAll() }
                while let news = try await group.next() {
                    if case .nothing = news { continue }
                    return news
                }
                return .nothing
            }
        } catch {
            // Whatever went wrong, nothing is left running.
            child.signal(SIGKILL)
            throw error
        }
    }

    /// Waits for the end; when the grace is over or somebody interrupts, the command is killed.
    private func killUnlessEnded(
        _ isInterrupted: @escaping @Sendable () async -> Bool
    ) async -> Bool {
        let ended = await withTaskGroup(of: Bool.self) { group in
            group.addTask { (try? await child.wait()) != nil }
            group.addTask {
                try? await Task.sleep(for: grace)
                return false
            }
            group.addTask {
                _ = await isInterrupted()
                return false
            }
            defer { group.cancelAll() }
            return await group.next() ?? false
        }
        if !ended { child.signal(SIGKILL) }
        return !ended
    }
}
