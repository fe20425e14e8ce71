import RepriseFloor
import SlackTransport
import SlackWire

@testable import SlackBot

/// A Slack whose every answer is the test's.
final class ScriptedTransport: Transport {
    /// What comes of a call.
    enum Answer: Sendable {
        case json(JSONValue)
        case raw(WebAPIAnswer)
        case failure(TransportFailure)
    }

    /// What comes of opening a socket.
    enum Opening: Sendable {
        case socket
        case failure(TransportFailure)
    }

    private struct State {
        var calls: [WebAPICall] = []
        var sockets: [ScriptedSocket] = []
        var opened = 0
        var waiters: [(count: Int, promise: OneShot<Void>)] = []
    }

    let hosts: SlackHosts
    private let state = Locked(State())
    private let answer: @Sendable (WebAPICall, Int) async -> Answer
    private let opening: @Sendable (Int) -> Opening
    private let onSend: @Sendable (SocketMessage, ScriptedSocket) -> Void

    /// - Parameters:
    ///   - answer: Gets the call and how many calls of that target came before.
    ///   - opening: Gets the number of the attempt to open, from 1.
    ///   - onSend: Gets each message of the bot.
    ///   - hosts: What stands for Slack.
    init(
        answer: @escaping @Sendable (WebAPICall, Int) async -> Answer = ScriptedTransport.usual,
        opening: @escaping @Sendable (Int) -> Opening = { _ in .socket },
        onSend: @escaping @Sendable (SocketMessage, ScriptedSocket) -> Void =
            ScriptedTransport.acknowledge,
        hosts: SlackHosts = .slack
    ) {
        self.answer = answer
        self.opening = opening
        self.onSend = onSend
        self.hosts = hosts
    }

    /// Every call in order.
    var calls: [WebAPICall] { state.withLock { $0.calls } }

    /// The names of the methods, and URLs, called.
    var called: [String] {
        calls.map { call in
            switch call.target {
            case .method(let name): name
            case .url(let url): url
            }
        }
    }

    /// Every socket that was opened, in order.
    var sockets: [ScriptedSocket] { state.withLock { $0.sockets } }

    /// The socket of that number, as soon as it is open; counts from 1.
    func socket(_ number: Int) async throws -> ScriptedSocket {
        let promise: OneShot<Void>? = state.withLock { state in
            guard state.sockets.count < number else { return nil }
            let promise = OneShot<Void>()
            state.waiters.append((number, promise))
            return promise
        }
        if let promise, await promise.wait() == nil { throw CancellationError() }
        return sockets[number - 1]
    }

    func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        let before = state.withLock { state in
            defer { state.calls.append(call) }
            return state.calls.count { $0.target == call.target }
        }
        switch await answer(call, before) {
        case .json(let value): return WebAPIAnswer(json: value)
        case .raw(let answer): return answer
        case .failure(let failure): throw failure
        }
    }

    func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket {
        let attempt = state.withLock { state in
            state.opened += 1
            return state.opened
        }
        if case .failure(let failure) = opening(attempt) { throw failure }
        let (socket, waiters) = state.withLock { state in
            let number = state.sockets.count + 1
            let socket = ScriptedSocket(number: number, url: request.url, onSend: onSend)
            state.sockets.append(socket)
            let ready = state.waiters.filter { $0.count <= number }.map(\.promise)
            state.waiters.removeAll { $0.count <= number }
            return (socket, ready)
        }
        for waiter in waiters { waiter.resolve(()) }
        return socket
    }

    /// Answers as a Slack in which everything works.
    static func usual(_ call: WebAPICall, _ before: Int) async -> Answer {
        switch call.methodName {
        case "rtm.connect", "rtm.start":
            .json([
                "ok": true, "url": "wss://slack.test/\(before + 1)",
                "self": ["id": "UBOT", "name": "bot"], "team": ["id": "T1", "name": "Team"],
            ])
        case "apps.connections.open":
            .json(["ok": true, "url": "wss://slack.test/link/\(before + 1)"])
        case "auth.test":
            .json([
                "ok": true, "user_id": "UBOT", "user": "bot", "bot_id": "BBOT", "team_id": "T1",
                "team": "Team",
            ])
        default: .json(["ok": true])
        }
    }

    /// Acknowledges whatever has an id, at once.
    static func acknowledge(_ message: SocketMessage, _ socket: ScriptedSocket) {
        guard let value = try? JSONValue(parsing: message.bytes), let id = value["id"]?.int else {
            return
        }
        socket.say(#"{"ok":true,"reply_to":\#(id),"ts":"100.\#(id)","text":""}"#)
    }
}
