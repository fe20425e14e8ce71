import RepriseFloor
import SlackTransport
import SlackWire

/// A transport that notes what passes through it.
final class ObservedTransport: Transport {
    private let inner: any Transport
    private let onPost: @Sendable (String) -> Void
    private struct Seen {
        var calls: [WebAPICall] = []
        var opens: [String] = []
        var sent: [SocketMessage] = []
        var story: [String] = []
    }

    private let seen = Locked(Seen())
    private let start = ContinuousClock.now

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

    /// Everything that passed through, a line each, for the person who looks for what went wrong.
    var story: String { seen.withLock { $0.story }.joined(separator: "\n") }

    private func tell(_ what: String) {
        let milliseconds = Int((ContinuousClock.now - start) / .milliseconds(1))
        seen.withLock { $0.story.append("\(milliseconds) ms: \(what.prefix(300))") }
    }

    /// The names of the methods that were called.
    var methods: [String] { calls.compactMap(\.methodName) }

    /// The texts of the messages that were posted by the Web API.
    var posts: [String] {
        calls.filter { $0.methodName == "chat.postMessage" }
            .compactMap { $0.arguments["text"]?.string }
    }

    func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        seen.withLock { $0.calls.append(call) }
        tell("called \(call)")
        let answer = try await inner.call(call)
        tell("answered \(call) with \(answer.status)")
        if call.methodName == "chat.postMessage", let text = call.arguments["text"]?.string {
            onPost(text)
        }
        return answer
    }

    func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket {
        let number = seen.withLock { seen in
            seen.opens.append(request.url)
            return seen.opens.count
        }
        tell("socket \(number) opens")
        return Socket(inner: try await inner.open(request), number: number, owner: self)
    }

    private final class Socket: TransportSocket {
        let inner: any TransportSocket
        let number: Int
        let owner: ObservedTransport

        init(inner: any TransportSocket, number: Int, owner: ObservedTransport) {
            self.inner = inner
            self.number = number
            self.owner = owner
        }

        func receive() async throws(TransportFailure) -> SocketEvent {
            let event = try await inner.receive()
            if case .message(let message) = event {
                owner.tell("socket \(number) says \(message.text)")
            } else {
                owner.tell("socket \(number) says \(event)")
            }
            return event
        }

        func send(_ message: SocketMessage) async throws(TransportFailure) {
            owner.seen.withLock { $0.sent.append(message) }
            owner.tell("socket \(number) hears \(message.text)")
            try await inner.send(message)
        }

        func ping(_ payload: [UInt8]) async throws(TransportFailure) {
            try await inner.ping(payload)
        }

        func close(code: UInt16, reason: String) async {
            owner.tell("socket \(number) is closed with \(code) \(reason)")
            await inner.close(code: code, reason: reason)
        }
    }
}
