import RepriseFloor
import SlackTransport
import SlackWire

/// A transport that does what the test says and remembers what it was asked.
final class ScriptedTransport: Transport {
    typealias Answering =
        @Sendable (WebAPICall) async throws(TransportFailure) -> WebAPIAnswer
    typealias Opening =
        @Sendable (SocketRequest) async throws(TransportFailure) -> any TransportSocket

    let hosts: SlackHosts
    private let answering: Answering
    private let opening: Opening
    private let seen = Locked<(calls: [WebAPICall], opens: [SocketRequest])>(([], []))

    init(
        hosts: SlackHosts = .slack,
        answering: @escaping Answering = { (_) throws(TransportFailure) in
            WebAPIAnswer(json: ["ok": true])
        },
        opening: @escaping Opening = { (_) throws(TransportFailure) in
            throw TransportFailure(.upgradeRefused, "this test opens no socket", status: 404)
        }
    ) {
        self.hosts = hosts
        self.answering = answering
        self.opening = opening
    }

    /// A transport that opens the given socket, whatever its URL.
    convenience init(socket: ScriptedSocket) {
        self.init(opening: { (_) throws(TransportFailure) in socket })
    }

    var calls: [WebAPICall] { seen.withLock { $0.calls } }
    var opens: [SocketRequest] { seen.withLock { $0.opens } }

    func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        seen.withLock { $0.calls.append(call) }
        return try await answering(call)
    }

    func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket {
        seen.withLock { $0.opens.append(request) }
        return try await opening(request)
    }
}
