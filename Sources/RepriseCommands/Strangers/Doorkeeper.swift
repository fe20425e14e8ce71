import RepriseFloor
import SessionRecording
import SlackServer
import SlackTransport
import SlackWire

/// Stands before a replay and lets nobody in but the bot.
///
/// The server's port is open to every process and page of the machine, and what a stranger sends is no action of the
/// bot. The bot is known by what it was given: a token, whichever; the link of a socket; a link with the server's mark,
/// and no other reaches this place. A request without any of it is the bot's all the same if the recorded bot made such requests, or if its client has
/// shown a token before (`User-Agent`). Everybody else is answered as Slack would answer, and counted.
final class Doorkeeper: Transport {
    private struct State {
        /// Links to sockets that the bot may have.
        var sockets: Set<String>
        /// Clients that have shown a token.
        var clients: Set<String> = []
        var visits = Visits()
    }

    private let inner: any Transport
    /// Methods that the recorded bot called without a token.
    private let open: Set<String>
    private let state: Locked<State>

    /// - Parameters:
    ///   - inner: The replay.
    ///   - session: What it replays.
    convenience init(_ inner: any Transport, _ session: Session) {
        self.init(inner, .memory(session))
    }

    /// - Parameters:
    ///   - inner: The replay.
    ///   - session: What it replays.
    init(_ inner: any Transport, _ session: SessionSource) {
        self.inner = inner
        var open: Set<String> = []
        var sockets: Set<String> = []
        session.visit { entry, _ in
            switch entry.kind {
            case .call(_, let call):
                if let method = call.methodName, !call.hasCredential { open.insert(method) }
            case .open(_, let request, _): sockets.insert(request.url.withoutQuery)
            default: break
            }
        }
        self.open = open
        state = Locked(State(sockets: sockets))
    }

    var hosts: SlackHosts { inner.hosts }

    /// What came that is none of the bot's, or led nowhere.
    var visits: Visits { state.withLock { $0.visits } }

    /// The server answered a request by itself.
    func refused(_ request: RefusedRequest) {
        state.withLock { $0.visits.add(request) }
    }

    func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        guard isBot(call) else { return turnAway(call) }
        let answer = try await inner.call(call)
        note(answer, to: call)
        return answer
    }

    func stream(_ call: WebAPICall) async throws(TransportFailure) -> StreamedAnswer {
        guard isBot(call) else { return StreamedAnswer(turnAway(call)) }
        let answer = try await inner.stream(call).withWholeJSON(of: call)
        if let whole = answer.wholeAnswer { note(whole, to: call) }
        return answer
    }

    private func turnAway(_ call: WebAPICall) -> WebAPIAnswer {
        state.withLock { $0.visits.add(call) }
        return WebAPIAnswer(json: ["ok": false, "error": "not_authed"])
    }

    /// Remembers a link to a socket that the bot has from now on.
    private func note(_ answer: WebAPIAnswer, to call: WebAPICall) {
        guard let url = answer.socketURL(from: call.methodName) else { return }
        state.withLock { state in _ = state.sockets.insert(url.withoutQuery) }
    }

    func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket {
        let isBot = state.withLock { state in
            let isBot =
                state.sockets.contains(request.url.withoutQuery)
                || request.headers["authorization"] != nil || request.headers["cookie"] != nil
            if !isBot { state.visits.add(request) }
            return isBot
        }
        guard isBot else {
            throw TransportFailure(.upgradeRefused, "no answer gave this link", status: 404)
        }
        return try await inner.open(request)
    }

    private func isBot(_ call: WebAPICall) -> Bool {
        let client = call.headers["user-agent"]
        if call.hasCredential {
            if let client { state.withLock { state in _ = state.clients.insert(client) } }
            return true
        }
        guard let method = call.methodName, !open.contains(method) else { return true }
        return client.map { client in state.withLock { $0.clients.contains(client) } } ?? false
    }
}

extension WebAPICall {
    /// Whether it brings something that tells whose it is: a token, a cookie, or an app's id or secret.
    fileprivate var hasCredential: Bool {
        if token != nil || headers["authorization"] != nil || headers["cookie"] != nil {
            return true
        }
        let arguments = arguments
        return ["client_id", "client_secret"].contains { arguments[$0] != nil }
    }
}

extension String {
    fileprivate var withoutQuery: String { String(prefix { $0 != "?" && $0 != "#" }) }
}
