import RepriseFloor
import SlackTransport
import SlackWire

/// A transport that notes what passes through it.
final class ObservedTransport: Transport {
    private let inner: any Transport
    private let onPost: @Sendable (String) -> Void
    private let seen = Locked<(calls: [WebAPICall], opens: [String], sent: [SocketMessage])>(
        ([], [], [])
    )

    /// - Parameters:
    ///   - inner: What does the work.
    ///   - onPost: Called with the text of each message that the Web API has posted.
    init(_ inner: any Transport, onPost: @escaping @Sendable (String) -> Void = { _ in }) {
        self.inner = inner
        self.onPost = onPost
    }

    var hosts: SlackHosts { inner.hosts }

    /// The calls, in the order in which they began.
    var calls: [WebAPICall] { seen.withLock { $0.calls } }
    /// The URLs of the sockets, in the order in which they were asked for.
    var opens: [String] { seen.withLock { $0.opens } }
    /// The messages that clients sent over sockets.
    var sent: [SocketMessage] { seen.withLock { $0.sent } }

    /// The names of the methods that were called.
    var methods: [String] { calls.compactMap(\.methodName) }

    /// The texts of the messages that were posted by the Web API.
    var posts: [String] {
        calls.filter { $0.methodName == "chat.postMessage" }
            .compactMap { $0.arguments["text"]?.string }
    }

    func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        seen.withLock { $0.calls.append(call) }
        let answer = try await inner.call(call)
        if call.methodName == "chat.postMessage", let text = call.arguments["text"]?.string {
            onPost(text)
        }
        return answer
    }

    func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket {
        seen.withLock { $0.opens.append(request.url) }
        return Socket(inner: try await inner.open(request), owner: self)
    }

    private final class Socket: TransportSocket {
        let inner: any TransportSocket
        let owner: ObservedTransport

        init(inner: any TransportSocket, owner: ObservedTransport) {
            self.inner = inner
            self.owner = owner
        }

        func receive() async throws(TransportFailure) -> SocketEvent { try await inner.receive() }

        func send(_ message: SocketMessage) async throws(TransportFailure) {
            owner.seen.withLock { $0.sent.append(message) }
            try await inner.send(message)
        }

        func ping(_ payload: [UInt8]) async throws(TransportFailure) {
            try await inner.ping(payload)
        }

        func close(code: UInt16, reason: String) async {
            await inner.close(code: code, reason: reason)
        }
    }
}
