import RepriseFloor
import SessionRecording
import SlackWire

/// Makes sessions of every shape out of a seed.
struct SessionGenerator {
    private var random: SeededGenerator
    private var calls = 0
    private var sockets = 0
    private var openCalls: [Int] = []
    private var openSockets: [Int] = []
    private var time: Int64 = 0

    init(seed: UInt64) {
        random = SeededGenerator(seed: seed)
    }

    /// A session of about `count` entries.
    mutating func session(_ count: Int) -> Session {
        Session(
            header: SessionHeader(
                epoch: Int64.random(in: 0...2_000_000_000_000_000, using: &random),
                title: Bool.random(using: &random) ? text() : nil
            ),
            entries: (0..<count).map { _ in entry() }
        )
    }

    private mutating func entry() -> SessionEntry {
        time += Int64.random(in: 0...5_000, using: &random)
        return SessionEntry(at: time, kind())
    }

    private mutating func kind() -> SessionEntry.Kind {
        switch Int.random(in: 0..<12, using: &random) {
        case 11: return .process(.exited(code: Int.random(in: 0...255, using: &random)))
        case 10: return flow() ?? .note(text())
        case 0, 1:
            calls += 1
            openCalls.append(calls)
            return .call(id: calls, call())
        case 2, 3:
            guard let call = openCalls.popLast() else { return .note(text()) }
            if Bool.random(using: &random) {
                return .failure(call: call, TransportFailure(.io, text(), status: 500))
            }
            return .answer(
                call: call,
                WebAPIAnswer(status: 200, headers: headers(), body: bytes())
            )
        case 4:
            sockets += 1
            openSockets.append(sockets)
            let cause = calls > 0 && Bool.random(using: &random) ? calls : nil
            return .open(
                socket: sockets,
                SocketRequest(url: "wss://h/", headers: headers()),
                call: cause
            )
        case 5:
            guard let socket = openSockets.popLast() else { return .note(text()) }
            return .close(socket: socket, SocketClose(code: 1001, reason: text(), by: .lost))
        default:
            guard let socket = openSockets.randomElement(using: &random) else {
                return .note(text())
            }
            let message = SocketMessage(
                kind: Bool.random(using: &random) ? .text : .binary,
                bytes: bytes()
            )
            return switch Int.random(in: 0..<4, using: &random) {
            case 0: .send(socket: socket, message)
            case 1: .ping(socket: socket, by: .bot, bytes())
            case 2: .pong(socket: socket, by: .peer, bytes())
            default: .receive(socket: socket, message)
            }
        }
    }

    /// Something of an answer that flows.
    private mutating func flow() -> SessionEntry.Kind? {
        guard let call = openCalls.randomElement(using: &random) else { return nil }
        switch Int.random(in: 0..<3, using: &random) {
        case 0: return .head(call: call, WebAPIAnswer(status: 200, headers: headers()))
        case 1: return .chunk(call: call, BodyChunk(bytes()))
        default: return .part(call: call, bytes())
        }
    }

    private mutating func call() -> WebAPICall {
        let bodies: [WebAPICall.Body] = [
            .none, .form(fields()), .json(JSONText(json(3))), .bytes(bytes()),
            .multipart([
                MultipartPart(name: text(), filename: text(), contentType: text(), bytes: bytes()),
                MultipartPart(name: "a", bytes: bytes()),
            ]),
        ]
        return WebAPICall(
            Bool.random(using: &random) ? .method("chat.x") : .url("https://h.example/a"),
            httpMethod: Bool.random(using: &random) ? .post : .get,
            query: fields(),
            headers: headers(),
            body: bodies.randomElement(using: &random) ?? .none
        )
    }

    private mutating func fields() -> [FormField] {
        (0..<Int.random(in: 0...3, using: &random)).map { _ in
            FormField(Bool.random(using: &random) ? "same" : text(), text())
        }
    }

    private mutating func headers() -> HTTPHeaders {
        HTTPHeaders(fields().map { HTTPHeaders.Field(name: $0.name, value: $0.value) })
    }

    /// JSON, text, or neither; short and long.
    private mutating func bytes() -> [UInt8] {
        switch Int.random(in: 0..<5, using: &random) {
        case 0: return json(4).compactBytes
        case 1: return json(2).compactBytes + Array(" \n\r\t".utf8.prefix(2))
        case 2: return Array(text().utf8)
        case 3: return []
        default:
            let count = Int.random(in: 0...600, using: &random)
            return (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
        }
    }

    private mutating func json(_ depth: Int) -> JSONValue {
        switch Int.random(in: 0..<(depth > 0 ? 7 : 5), using: &random) {
        case 0: return .null
        case 1: return .bool(Bool.random(using: &random))
        case 2:
            return .number(
                ["0", "-1.50", "1e9", "1485975421.000002"].randomElement(using: &random) ?? "0"
            )
        case 3, 4: return .string(text())
        case 5: return .array((0..<3).map { _ in json(depth - 1) })
        default: return .object((0..<3).map { _ in JSONMember(text(), json(depth - 1)) })
        }
    }

    private mutating func text() -> String {
        let scalars: [Unicode.Scalar] = [
            "a", "Z", "0", " ", "\"", "\\", "/", "\n", "\r", "\t", "\u{0}", "\u{1f}", "\u{7f}", "é",
            "\u{2028}", "😀", "{", "}", "[", ":", ",", "%", "=", "&",
        ]
        let count = Int.random(in: 0...12, using: &random)
        var text = String.UnicodeScalarView()
        for _ in 0..<count {
            text.append(scalars.randomElement(using: &random) ?? "a")
        }
        return String(text)
    }
}
