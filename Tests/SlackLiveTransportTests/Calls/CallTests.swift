import RepriseTestSupport
import SlackLiveTransport
import SlackTransport
import SlackWire
import Testing

/// What a call looks like on the wire, and what comes back.
@Suite(.timeLimit(.generous)) struct CallTests {
    /// Sends a call to a peer that shows what it got.
    private func request(
        for call: WebAPICall,
        _ configure: (inout SlackLiveTransport.Configuration) -> Void = { _ in }
    ) async throws -> PeerRequest {
        let seen = Watched<PeerRequest?>(nil)
        let script: TestPeer.Script = { connection, _ in
            while let request = try connection.readRequest() {
                seen.set(request)
                try connection.answer("{\"ok\":true}")
            }
        }
        try await withPeer(configure, script: script) { transport, peer in
            var call = call
            if case .url(let path) = call.target, path.hasPrefix("/") {
                call.target = .url("http://127.0.0.1:\(peer.port)\(path)")
            }
            let answer = try await transport.call(call)
            #expect(answer.status == 200)
            #expect(try answer.json() == .object([JSONMember("ok", .bool(true))]))
        }
        return try #require(seen.value)
    }

    @Test func `A method's arguments go as a form`() async throws {
        let call = WebAPICall(
            method: "chat.postMessage",
            arguments: [
                JSONMember("channel", .string("C1")), JSONMember("text", .string("a b&c=ü+")),
            ]
        )
        let request = try await request(for: call)
        #expect(request.line == "POST /api/chat.postMessage HTTP/1.1")
        #expect(request.text == "channel=C1&text=a+b%26c%3D%C3%BC%2B")
        #expect(request.headers["content-type"] == "application/x-www-form-urlencoded")
        #expect(request.headers["content-length"] == "\(request.body.count)")
        #expect(request.headers["user-agent"] == "reprise")
        #expect(request.headers["expect"] == nil)
    }

    @Test(arguments: ["/api", "/api/"])
    func `A slash at the end of the base URL is optional`(_ base: String) async throws {
        let call = WebAPICall(
            .method("api.test"),
            httpMethod: .get,
            query: [FormField("a", "1 2"), FormField("b", "")]
        )
        let request = try await request(for: call) { configuration in
            let origin = configuration.baseURL.dropLast("/api/".count)
            configuration.baseURL = origin + base
        }
        #expect(request.line == "GET /api/api.test?a=1+2&b= HTTP/1.1")
        #expect(request.headers["content-type"] == nil)
        #expect(request.headers["content-length"] == nil)
    }

    @Test func `JSON goes as it stands`() async throws {
        let json = try JSONText(validating: Array("{ \"text\" : \"\\u00fc\\/\" }".utf8))
        let request = try await request(for: WebAPICall(.method("chat.update"), body: .json(json)))
        #expect(request.text == "{ \"text\" : \"\\u00fc\\/\" }")
        #expect(request.headers["content-type"] == "application/json; charset=utf-8")
    }

    @Test func `Parts go as a form with a boundary, whatever the call's own header says`()
        async throws
    {
        let parts = [
            MultipartPart(name: "channels", bytes: Array("C1".utf8)),
            MultipartPart(
                name: "file",
                filename: "a.bin",
                contentType: "application/octet-stream",
                bytes: [0, 13, 10, 255]
            ),
        ]
        let call = WebAPICall(
            .method("files.upload"),
            headers: ["content-type": "multipart/form-data; boundary=gone"],
            body: .multipart(parts)
        )
        let request = try await request(for: call)
        let type = try #require(request.headers["content-type"])
        #expect(try MultipartCoding.decode(request.body, contentType: type) == parts)
    }

    @Test func `Bytes go to an absolute URL with any verb`() async throws {
        let call = WebAPICall(
            .url("/upload/v1/abc?x=1#part"),
            httpMethod: .put,
            query: [FormField("y", "2")],
            body: .bytes([0, 1, 254, 255])
        )
        let request = try await request(for: call)
        #expect(request.line == "PUT /upload/v1/abc?x=1&y=2 HTTP/1.1")
        #expect(request.body == [0, 1, 254, 255])
        #expect(request.headers["content-type"] == "application/octet-stream")
    }

    @Test func `A verb without a body says how much follows only where it must`() async throws {
        let post = try await request(for: WebAPICall(.method("auth.test")))
        #expect(post.headers["content-length"] == "0")
        #expect(post.headers["content-type"] == nil)
        let delete = try await request(
            for: WebAPICall(.url("/x"), httpMethod: HTTPMethod(rawValue: "DELETE"))
        )
        #expect(delete.line == "DELETE /x HTTP/1.1")
        let get = try await request(
            for: WebAPICall(.url("/x"), httpMethod: .get, body: .bytes([1, 2]))
        )
        #expect(get.line == "GET /x HTTP/1.1")
        #expect(get.body == [1, 2])
    }

    @Test func `Header fields pass, except those of one connection`() async throws {
        let token = "xoxb" + "-1-2-abc"
        let headers: HTTPHeaders = [
            "authorization": "Bearer \(token)", "x-empty": "", "cookie": "d=1; e=ü",
            "content-type": "text/x-own", "user-agent": "my bot", "host": "evil.example",
            "content-length": "999", "transfer-encoding": "chunked", "connection": "close",
            "expect": "100-continue", "accept-encoding": "identity",
        ]
        let call = WebAPICall(
            .method("api.test"),
            headers: headers,
            body: .bytes(Array("1234".utf8))
        )
        let request = try await request(for: call)
        #expect(request.headers["authorization"] == "Bearer \(token)")
        #expect(request.headers["x-empty"] == "")
        #expect(request.headers["cookie"] == "d=1; e=ü")
        #expect(request.headers["content-type"] == "text/x-own")
        #expect(request.headers["user-agent"] == "my bot")
        #expect(request.headers["host"]?.hasPrefix("127.0.0.1:") == true)
        #expect(request.headers["content-length"] == "4")
        for name in ["transfer-encoding", "connection", "expect"] {
            #expect(request.headers[name] == nil)
        }
        #expect(request.text == "1234")
    }

    @Test(arguments: [10, 65_536, 65_537, 5_000_000])
    func `A body of any size arrives whole`(_ size: Int) async throws {
        let bytes = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 7) }
        let request = try await request(for: WebAPICall(.url("/upload"), body: .bytes(bytes)))
        #expect(request.body == bytes)
        #expect(request.headers["content-length"] == "\(size)")
    }

    @Test func `A method's name cannot lead elsewhere`() async throws {
        let odd = try await request(for: WebAPICall(method: "../admin/x?y"))
        #expect(odd.line == "POST /api/..%2Fadmin%2Fx%3Fy HTTP/1.1")
    }

    @Test func `Handles are used again for calls of every kind`() async throws {
        let script: TestPeer.Script = { connection, _ in
            while let request = try connection.readRequest() {
                if request.line.hasPrefix("HEAD") {
                    try connection.write("HTTP/1.1 200 OK\r\ncontent-length: 99\r\n\r\n")
                } else {
                    try connection.answer(
                        "\(request.line)|\(request.headers["x-a"] ?? "-")|\(request.text)"
                    )
                }
            }
        }
        try await withPeer(script: script) { transport, peer in
            let url = "http://127.0.0.1:\(peer.port)/x"
            let large = [UInt8](repeating: 0x62, count: 70_000)
            for _ in 0..<3 {
                let head = try await transport.call(
                    WebAPICall(.url(url), httpMethod: HTTPMethod(rawValue: "HEAD"))
                )
                #expect(head.body.isEmpty && head.headers["content-length"] == "99")
                let put = try await transport.call(
                    WebAPICall(
                        .url(url),
                        httpMethod: .put,
                        headers: ["x-a": "1"],
                        body: .bytes(large)
                    )
                )
                #expect(put.text == "PUT /x HTTP/1.1|1|" + String(repeating: "b", count: 70_000))
                let get = try await transport.call(WebAPICall(.url(url), httpMethod: .get))
                #expect(get.text == "GET /x HTTP/1.1|-|")
                let post = try await transport.call(
                    WebAPICall(.url(url), body: .bytes(Array("small".utf8)))
                )
                #expect(post.text == "POST /x HTTP/1.1|-|small")
            }
            #expect(peer.connectionCount == 1)
        }
    }
}
