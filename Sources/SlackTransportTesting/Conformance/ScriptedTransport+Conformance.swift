import RepriseFloor
import SlackTransport
public import SlackWire

extension ScriptedTransport {
    /// The Slack that must stand behind a transport while a ``TransportClause`` is checked, new for each.
    ///
    /// It knows Slack's own `api.test` and `rtm.connect`, greets with `hello` and answers the JSON pings of RTM.
    /// What else a check needs it is asked for through the transport itself, so that it may as well stand
    /// behind a server, or have been recorded.
    ///
    /// - Parameter hosts: What stands for Slack, for the clause about decorators.
    public static func conformance(hosts: SlackHosts = .slack) -> ScriptedTransport {
        let stage = ConformanceStage()
        return ScriptedTransport(
            hosts: hosts,
            answering: { (call) throws(TransportFailure) in try await stage.answer(call) },
            streaming: { (call) throws(TransportFailure) in stage.stream(call) },
            opening: { (request) throws(TransportFailure) in try stage.open(request) }
        )
    }
}

/// Slack's side of the checks.
final class ConformanceStage: Sendable {
    /// The header field by which an answer is recognised.
    static let field = (name: "x-conformance", value: "as it was")
    /// The body of an answer in which every byte is there.
    static let bytes = Array(UInt8.min...UInt8.max)
    /// An answer that is JSON and would be spelled otherwise by most who write it anew.
    static let spelling = Array("{ \"ok\" :true,\"a\\/b\":\"\\u00e9\", \"n\":1.50e0 }\n".utf8)
    /// Where what is no Web API method is called.
    static let address = "https://files.slack.com/upload/v1/conformance"

    private struct State {
        var sockets = 0
        var held = 0
        var together: [OneShot<Void>] = []
        /// The body that flows, and how many pieces it has.
        var body: ScriptedBody?
        var pieces = 0
    }

    private let state = Locked(State())
    private let changes = Signal()

    func answer(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        switch call.methodName {
        case "api.test": return Self.test(call)
        case "rtm.connect": return connect(call)
        case "conformance.address":
            return WebAPIAnswer(json: ["ok": true, "upload_url": .string(Self.address)])
        case "conformance.status":
            let status = call.arguments.int("status") ?? 500
            let headers: HTTPHeaders = ["content-type": "text/plain"]
            var answer = WebAPIAnswer(status: status, headers: headers, body: Array("none".utf8))
            answer.headers[Self.field.name] = Self.field.value
            return answer
        case "conformance.bytes":
            let headers: HTTPHeaders = ["content-type": "application/octet-stream"]
            return WebAPIAnswer(status: 200, headers: headers, body: Self.bytes)
        case "conformance.spelling":
            let headers: HTTPHeaders = ["content-type": "application/json; charset=utf-8"]
            return WebAPIAnswer(status: 200, headers: headers, body: Self.spelling)
        case "conformance.empty": return WebAPIAnswer(status: 200)
        case "conformance.together":
            try await together(call.arguments.int("count") ?? 1)
            return Self.echo(of: call)
        case "conformance.hold": return try await hold()
        case "conformance.held":
            do {
                try await changes.wait { [state] in state.withLock { $0.held > 0 ? () : nil } }
            } catch { throw .cancelled(while: "waiting for a call") }
            return WebAPIAnswer(json: ["ok": true])
        case "conformance.flow.on":
            piece()
            return WebAPIAnswer(json: ["ok": true])
        case "conformance.flow.end":
            state.withLock { $0.body }?.end()
            return WebAPIAnswer(json: ["ok": true])
        case "conformance.flow.cut":
            state.withLock { $0.body }?
                .end(TransportFailure(.io, "the connection broke in the middle, as asked"))
            return WebAPIAnswer(json: ["ok": true])
        case "conformance.flow.abandoned":
            let body = state.withLock { $0.body }
            do { try await body?.waitUntilCancelled() } catch {
                throw .cancelled(while: "waiting for somebody to lose interest")
            }
            return WebAPIAnswer(json: ["ok": true])
        case "conformance.break": throw TransportFailure(.io, "the connection broke, as asked")
        default: return Self.echo(of: call)
        }
    }

    // MARK: Answers that flow

    /// A body whose pieces are long enough to be told apart.
    static func piece(_ number: Int) -> [UInt8] {
        Array("data: piece \(number)\n\n".utf8)
    }

    /// More than fits into any buffer on the way.
    static let long = (0..<(3 << 20)).map { UInt8(truncatingIfNeeded: $0 &* 131 ^ $0 >> 9) }

    func stream(_ call: WebAPICall) -> StreamedAnswer? {
        let body: ScriptedBody
        switch call.methodName {
        case "conformance.flow":
            body = ScriptedBody()
            state.withLock { state in (state.body, state.pieces) = (body, 0) }
            piece()
        case "conformance.flow.long":
            body = ScriptedBody(Self.long)
            body.end()
        default: return nil
        }
        var answer = StreamedAnswer(
            headers: ["content-type": "text/event-stream"],
            body: .flowing(body)
        )
        answer.headers[Self.field.name] = Self.field.value
        return answer
    }

