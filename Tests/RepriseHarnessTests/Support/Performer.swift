import RepriseTesting

/// Does over a transport what the bot of a session did, each thing after all that had come before it.
///
/// Unlike a bot it knows the session, so what it does and when does not depend on the machine's load.
struct Performer {
    private let session: Session

    init(_ session: Session) {
        self.session = session
    }

    /// Performs the session to its end.
    func perform(over transport: any Transport) async throws {
        try await withThrowingTaskGroup(of: Int.self) { group in
            var answered: Set<Int> = []
            var sockets: [Int: any TransportSocket] = [:]
            for entry in session.entries {
                switch entry.kind {
                case .call(let id, let call):
                    group.addTask {
                        _ = try await transport.call(call)
                        return id
                    }
                case .answer(let id, _):
                    while !answered.contains(id), let other = try await group.next() {
                        answered.insert(other)
                    }
                case .open(let id, let request, _): sockets[id] = try await transport.open(request)
                case .receive(let id, _): try await sockets[id]?.nextMessage()
                case .send(let id, let message): try await sockets[id]?.send(message)
                case .close(let id, let close) where close.by == .bot:
                    await sockets[id]?.close(code: close.code ?? 1000, reason: close.reason)
                default: break
                }
            }
        }
    }
}

extension TransportSocket {
    /// Waits for a message, past pings and pongs.
    fileprivate func nextMessage() async throws {
        while true {
            switch try await receive() {
            case .message: return
            case .closed(let close):
                throw TransportFailure(.closed, "the socket closed too early: \(close.reason)")
            case .ping, .pong: continue
            }
        }
    }
}
