import RepriseTestSupport
import SlackLiveTransport
import SlackTransport
import SlackWire
import Testing

/// Answers as servers and gateways really give them.
@Suite(.timeLimit(.generous)) struct AnswerTests {
    /// Calls a peer that answers these bytes and keeps the connection.
    private func answer(
        to call: WebAPICall = WebAPICall(method: "api.test"),
        _ bytes: [UInt8]
    ) async throws -> WebAPIAnswer {
        let result = Watched<WebAPIAnswer?>(nil)
        let script: TestPeer.Script = { connection, _ in
            while try connection.readRequest() != nil { try connection.write(bytes) }
        }
        try await withPeer(script: script) { transport, _ in
            result.set(try await transport.call(call))
            // The connection is in order afterwards: the same again.
            #expect(try await transport.call(call) == result.value)
        }
        return try #require(result.value)
    }

    private func answer(_ text: String) async throws -> WebAPIAnswer {
        try await answer(Array(text.utf8))
    }

    @Test func `A rate limit is an answer with its header`() async throws {
        let answer = try await answer(
            "HTTP/1.1 429 Too Many Requests\r\nRetry-After: 30\r\ncontent-length: 33\r\n"
                + "X-Slack-Req-Id:   abc  \r\n\r\n{\"ok\":false,\"error\":\"ratelimited\"}"
        )
        #expect(answer.status == 429)
        #expect(answer.headers["retry-after"] == "30")
        #expect(answer.headers["x-slack-req-id"] == "abc")
        #expect(answer.text == "{\"ok\":false,\"error\":\"ratelimited\"}".prefix(33))
    }

    @Test func `A gateway's HTML is an answer`() async throws {
        let answer = try await answer(
            "HTTP/1.1 502 Bad Gateway\r\ncontent-type: text/html\r\ncontent-length: 21\r\n\r\n"
                + "<html>sorry</html>\r\n\r"
        )
        #expect(answer.status == 502)
        #expect(answer.text.hasPrefix("<html>"))
        #expect(throws: JSONError.self) { try answer.json() }
    }

    @Test func `Fields come in their order, repeated ones included`() async throws {
        let answer = try await answer(
            "HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nVary: x\r\nSet-Cookie: b=2\r\n"
                + "content-length: 0\r\nx-empty:\r\n\r\n"
        )
        #expect(
            answer.headers.fields.map { "\($0.name)=\($0.value)" }
                == ["set-cookie=a=1", "vary=x", "set-cookie=b=2", "content-length=0", "x-empty="]
        )
    }

    @Test func `A body in chunks is put together and no longer called chunked`() async throws {
        let answer = try await answer(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
                + "5\r\n{\"ok\"\r\n6;ext=1\r\n:true}\r\n0\r\nx-trailer: 1\r\n\r\n"
        )
        #expect(answer.text == "{\"ok\":true}")
        #expect(answer.headers["transfer-encoding"] == nil)
    }

    @Test func `A packed body is unpacked and no longer called packed`() async throws {
        // gzip of {"ok":true,"packed":"zzz…"} with 2000 z.
        let packed: [UInt8] = [
            31, 139, 8, 0, 0, 0, 0, 0, 2, 3, 171, 86, 202, 207, 86, 178, 42, 41, 42, 77, 213, 81,
            42, 72, 76, 206, 78, 77, 81, 178, 82, 170, 26, 5, 163, 96, 20, 140, 130, 81, 48, 10,
            70, 193, 144, 7, 74, 181, 0, 79, 250, 14, 173, 231, 7, 0, 0,
        ]
        let head =
            "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\ncontent-length: \(packed.count)\r\n"
            + "x-kept: 1\r\n\r\n"
        let answer = try await answer(Array(head.utf8) + packed)
        #expect(
            answer.text == "{\"ok\":true,\"packed\":\"\(String(repeating: "z", count: 2000))\"}"
        )
        #expect(answer.headers.fields.map(\.name) == ["x-kept"])
    }

    @Test func `A redirect is an answer, and a token does not follow it`() async throws {
        let other = Watched<PeerRequest?>(nil)
        let stranger = try TestPeer { connection, _ in
            if let request = try connection.readRequest() { other.set(request) }
        }
        let script: TestPeer.Script = { connection, _ in
            while try connection.readRequest() != nil {
                let location = "location: http://127.0.0.1:\(stranger.port)/"
                try connection.answer("", status: "302 Found", fields: [location])
            }
        }
        try await withPeer(script: script) { transport, _ in
            let token = "xoxp" + "-1-2-abc"
            let headers: HTTPHeaders = ["authorization": "Bearer \(token)"]
            let answer = try await transport.call(
                WebAPICall(.method("files.info"), headers: headers)
            )
            #expect(answer.status == 302)
            #expect(answer.headers["location"] == "http://127.0.0.1:\(stranger.port)/")
        }
        #expect(stranger.connectionCount == 0)
        #expect(other.value == nil)
    }

    @Test func `An interim answer leaves no trace`() async throws {
        let answer = try await answer(
            "HTTP/1.1 103 Early Hints\r\nlink: x\r\n\r\n"
                + "HTTP/1.1 200 OK\r\ncontent-length: 2\r\nx: y\r\n\r\nok"
        )
        #expect(answer.status == 200)
        #expect(answer.headers["link"] == nil)
        #expect(answer.text == "ok")
    }

    @Test func `An answer may come in single bytes`() async throws {
        let bytes = Array("HTTP/1.1 200 OK\r\ncontent-length: 11\r\na: b\r\n\r\n{\"ok\":true}".utf8)
        let script: TestPeer.Script = { connection, _ in
            while try connection.readRequest() != nil {
                for byte in bytes { try connection.write([byte]) }
            }
        }
        try await withPeer(script: script) { transport, _ in
            let answer = try await transport.call(WebAPICall(method: "api.test"))
            #expect(answer.text == "{\"ok\":true}")
            #expect(answer.headers["a"] == "b")
        }
    }

    @Test func `A body without a length ends with the connection`() async throws {
        let script: TestPeer.Script = { connection, _ in
            _ = try connection.readRequest()
            try connection.write("HTTP/1.1 200 OK\r\n\r\n{\"ok\":true}")
        }
        try await withPeer(script: script) { transport, _ in
            let answer = try await transport.call(WebAPICall(method: "api.test"))
            #expect(answer.text == "{\"ok\":true}")
        }
    }

    @Test func `A large body arrives whole`() async throws {
        let body = String(repeating: "0123456789", count: 300_000)
        let answer = try await answer(
            "HTTP/1.1 200 OK\r\ncontent-length: \(body.utf8.count)\r\n\r\n\(body)"
        )
        #expect(answer.text == body)
    }
}
