import RepriseTestSupport
import SlackServer
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@Suite(.timeLimit(.generous)) struct `Web API calls over HTTP` {
    @Test func `A form, a JSON body, a query and multipart reach the transport as what they are`()
        async throws
    {
        let transport = ScriptedTransport()
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                try await client.request(
                    "POST /api/chat.postMessage",
                    ["Content-Type: application/x-www-form-urlencoded"],
                    body: "channel=C1&text=a+b%26c"
                )
                #expect(try await client.readAnswer().json?["ok"] == true)
                try await client.request(
                    "POST /api/chat.postMessage",
                    ["Content-Type: application/json;charset=utf-8"],
                    body: #"{"channel": "C1",  "text": "h\u00e9"}"#
                )
                _ = try await client.readAnswer()
                try await client.request("GET /api/rtm.connect?presence_sub=true&token=t")
                _ = try await client.readAnswer()
                try await client.request(
                    "POST /api/files.upload",
                    ["Content-Type: multipart/form-data; boundary=xyz"],
                    body:
                        "--xyz\r\nContent-Disposition: form-data; name=\"channels\"\r\n\r\nC1\r\n--xyz--\r\n"
                )
                _ = try await client.readAnswer()
            }
        }
        let calls = transport.calls
        #expect(
            calls.map(\.target) == [
                .method("chat.postMessage"), .method("chat.postMessage"), .method("rtm.connect"),
                .method("files.upload"),
            ]
        )
        #expect(calls[0].body == .form([FormField("channel", "C1"), FormField("text", "a b&c")]))
        let json = #"{"channel": "C1",  "text": "h\u00e9"}"#
        #expect(calls[1].body == .json(JSONText(uncheckedBytes: Array(json.utf8))))
        #expect(calls[2].httpMethod == .get)
        #expect(
            calls[2].query == [FormField("presence_sub", "true"), FormField("token", "t")]
        )
        #expect(
            calls[3].body == .multipart([MultipartPart(name: "channels", bytes: Array("C1".utf8))])
        )
    }

    @Test
    func `An empty body with a JSON content type is no body, and the token stays in its header`()
        async throws
    {
        let transport = ScriptedTransport()
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                try await client.request(
                    "POST /api/auth.test",
                    [
                        "Content-Length: 0", "Content-Type: application/json;charset=utf-8",
                        "Authorization: Bearer " + "xoxb" + "-1", "Accept-Encoding: gzip",
                    ]
                )
                #expect(try await client.readAnswer().status == 200)
            }
        }
        let call = try #require(transport.calls.first)
        #expect(call.body == .none)
        #expect(call.headers["authorization"] == "Bearer " + "xoxb" + "-1")
        #expect(call.headers["host"] == nil)
        #expect(call.headers["accept-encoding"] == nil)
        #expect(call.headers["content-length"] == nil)
    }

    @Test func `Malformed JSON and unknown content types pass through as bytes`() async throws {
        let transport = ScriptedTransport()
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                for type in ["application/json", "text/weird"] {
                    try await client.request(
                        "POST /api/views.open",
                        ["Content-Type: \(type)"],
                        body: #"{"view": "#
                    )
                    #expect(try await client.readAnswer().status == 200)
                }
            }
        }
        let body = WebAPICall.Body.bytes(Array(#"{"view": "#.utf8))
        #expect(transport.calls.map(\.body) == [body, body])
    }

    @Test func `A chunked body arrives whole`() async throws {
        let transport = ScriptedTransport()
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                try await client.request(
                    "POST /api/api.test",
                    [
                        "Transfer-Encoding: chunked",
                        "Content-Type: application/x-www-form-urlencoded",
                    ]
                )
                try await client.send("4\r\nfoo=\r\n3\r\nbar\r\n0\r\n\r\n")
                #expect(try await client.readAnswer().status == 200)
            }
        }
        #expect(transport.calls.first?.body == .form([FormField("foo", "bar")]))
    }

    @Test func `A request that comes one byte at a time is the same request`() async throws {
        let transport = ScriptedTransport()
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                let request =
                    "POST /api/api.test HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                    + "Content-Length: 9\r\n\r\n{\"a\":\"b\"}"
                for byte in request.utf8 { try await client.send([byte]) }
                #expect(try await client.readAnswer().status == 200)
            }
        }
        let json = JSONText(uncheckedBytes: Array(#"{"a":"b"}"#.utf8))
        #expect(transport.calls.map(\.body) == [.json(json)])
    }

    @Test func `Answers keep Slack's header fields, in lower case, and their exact bytes`()
        async throws
    {
        let body = "{\"ok\":true , \"x\":1.0}"
        let transport = ScriptedTransport(answering: { (_) throws(TransportFailure) in
            WebAPIAnswer(
                headers: [
                    "Content-Type": "application/json; charset=utf-8",
                    "X-OAuth-Scopes": "identify,bot:basic", "Content-Encoding": "gzip",
                    "Transfer-Encoding": "chunked", "Content-Length": "3", "Connection": "close",
                ],
                body: Array(body.utf8)
            )
        })
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                try await client.request("POST /api/auth.test")
                let answer = try await client.readAnswer()
                #expect(answer.text == body)
                #expect(
                    answer.fields.map(\.name) == [
                        "content-type", "x-oauth-scopes", "content-length",
                    ]
                )
                #expect(answer.field("x-oauth-scopes") == "identify,bot:basic")
                // The connection was kept: a second request gets its answer on it.
                try await client.request("POST /api/auth.test")
                #expect(try await client.readAnswer().text == body)
            }
        }
    }

    @Test func `Connection close and HTTP 1.0 end the connection after the answer`() async throws {
        try await withSlackServer(over: ScriptedTransport()) { address in
            for request in [
                "POST /api/api.test HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
                "GET /api/api.test HTTP/1.0\r\n\r\n",
            ] {
                try await RawClient.connect(to: address) { client in
                    try await client.send(request)
                    let answer = try await client.readAnswer()
                    #expect(answer.status == 200)
                    #expect(answer.field("connection") == "close")
                    #expect(await client.readToEnd() == [])
                }
            }
        }
    }
}
