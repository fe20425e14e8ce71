import RepriseFloor
package import SlackTransport

/// Watches how far clients read what they are sent over WebSockets; see ``SocketReading``.
///
/// Safe to use from any task and thread.
package final class ReadingWatch: Sendable {
    private let state = Locked<[SocketReading]>([])
    private let changes = Signal()

    package init() {}

    /// Every socket so far, in the order in which they were opened.
    package var sockets: [SocketReading] { state.withLock { $0 } }

    /// A socket was opened; returns its place among ``sockets``.
    package func begin(_ ports: SocketReading.Ports?) -> Int {
        state.withLock { sockets in
            sockets.append(SocketReading(ports: ports))
            return sockets.count - 1
        }
    }

    /// Something happened on a socket.
    package func change<Result: Sendable>(
        _ socket: Int,
        _ body: (inout SocketReading) -> Result
    ) -> Result {
        let result = state.withLock { body(&$0[socket]) }
        changes.raise()
        return result
    }

    /// Returns when every open socket's client has read what it was sent, or when some time is over.
    ///
    /// - Parameters:
    ///   - patience: How long at most.
    ///   - interval: After how long without a pong, and how often, the system is asked; see ``look()``.
    ///   - clock: What is waited on.
    package func waitUntilRead(
        for patience: Duration,
        looking interval: Duration,
        on clock: SessionClock
    ) async {
        let end = clock.now + patience
        while !Task.isCancelled {
            let seen = changes.generation
            let unread = sockets.contains { $0.life == .open && !$0.isDone }
            guard unread, clock.now < end else { return }
            let next = min(clock.now + interval, end)
            await changes.wait(since: seen, until: next, on: clock)
            if clock.now >= next { look() }
        }
    }

    /// Asks the system again and again about clients that have answered no ping, until the task is cancelled.
    package func look(every interval: Duration, on clock: SessionClock) async {
        while (try? await clock.sleep(until: clock.now + interval)) != nil {
            if sockets.contains(where: { $0.read == 0 && $0.sent > 0 }) { look() }
        }
    }

    /// Asks the system whether anything waits in the connections of clients that do not answer their ping.
    ///
    package func look() {
        let open = sockets.enumerated().filter { $1.life == .open && !$1.isDone }
        let quiet = open.filter { $1.ports.flatMap(UnreadBytes.count) == 0 }
        state.withLock { sockets in
            for (number, seen) in open {
                let isQuiet = quiet.contains { $0.offset == number }
                sockets[number].look(isQuiet: isQuiet, sent: seen.sent)
            }
        }
    }
}
