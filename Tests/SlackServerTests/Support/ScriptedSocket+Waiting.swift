import RepriseTestSupport
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

extension ScriptedSocket {
    /// What the server does next to the transport's socket.
    func awaitedAction(sourceLocation: SourceLocation = #_sourceLocation) async throws -> Action {
        try await waiting(
            for: "the server to do something to the transport's socket",
            seen: "\(receivedCount) events that it had taken",
            sourceLocation: sourceLocation
        ) { () async throws(CancellationError) in
            try await nextAction()
        }
    }
}

extension ScriptedTransport {
    /// A transport that opens no socket.
    static func withoutSockets() -> ScriptedTransport {
        ScriptedTransport(opening: { (_) throws(TransportFailure) in
            throw TransportFailure(.upgradeRefused, "this test opens no socket", status: 404)
        })
    }
}
