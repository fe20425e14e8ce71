import RepriseFloor

/// A request that a client made over a connection, as the transports behind the server may see it.
///
/// A time-out is thrown to a bot in process, which learns of it at once. Over a connection it is silence, and the client
/// learns of it by its own time-out, maybe half a minute after the transport has thrown. Who must know when that is, asks
/// for ``current`` while it serves the request, whatever stands between it and the server.
///
/// Safe to use from any task and thread.
package final class ServedExchange: Sendable {
    /// The exchange that the task serves; `nil` for a bot in process.
    @TaskLocal package static var current: ServedExchange?

    private let waiting = Locked<[@Sendable () -> Void]?>([])

    package init() {}

    /// Calls `body` once when the client has its answer or has gone; at once, if it has already.
    package func whenOver(_ body: @escaping @Sendable () -> Void) {
        let isOver = waiting.withLock { waiting in
            waiting?.append(body)
            return waiting == nil
        }
        if isOver { body() }
    }

    /// The client has its answer, or has gone; a second time does nothing.
    package func end() {
        let bodies = waiting.withLock { waiting in
            defer { waiting = nil }
            return waiting ?? []
        }
        for body in bodies { body() }
    }
}