    private func piece() {
        let (body, number) = state.withLock { state in
            state.pieces += 1
            return (state.body, state.pieces)
        }
        body?.give(Self.piece(number))
    }

    func open(_ request: SocketRequest) throws(TransportFailure) -> ScriptedSocket {
        if request.url.contains("/refused/") {
            throw TransportFailure(.upgradeRefused, "the ticket is not good, as asked", status: 408)
        }
        let socket = ScriptedSocket(sending: { (message, socket) throws(TransportFailure) in
            Self.hear(message, on: socket)
        })
        socket.say(#"{"type":"hello"}"#)
        return socket
    }

    // MARK: Calls

    /// Slack's own test: the arguments come back, and so does an error that was asked for.
    private static func test(_ call: WebAPICall) -> WebAPIAnswer {
        var members = [JSONMember("ok", .bool(call.arguments["error"] == nil))]
        if let error = call.arguments["error"] { members.append(JSONMember("error", error)) }
        members.append(JSONMember("args", .object(call.arguments.members)))
        return WebAPIAnswer(json: .object(members))
    }

    private func connect(_ call: WebAPICall) -> WebAPIAnswer {
        let number = state.withLock { state in
            state.sockets += 1
            return state.sockets
        }
        let kind = call.arguments["refused"] == nil ? "websocket" : "websocket/refused"
        let url = "wss://wss-primary.slack.com/\(kind)/conformance-\(number)"
        return WebAPIAnswer(json: ["ok": true, "url": .string(url)])
    }

    private static func echo(of call: WebAPICall) -> WebAPIAnswer {
        WebAPIAnswer(json: ["ok": true, "call": call.portrait])
    }

    /// Answers when so many calls are here.
    private func together(_ count: Int) async throws(TransportFailure) {
        let turn = OneShot<Void>()
        let ready = state.withLock { state -> [OneShot<Void>] in
            state.together.append(turn)
            guard state.together.count >= count else { return [] }
            defer { state.together = [] }
            return state.together
        }
        for turn in ready { turn.resolve(()) }
        if await turn.wait() == nil { throw .cancelled(while: "waiting for the other calls") }
    }

    /// Never answers.
    private func hold() async throws(TransportFailure) -> WebAPIAnswer {
        state.withLock { $0.held += 1 }
        changes.raise()
        await OneShot<Void>().wait()
        throw .cancelled(while: "waiting for an answer that never comes")
    }

    // MARK: Sockets

    private static func hear(_ message: SocketMessage, on socket: ScriptedSocket) {
        let value = message.kind == .text ? try? JSONValue(parsing: message.bytes) : nil
        switch value?["type"]?.string {
        case "ping":
            let id = value?["id"] ?? .null
            socket.give(.message(SocketMessage(json: ["type": "pong", "reply_to": id])))
        case "conformance":
            if let value { StageDirection.obey(value, on: socket) }
        default:
            socket.give(.message(message.report))
        }
    }
}

extension WebAPICall {
    /// What of a call must arrive.
    var portrait: JSONValue {
        [
            "verb": .string(httpMethod.rawValue), "query": Self.portrait(of: query),
            "token": .string(headers["authorization"] ?? ""),
            "field": .string(headers[ConformanceStage.field.name] ?? ""), "body": bodyPortrait,
        ]
    }

    private var bodyPortrait: JSONValue {
        switch body {
        case .none: ["kind": "none"]
        case .form(let fields): ["kind": "form", "fields": Self.portrait(of: fields)]
        case .json(let text): ["kind": "json", "bytes": .string(Base64.encode(text.bytes))]
        case .multipart(let parts):
            ["kind": "multipart", "parts": .array(parts.map(Self.portrait(of:)))]
        case .bytes(let bytes) where bytes.count > Self.flowingSize:
            [
                "kind": "bytes", "count": .number(String(bytes.count)),
                "sha256": .string(SHA256.hexadecimal(of: bytes)),
            ]
        case .bytes(let bytes): ["kind": "bytes", "bytes": .string(Base64.encode(bytes))]
        case .flowing: ["kind": "flowing"]
        case .file(let file): ["kind": "file", "sha256": .string(file.sha256)]
        }
    }

    private static func portrait(of fields: [FormField]) -> JSONValue {
        .array(fields.map { [.string($0.name), .string($0.value)] })
    }

    private static func portrait(of part: MultipartPart) -> JSONValue {
        [
            "name": .string(part.name), "filename": part.filename.map { .string($0) } ?? .null,
            "bytes": .string(Base64.encode(part.bytes)),
        ]
    }
}

extension SocketMessage {
    /// What Slack's side says of a message that asks for nothing.
    var report: SocketMessage {
        let bytes = Base64.encode(bytes)
        return SocketMessage(
            json: ["type": "heard", "kind": .string(kind.word), "bytes": .string(bytes)]
        )
    }
}
