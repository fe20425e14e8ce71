import Foundation
import SlackWire
import Testing

/// What real clients sent to a loopback server; see `ClientWire/README.md`.
struct `What real clients send` {
    private struct Request {
        var call: WebAPICall
        var file: String
    }

    private static let files = [
        "slack_bolt", "slack_sdk_rtm", "slack_sdk_web", "socket_mode_aiohttp",
        "socket_mode_builtin",
        "socket_mode_websocket_client", "socket_mode_websockets",
    ]

    private static func lines(of file: String) throws -> [JSONValue] {
        let url = try #require(
            Bundle.module.url(forResource: file, withExtension: "jsonl", subdirectory: "ClientWire")
        )
        return try String(contentsOf: url, encoding: .utf8).split(separator: "\n").map {
            try JSONValue(parsing: String($0))
        }
    }

    private static func requests() throws -> [Request] {
        try files.flatMap { file in
            try lines(of: file).compactMap { line -> Request? in
                guard let verb = line["http"]?.string, let path = line["path"]?.string else {
                    return nil
                }
                var headers = HTTPHeaders()
                for field in line["headers"]?.array ?? [] {
                    headers.append(field[0]?.string ?? "", field[1]?.string ?? "")
                }
                let method = path.hasPrefix("/api/") ? String(path.dropFirst(5)) : nil
                let body = Array((line["body"]?.string ?? "").utf8)
                let call = WebAPICall(
                    method.map { .method($0) } ?? .url("https://slack.com\(path)"),
                    httpMethod: HTTPMethod(rawValue: verb),
                    headers: headers,
                    body: WebAPICall.Body(
                        decoding: body,
                        contentType: path.hasPrefix("/upload/") ? nil : headers["content-type"]
                    )
                )
                return Request(call: call, file: file)
            }
        }
    }

    private func calls(_ method: String) throws -> [WebAPICall] {
        try Self.requests().map(\.call).filter { $0.methodName == method }
    }

    @Test func `Every call of a method carries the client's token`() throws {
        let calls = try Self.requests().map(\.call).filter { $0.methodName != nil }
        #expect(calls.count == 30)
        for call in calls {
            let expected = call.methodName == "apps.connections.open" ? "xapp" : "xoxb"
            #expect(call.token?.prefix == expected, "\(call.methodName ?? "")")
        }
    }

    @Test(arguments: ["rtm.connect", "auth.test", "apps.connections.open"])
    func `An empty call is the same by GET and POST, as JSON and as a form`(method: String) throws {
        let calls = try calls(method)
        let types = Set(calls.map { $0.headers["content-type"] ?? "" })
        #expect(types.count == 2, "the files hold both kinds")
        #expect(calls.allSatisfy { $0.body == .none && $0.arguments.members.isEmpty })
        #expect(Set(calls.map(\.arguments)).count == 1)
    }

    @Test func `A message is the same whatever the order and the client's version`() throws {
        let replies = try calls("chat.postMessage").filter {
            $0.arguments.text("text") == "reply" && $0.arguments.text("channel") == "C1"
        }
        #expect(replies.count == 2)
        #expect(replies[0].body != replies[1].body)
        #expect(replies[0].arguments == replies[1].arguments)
    }

    @Test func `Blocks in JSON are the blocks that a form would carry`() throws {
        let sent = try #require(calls("chat.postMessage").first { $0.arguments["blocks"] != nil })
        let form = WebAPICall(
            .method("chat.postMessage"),
            query: [FormField("thread_ts", "1.2")],
            body: .form([
                FormField("blocks", #"[{"text":{"text":"x","type":"mrkdwn"},"type":"section"}]"#),
                FormField("text", "hé"), FormField("channel", "C1"), FormField("token", "any"),
            ])
        )
        #expect(sent.arguments == form.arguments)
    }

    @Test func `The files of an upload are parsed out of the form`() throws {
        let completions = try calls("files.completeUploadExternal")
        #expect(
            completions.map { $0.arguments["files"] } == [
                [["id": "F1", "title": "a.txt"]], [["id": "F1", "title": "b.txt"]],
            ]
        )
        let json = WebAPICall(
            .method("files.completeUploadExternal"),
            body: .json(JSONText(["files": [["title": "a.txt", "id": "F1"]], "channel_id": "C1"]))
        )
        #expect(completions.first?.arguments == json.arguments)
    }

    @Test func `The bytes of an upload stay bytes whatever the client calls them`() throws {
        let uploads = try Self.requests().map(\.call).filter {
            guard case .url(let url) = $0.target else { return false }
            return url.contains("/upload/")
        }
        #expect(uploads.map(\.arguments.content) == [Array("hello".utf8), Array("vm\n".utf8)])
        #expect(uploads.allSatisfy { $0.token == nil })
    }

    @Test func `Frames that clients send are read, spaces or not`() throws {
        let frames = try Self.files.flatMap { try Self.lines(of: $0) }.compactMap {
            ($0["rtm_recv"] ?? $0["link_recv"])?.string
        }
        #expect(frames.count == 20)
        for frame in frames {
            let value = try JSONValue(parsing: frame)
            let compact = SocketMessage(json: value)
            #expect(try JSONText(validating: compact.bytes, singleLine: true).value() == value)
        }
        #expect(
            try frames.map { try JSONValue(parsing: $0) }.contains(
                EnvelopeAcknowledgement(envelopeID: "e2", payload: ["text": "hi"]).json
            )
        )
        let messages = try frames.map { try JSONValue(parsing: $0) }.filter {
            $0["text"] == "over ws"
        }
        #expect(messages.first == RTMMessage(id: 1, channel: "C1", text: "over ws").json)
    }
}
