import RepriseFloor

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Who wants to know of which signal, and the pipe by which a signal becomes ordinary code.
///
/// A signal handler may do almost nothing; this one writes the signal's number into a pipe. A thread of
/// its own reads it there and throws the switches. The thread lives as long as the process, and only in
/// processes that asked for it.
final class SignalWatch: Sendable {
    private struct Registration {
        var shutdown: Shutdown
        var signals: Set<Int32>
        /// How many requests are still to come until the switch is thrown; then the signals concern it no more.
        var requestsLeft: Int
        /// When each signal made its last request.
        var requests: [Int32: ContinuousClock.Instant] = [:]

        func isWatching(_ signal: Int32) -> Bool {
            requestsLeft > 0 && signals.contains(signal)
        }

        /// Counts a signal, unless it repeats the same one: one request, sent twice.
        mutating func count(_ signal: Int32, at now: ContinuousClock.Instant) {
            guard !SignalWatch.isRepetition(now, of: requests[signal]) else { return }
            requests[signal] = now
            requestsLeft -= 1
        }
    }

    private struct State {
        var lastID = 0
        var registrations: [Int: Registration] = [:]
        /// What each watched signal did before.
        var former: [Int32: sigaction] = [:]
        /// When each signal made its last request, whoever watched for it.
        var requests: [Int32: ContinuousClock.Instant] = [:]
        var isListening = false

        /// Gives those of `signals` for which nobody waits any longer their former meaning; not while they may be repeated.
        mutating func restore(_ signals: Set<Int32>, at now: ContinuousClock.Instant) {
            for signal in signals {
                let isWatched = registrations.values.contains { $0.isWatching(signal) }
                guard !isWatched, !SignalWatch.isRepetition(now, of: requests[signal]),
                    var action = former.removeValue(forKey: signal)
                else { continue }
                sigaction(signal, &action, nil)
            }
        }
    }

    static let shared = SignalWatch()

    private let state = Locked(State())

    private static func isRepetition(
        _ now: ContinuousClock.Instant,
        of earlier: ContinuousClock.Instant?
    ) -> Bool {
        earlier.map { now - $0 < SignalShutdown.repetition } ?? false
    }

    /// Throws `shutdown` when `signals` have made that many requests, until ``remove(_:)``.
    func add(_ shutdown: Shutdown, for signals: Set<Int32>, atRequest number: Int) -> Int {
        state.withLock { state in
            if !state.isListening { state.isListening = Self.listen() }
            state.lastID += 1
            state.registrations[state.lastID] = Registration(
                shutdown: shutdown,
                signals: signals,
                requestsLeft: number
            )
            if state.isListening {
                for signal in signals where state.former[signal] == nil {
                    state.former[signal] = Self.install(signal)
                }
            }
            return state.lastID
        }
    }

    /// Ends a registration, and gives signals that nobody watches any longer their former meaning.
    func remove(_ id: Int) {
        state.withLock { state in
            guard let gone = state.registrations.removeValue(forKey: id) else { return }
            state.restore(gone.signals, at: .now)
        }
    }

    private func arrived(_ signal: Int32) {
        let shutdowns = state.withLock { state in
            let now = ContinuousClock.now
            if !Self.isRepetition(now, of: state.requests[signal]) { state.requests[signal] = now }
            var thrown: [Registration] = []
            for id in state.registrations.keys.sorted() {
                guard var registration = state.registrations[id], registration.isWatching(signal)
                else { continue }
                registration.count(signal, at: now)
                state.registrations[id] = registration
                if registration.requestsLeft == 0 { thrown.append(registration) }
            }
            for registration in thrown { state.restore(registration.signals, at: now) }
            return thrown.map(\.shutdown)
        }
        for shutdown in shutdowns { shutdown.request() }
    }

    // MARK: The system's side

    /// The pipe's writing end, where the signal handler finds it.
    ///
    /// Written once, under the lock, before any handler is installed, and only read after that.
    nonisolated(unsafe) private static var writingEnd: Int32 = -1

    private static func install(_ signal: Int32) -> sigaction {
        var action = sigaction()
        var former = sigaction()
        sigemptyset(&action.sa_mask)
        action.sa_flags = SA_RESTART
        #if canImport(Darwin)
        action.__sigaction_u.__sa_handler = handler
        #else
        action.__sigaction_handler.sa_handler = handler
        #endif
        sigaction(signal, &action, &former)
        return former
    }

    /// The handler: everything in it is async-signal-safe.
    private static let handler: @convention(c) (Int32) -> Void = { signal in
        let formerError = errno
        var byte = UInt8(truncatingIfNeeded: signal)
        _ = write(SignalWatch.writingEnd, &byte, 1)
        errno = formerError
    }

    /// Opens the pipe and starts the thread that reads it.
    ///
    /// - Returns: Whether that worked; in a process without a free descriptor signals keep their meaning,
    ///   and only the grace is lost.
    private static func listen() -> Bool {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { return false }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        // A handler must not block, however many signals come.
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        writingEnd = ends[1]
        let end = ends[0]
        guard let thread = SystemThread.start({ SignalWatch.forward(from: end) }) else {
            return false
        }
        thread.detach()
        return true
    }

    /// Gives signals their former meaning that nobody watches any longer and that will not be repeated; returns when to look
    /// again, in milliseconds, -1 for when there is a reason to.
    private func restoreAll() -> Int32 {
        state.withLock { state in
            let now = ContinuousClock.now
            state.restore(Set(state.former.keys), at: now)
            let left = state.former.keys.compactMap { state.requests[$0] }
                .map { SignalShutdown.repetition - (now - $0) }.filter { $0 > .zero }
            return left.min().map { Int32($0 / .milliseconds(1)) + 1 } ?? -1
        }
    }

    /// Reads signals' numbers from the pipe for as long as the process lives.
    private static func forward(from end: Int32) {
        // A thread that can be interrupted, whatever the mask of the one that made it: the workers of
        // Dispatch block every signal, and so may a program's main thread.
        var none = sigset_t()
        sigemptyset(&none)
        pthread_sigmask(SIG_SETMASK, &none, nil)
        var byte: UInt8 = 0
        while true {
            var waiting = pollfd(fd: end, events: Int16(POLLIN), revents: 0)
            guard poll(&waiting, 1, SignalWatch.shared.restoreAll()) > 0 else { continue }
            let count = read(end, &byte, 1)
            if count == 1 { SignalWatch.shared.arrived(Int32(byte)) }
            if count == 0 || (count < 0 && errno != EINTR) { return }
        }
    }
}
