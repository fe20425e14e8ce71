import SessionRecording
import SlackWire

/// A session as an HTTP archive: HAR 1.2 (w3c.github.io/web-performance/specs/HAR/Overview.html), with
/// `_webSocketMessages` as Chrome's developer tools export them.
///
/// It says what the session says and nothing else: the fields that HAR requires are there, and optional ones
/// for which the session has nothing are not.
struct HARArchive {
    private let epoch: Int64
    private var calls: [Int: (at: Int64, call: WebAPICall)] = [:]
    private var exchanges: [JSONValue] = []
    private var sockets: [Int: (at: Int64, request: SocketRequest, messages: [JSONValue])] = [:]

    init(epoch: Int64) {
        self.epoch = epoch
    }

    mutating func add(_ entry: SessionEntry) {
        switch entry.kind {
        case .call(let id, let call): calls[id] = (entry.at, call)
        case .answer(let id, let answer):
            guard let (at, call) = calls.removeValue(forKey: id) else { return }
            exchanges.append(exchange(call, answer, at: at, for: entry.at - at))
        case .open(let id, let request, _): sockets[id] = (entry.at, request, [])
        case .receive(let id, let message): add(message, "receive", to: id, at: entry.at)
        case .send(let id, let message): add(message, "send", to: id, at: entry.at)
        default: break
        }
    }

    func write(_ sink: ([UInt8]) -> Void) {
        sink(
            Array(
                #"{"log":{"version":"1.2","creator":{"name":"reprise","version":"1"},"entries":["#
                    .utf8
            )
        )
        var separator: [UInt8] = []
        for entry in exchanges + sockets.sorted(by: { $0.key < $1.key }).map({ opening($0.value) })
        {
            sink(separator + entry.compactBytes)
            separator = [UInt8(ascii: ",")]
        }
        sink(Array("]}}\n".utf8))
    }

    private mutating func add(_ message: SocketMessage, _ type: String, to id: Int, at: Int64) {
        sockets[id]?.messages.append([
            "type": .string(type),
            "time": .number("\(Double(epoch + at) / 1_000_000)"),
            "opcode": .number(message.kind == .text ? "1" : "2"),
            "data": .string(message.text),
        ])
    }

    private func exchange(
        _ call: WebAPICall,
        _ answer: WebAPIAnswer,
        at: Int64,
        for duration: Int64
    ) -> JSONValue {
        let url: String
        switch call.target {
        case .method(let name): url = "https://slack.com/api/\(name)"
        case .url(let text): url = text
        }
        let body = call.body.payload ?? []
        let request = request(
            call.httpMethod.rawValue,
            url,
            headers: call.headers,
            query: call.query,
            body: String(decoding: body, as: UTF8.self)
        )
        let content: JSONValue = [
            "size": .number("\(answer.body.count)"),
            "mimeType": .string(answer.headers["content-type"] ?? ""),
            "text": .string(String(decoding: answer.body, as: UTF8.self)),
        ]
        return entry(
            at: at,
            for: duration,
            request,
            response(answer.status, headers: answer.headers, content: content)
        )
    }

    private func opening(
        _ socket: (at: Int64, request: SocketRequest, messages: [JSONValue])
    ) -> JSONValue {
        let request = request(
            "GET",
            socket.request.url,
            headers: socket.request.headers,
            query: [],
            body: ""
        )
        let content: JSONValue = ["size": 0, "mimeType": "x-unknown"]
        let response = response(101, headers: [:], content: content)
        let entry = entry(at: socket.at, for: 0, request, response)
        return .object(
            (entry.members ?? []) + [
                JSONMember("_resourceType", "websocket"),
                JSONMember("_webSocketMessages", .array(socket.messages)),
            ]
        )
    }
}

extension HARArchive {
    private func entry(
        at: Int64,
        for duration: Int64,
        _ request: JSONValue,
        _ response: JSONValue
    ) -> JSONValue {
        let milliseconds = JSONValue.number("\(Double(duration) / 1_000)")
        return [
            "startedDateTime": .string(ISO8601.text(microseconds: epoch + at)),
            "time": milliseconds,
            "request": request,
            "response": response,
            "cache": [:],
            "timings": ["send": 0, "wait": milliseconds, "receive": 0],
        ]
    }

    private func request(
        _ method: String,
        _ url: String,
        headers: HTTPHeaders,
        query: [FormField],
        body: String
    ) -> JSONValue {
        let query = query.map { field -> JSONValue in
            ["name": .string(field.name), "value": .string(field.value)]
        }
        let posted: [JSONMember] =
            body.isEmpty
            ? []
            : [
                JSONMember(
                    "postData",
                    ["mimeType": .string(FormCoding.contentType), "text": .string(body)]
                )
            ]
        let request: JSONValue = [
            "method": .string(method),
            "url": .string(url),
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": fields(headers),
            "queryString": .array(query),
            "headersSize": -1,
            "bodySize": .number("\(body.utf8.count)"),
        ]
        return .object((request.members ?? []) + posted)
    }

    private func response(_ status: Int, headers: HTTPHeaders, content: JSONValue) -> JSONValue {
        [
            "status": .number("\(status)"),
            "statusText": "OK",
            "httpVersion": "HTTP/1.1",
            "cookies": [],
            "headers": fields(headers),
            "content": content,
            "redirectURL": "",
            "headersSize": -1,
            "bodySize": -1,
        ]
    }

    private func fields(_ headers: HTTPHeaders) -> JSONValue {
        .array(headers.map { ["name": .string($0.name), "value": .string($0.value)] })
    }
}
