import RepriseFloor
import SlackTransport
import SlackWire

/// A socket of the workspace, seen from its client.
final class WorkspaceSocket: TransportSocket {
    private let id: String
    private let workspace: SlackWorkspace
    private let signal: Signal

    init(id: String, workspace: SlackWorkspace, signal: Signal) {
        self.id = id
        self.workspace = workspace
        self.signal = signal
    }

    deinit {
        workspace.release(id)
    }

    func receive() async throws(TransportFailure) -> SocketEvent {
        while true {
            let seen = signal.generation
            let (event, deadline) = workspace.enter { world in
                (world.receive(on: id), world.nextDeadline)
            }
            if let event { return event }
            await workspace.wait(for: signal, since: seen, until: deadline)
            if Task.isCancelled {
                throw TransportFailure(.cancelled, "the task was cancelled while it waited")
            }
        }
    }

    func send(_ message: SocketMessage) async throws(TransportFailure) {
        try workspace.enter { (world) throws(TransportFailure) in
            try world.send(message, on: id)
        }
    }

    func ping(_ payload: [UInt8]) async throws(TransportFailure) {
        try workspace.enter { (world) throws(TransportFailure) in
            guard world.connections[id]?.isOpen == true else {
                throw TransportFailure(.closed, "the socket is closed; connect again")
            }
            world.enqueue(.pong(payload), to: id)
        }
    }

    func close(code: UInt16, reason: String) async {
        workspace.enter { world in
            world.end(id, SocketClose(code: code, reason: reason, by: .bot))
        }
    }
}
