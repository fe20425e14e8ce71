import RepriseFloor
import RepriseTestSupport
import SlackLiveTransport
import SlackServer
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

/// Answers whose bodies flow, as a client on a raw socket gets them.
@Suite(.timeLimit(.generous)) struct `Answers that flow` {
    private static let events: HTTPHeaders = ["content-type": "text/event-stream"]

    /// A client that calls a method, in front of a transport that answers with a body.
    private func serving<Result>(
        _ body: any BodyPieces,
        headers: HTTPHeaders = events,
        request: String = "POST /api/conformance.flow HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n",
        _ test: (inout RawClient) async throws -> Result
    ) async throws -> Result {
        let slack = ScriptedTransport(streaming: { (_) throws(TransportFailure) in
            StreamedAnswer(headers: headers, body: .flowing(body))
        })
        return try await withSlackServer(over: slack) { address in
            try await RawClient.connect(to: address) { client in
                try await client.send(request)
                return try await test(&client)
            }
        }
    }

    // MARK: Framing

    @Test func `A body without a length goes out in chunks, each when it comes`() async throws {
        let body = ScriptedBody(Array("data: 1\n\n".utf8))
        try await serving(body) { client in
            let answer = try await client.readAnswer(toHead: true)
            #expect(answer.status == 200)
            #expect(answer.field("transfer-encoding") == "chunked")
            #expect(answer.field("content-length") == nil)
            #expect(try await client.readChunk() == "data: 1\n\n")
            body.give(Array("data: 2\n\n".utf8))
            #expect(try await client.readChunk() == "data: 2\n\n")
            body.end()
            #expect(try await client.readChunk() == "")
            // The connection is good for more.
            try await client.send("POST /api/x HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
            #expect(try await client.readAnswer(toHead: true).status == 200)
        }
    }

    @Test func `A length that Slack gave stays`() async throws {
        let body = ScriptedBody(Array("four".utf8))
        let headers: HTTPHeaders = ["content-type": "image/png", "content-length": "8"]
        try await serving(body, headers: headers) { client in
            let answer = try await client.readAnswer(toHead: true)
            #expect(answer.field("content-length") == "8")
            #expect(answer.field("transfer-encoding") == nil)
            #expect(try await client.read(4) == Array("four".utf8))
            body.give(Array("more".utf8))
            body.end()
            #expect(try await client.read(4) == Array("more".utf8))
            try await client.send("POST /api/x HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
            #expect(try await client.readAnswer(toHead: true).status == 200)
        }
    }

    @Test(arguments: ["12345678 and more", "123"])
    func `A body of another length than Slack gave does not run into the next answer`(
        text: String
    ) async throws {
        let body = ScriptedBody(Array(text.utf8))
        body.end()
        let headers: HTTPHeaders = ["content-type": "image/png", "content-length": "8"]
        try await serving(body, headers: headers) { client in
            _ = try await client.readAnswer(toHead: true)
            #expect(try await client.read(min(text.utf8.count, 8)).count == min(text.utf8.count, 8))
            guard text.utf8.count > 8 else {
                return #expect(await client.readToEnd() == [])
            }
            try await client.send("POST /api/x HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
            #expect(try await client.readAnswer(toHead: true).status == 200)
        }
    }

    @Test func `For a client of an older HTTP the body ends with the connection`() async throws {
        let body = ScriptedBody(Array("one".utf8))
        let request = "POST /api/conformance.flow HTTP/1.0\r\nconnection: keep-alive\r\n\r\n"
        try await serving(body, request: request) { client in
            let answer = try await client.readAnswer(toHead: true)
            #expect(answer.field("transfer-encoding") == nil)
            #expect(answer.field("connection") == "close")
            #expect(try await client.read(3) == Array("one".utf8))
            body.give(Array("two".utf8))
            body.end()
            #expect(await client.readToEnd() == Array("two".utf8))
        }
    }

    // MARK: Ends

    @Test(arguments: [TransportFailure.Kind.io, .protocolViolation])
    func `A body that is cut is cut for the client, who has its part`(
        kind: TransportFailure.Kind
    ) async throws {
        let body = ScriptedBody(Array("part".utf8))
        try await serving(body) { client in
            _ = try await client.readAnswer(toHead: true)
            #expect(try await client.readChunk() == "part")
            body.end(TransportFailure(kind, "cut"))
            #expect(await client.readToEnd() == [])
            #expect(client.wasReset == (kind == .io))
        }
    }

    @Test func `JSON that is cut reaches the client as far as it came`() async throws {
        let body = ScriptedBody(Array(#"{"ok":tr"#.utf8))
        body.end(TransportFailure(.protocolViolation, "cut"))
        let headers: HTTPHeaders = ["content-type": "application/json", "content-length": "11"]
        try await serving(body, headers: headers) { client in
            let answer = try await client.readAnswer(toHead: true)
            #expect(answer.field("content-length") == "11")
            #expect(await client.readToEnd() == Array(#"{"ok":tr"#.utf8))
        }
    }

    @Test func `Silence in the middle is silence for the client`() async throws {
        let body = ScriptedBody(Array("part".utf8))
        try await serving(body) { client in
            _ = try await client.readAnswer(toHead: true)
            #expect(try await client.readChunk() == "part")
            body.end(TransportFailure(.timeout, "silent"))
            // Another client is served meanwhile, and this one is not: it ends when the server does.
            try await RawClient.connect(to: client.address) { other in
                try await other.send("GET / HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n")
                #expect(try await other.readAnswer().status == 200)
            }
        }
    }

    @Test func `A client that goes away is not sent for any more`() async throws {
        let body = ScriptedBody(Array("part".utf8))
        try await serving(body) { client in
            _ = try await client.readAnswer(toHead: true)
            #expect(try await client.readChunk() == "part")
            client.drop()
            try await waiting(for: "the body to be given up", seen: "nothing") {
                try await body.waitUntilCancelled()
            }
        }
    }

    @Test func `A client that ends its side in the middle gets the rest`() async throws {
        let ways: [HTTPHeaders] = [Self.events, ["content-length": "8"]]
        for headers in ways {
            let body = ScriptedBody(Array("part".utf8))
            try await serving(body, headers: headers) { client in
                let isInChunks =
                    try await client.readAnswer(toHead: true)
                    .field("transfer-encoding") != nil
                let first =
                    isInChunks
                    ? try await client.readChunk()
                    : String(decoding: try await client.read(4), as: UTF8.self)
                #expect(first == "part")
                try await client.endInput()
                body.give(Array("rest".utf8))
                body.end()
                let rest = String(decoding: await client.readToEnd(), as: UTF8.self)
                // What a size begins with changes nothing.
                let plain = rest.drop { $0 == "0" }
                #expect(isInChunks ? plain.hasPrefix("4\r\nrest\r\n0") : rest == "rest")
                #expect(isInChunks ? rest.hasSuffix("0\r\n\r\n") : true)
                #expect(!client.wasReset)
            }
        }
    }

    // MARK: Links

    @Test func `JSON in pieces is put together, and its links lead here`() async throws {
        let json = #"{"ok":true,"url":"wss:\/\/wss-primary.slack.com\/x"}"#
        let body = ScriptedBody(Array(json.utf8.prefix(30)))
        body.give(Array(json.utf8.dropFirst(30)))
        body.end()
        let request = "POST /api/rtm.connect HTTP/1.1\r\nhost: 127.0.0.1\r\n\r\n"
        try await serving(body, headers: ["content-type": "text/plain"], request: request) {
            client in
            let answer = try await client.readAnswer()
            let url = try #require(answer.json?["url"]?.string)
            #expect(url.hasPrefix("ws://127.0.0.1:"))
        }
    }

    @Test func `What is no JSON flows, whatever its type says`() async throws {
        let body = ScriptedBody(Array("\r\n<html>".utf8))
        try await serving(body, headers: ["content-type": "application/json"]) { client in
            _ = try await client.readAnswer(toHead: true)
            #expect(try await client.readChunk() == "\r\n<html>")
            body.end()
            #expect(try await client.readChunk() == "")
        }
    }

    // MARK: From end to end

    @Test func `Events reach a client of the recorder one by one`() async throws {
        let body = ScriptedBody(Array("data: 1\n\n".utf8))
        let slack = ScriptedTransport(streaming: { (_) throws(TransportFailure) in
            StreamedAnswer(headers: Self.events, body: .flowing(body))
        })
        try await withSlackServer(over: slack) { upstream in
            let live = SlackLiveTransport(baseURL: upstream.apiURL)
            try await withSlackServer(over: recorder(live)) { address in
                try await RawClient.connect(to: address) { client in
                    try await client.request("POST /api/conformance.flow")
                    _ = try await client.readAnswer(toHead: true)
                    for number in 1...5 {
                        // The next is sent only when this one is here.
                        #expect(try await client.readChunk() == "data: \(number)\n\n")
                        body.give(Array("data: \(number + 1)\n\n".utf8))
                    }
                    #expect(try await client.readChunk() == "data: 6\n\n")
                    body.end()
                    #expect(try await client.readChunk() == "")
                }
            }
            await live.close()
        }
    }

    @Test func `A client that stops reading stops the upstream, and loses nothing`() async throws {
        let total = 192 << 20
        let body = GeneratedBody(count: total)
        try await throughLive(body) { client in
            let answer = try await client.readAnswer(toHead: true)
            #expect(answer.field("content-length") == "\(total)")
            var looks = (count: -1, equal: 0)
            await eventually("the upstream to be held up", seen: "\(body.given) bytes") {
                looks = (body.given, body.given == looks.count ? looks.equal + 1 : 0)
                return looks.equal >= 40
            }
            // What is held lies in the buffers of five connections' ends.
            #expect(body.given < total / 2)
            var checked = 0
            while checked < total {
                let piece = try await client.read(min(1 << 20, total - checked))
                let isRight = piece == GeneratedBody.bytes(checked, piece.count)
                #expect(isRight)
                guard isRight else { return }
                checked += piece.count
            }
        }
    }

    @Test(.enabled(if: ResidentMemory.isReadable))
    func `A large body passes in little memory`() async throws {
        let total = LargeBodies.bytes
        let body = GeneratedBody(count: total)
        try await throughLive(body) { client in
            _ = try await client.readAnswer(toHead: true)
            let before = ResidentMemory.bytes
            var most = before
            var count = 0
            while count < total {
                count += try await client.read(min(1 << 20, total - count)).count
                if count % (16 << 20) == 0 { most = max(most, ResidentMemory.bytes) }
            }
            // Other tests take memory in this process meanwhile, but a body that is kept has more than all of them.
            let limit = min(total / 3 * 2, 256 << 20)
            #expect(most - before < limit, "\(most >> 20) MB, and \(before >> 20) before")
        }
    }

    private func recorder(_ transport: some Transport) -> RecordingTransport {
        let clock = SessionClock(ContinuousClock())
        return RecordingTransport(transport, to: ForgetfulRecorder(), clock: clock)
    }

    /// A client that downloads a body from an upstream through the recorder, the live transport and two servers.
    private func throughLive(
        _ body: GeneratedBody,
        _ test: (inout RawClient) async throws -> Void
    ) async throws {
        let headers: HTTPHeaders = [
            "content-type": "application/octet-stream", "content-length": "\(body.count)",
        ]
        let slack = ScriptedTransport(streaming: { (_) throws(TransportFailure) in
            StreamedAnswer(headers: headers, body: .flowing(body))
        })
        try await withSlackServer(over: slack) { upstream in
            let live = SlackLiveTransport(baseURL: upstream.apiURL)
            try await withSlackServer(over: recorder(live)) { address in
                try await RawClient.connect(to: address) { client in
                    try await client.request("POST /api/conformance.flow")
                    try await test(&client)
                }
            }
            await live.close()
        }
    }
}
