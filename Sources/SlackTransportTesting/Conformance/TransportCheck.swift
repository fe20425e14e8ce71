import SlackTransport
import SlackWire

/// One check under way: the clause, the transport, and the words for what is wrong.
struct TransportCheck: Sendable {
    let clause: TransportClause
    let transport: any Transport
    let direct: (@Sendable (StageDirection) async throws -> Void)?

    /// - Throws: The violation, unless something is so.
    func expect(
        _ isSo: Bool,
        _ finding: @autoclosure () -> String
    ) throws(TransportViolation) {
        if !isSo { throw violation(finding()) }
    }

    /// - Throws: The violation, unless two values are one.
    func expect<Value: Equatable>(
        _ found: Value,
        is wanted: Value,
        _ what: String
    ) throws(TransportViolation) {
        try expect(found == wanted, "\(what) was \(found) instead of \(wanted)")
    }

    func violation(_ finding: String) -> TransportViolation {
        TransportViolation(clause, finding)
    }

    // MARK: Calls

    /// Calls, and expects an answer.
    func call(_ call: WebAPICall) async throws(TransportViolation) -> WebAPIAnswer {
        do {
            return try await transport.call(call)
        } catch {
            throw violation("\(call.target) failed (\(error.kind.rawValue)): \(error.message)")
        }
    }

    /// Calls a method, and expects an answer.
    func call(
        _ method: String,
        _ arguments: [JSONMember] = []
    ) async throws(TransportViolation) -> WebAPIAnswer {
        var sent = WebAPICall(method: method, arguments: arguments)
        // A Slack that is not the suite's own may ask whose call it is; this token is nobody's.
        sent.headers["authorization"] = "Bearer " + "xoxb" + "-1-conformance"
        return try await call(sent)
    }

    /// Reads an answer that must be JSON.
    func json(_ answer: WebAPIAnswer) throws(TransportViolation) -> JSONValue {
        do {
            return try answer.json()
        } catch {
            throw violation("the answer is no JSON: \(error)")
        }
    }

    /// The kind of failure that something must end with.
    func kind<Value: Sendable>(
        of what: String,
        _ body: () async throws(TransportFailure) -> Value
    ) async throws(TransportViolation) -> TransportFailure.Kind {
        do {
            let value = try await body()
            throw violation("\(what) did not fail, but gave \(value)")
        } catch let failure as TransportFailure {
            try expect(!failure.message.isEmpty, "\(what) failed without a word")
            return failure.kind
        } catch let violation as TransportViolation {
            throw violation
        } catch {
            throw violation("\(what) threw \(error)")
        }
    }

    // MARK: Sockets

    /// Asks for a socket's URL.
    func socketURL(_ arguments: [JSONMember] = []) async throws(TransportViolation) -> String {
        let answer = try json(try await call("rtm.connect", arguments))
        guard let url = answer["url"]?.string else {
            throw violation("rtm.connect gave no URL, but \(answer.compactText)")
        }
        return url
    }

    /// Opens a socket, and reads what it is greeted with.
    func greeted() async throws(TransportViolation) -> any TransportSocket {
        let url = try await socketURL()
        let socket: any TransportSocket
        do {
            socket = try await transport.open(SocketRequest(url: url))
        } catch {
            throw violation("the socket was not opened (\(error.kind.rawValue)): \(error.message)")
        }
        let first = try await receive(from: socket)
        guard case .message(let message) = first,
            (try? JSONValue(parsing: message.bytes))?["type"] == "hello"
        else { throw violation("the socket began with \(first) instead of hello") }
        return socket
    }

    /// Receives, and expects an event.
    func receive(from socket: any TransportSocket) async throws(TransportViolation) -> SocketEvent {
        do {
            return try await socket.receive()
        } catch {
            throw violation("receiving failed (\(error.kind.rawValue)): \(error.message)")
        }
    }

    /// Sends, and expects that it is taken.
    func send(
        _ message: SocketMessage,
        over socket: any TransportSocket
    ) async throws(TransportViolation) {
        do {
            try await socket.send(message)
        } catch {
            throw violation("sending failed (\(error.kind.rawValue)): \(error.message)")
        }
    }

    /// Lets Slack's side do something.
    func direct(
        _ direction: StageDirection,
        over socket: any TransportSocket
    ) async throws(TransportViolation) {
        guard let direct else { return try await send(direction.message, over: socket) }
        do {
            try await direct(direction)
        } catch {
            throw violation("the stage did not do as directed: \(error)")
        }
    }

    /// The number that the next pong of RTM answers, past everything else but the end.
    func pong(from socket: any TransportSocket) async throws(TransportViolation) -> Int {
        while true {
            switch try await receive(from: socket) {
            case .message(let message):
                let value = try? JSONValue(parsing: message.bytes)
                if value?["type"] == "pong", let id = value?["reply_to"]?.int { return id }
            case .closed(let close): throw violation("the socket ended: \(close)")
            case .ping, .pong: break
            }
        }
    }

    /// Reads past everything to the end, and expects the same end ever after.
    func end(of socket: any TransportSocket) async throws(TransportViolation) -> SocketClose {
        while true {
            guard case .closed(let close) = try await receive(from: socket) else { continue }
            for _ in 0..<3 {
                try expect(
                    try await receive(from: socket),
                    is: .closed(close),
                    "what came after the end"
                )
            }
            return close
        }
    }

    /// Expects that neither a message nor a ping is taken.
    func expectClosed(_ socket: any TransportSocket) async throws(TransportViolation) {
        let send = try await kind(of: "a send on a closed socket") {
            () async throws(TransportFailure) in
            try await socket.send(.rtmPing(1))
        }
        try expect(send, is: .closed, "the failure of the send")
        let ping = try await kind(of: "a ping on a closed socket") {
            () async throws(TransportFailure) in
            try await socket.ping([1])
        }
        try expect(ping, is: .closed, "the failure of the ping")
    }

    /// Runs something in a task that is cancelled before it begins.
    func cancelled<Value: Sendable>(
        _ body: @escaping @Sendable () async throws(TransportViolation) -> Value
    ) async throws(TransportViolation) -> Value {
        let result = await withTaskGroup(of: Result<Value, TransportViolation>.self) { group in
            group.cancelAll()
            group.addTask {
                do throws(TransportViolation) {
                    return .success(try await body())
                } catch {
                    return .failure(error)
                }
            }
            return await group.next()
        }
        guard let result else { throw violation("the task was not run") }
        return try result.get()
    }
}

extension SocketMessage {
    /// The JSON ping of RTM, which Slack answers.
    static func rtmPing(_ id: Int) -> SocketMessage {
        SocketMessage(json: ["type": "ping", "id": .number(String(id))])
    }
}
