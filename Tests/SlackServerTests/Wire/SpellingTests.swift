import RepriseTestSupport
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackServer

/// What goes to Slack is what the client sent, with Slack's own links in it.
@Suite(.timeLimit(.generous)) struct `Links in what is passed on as it came` {
    private static let file = "https://files.slack.com/files-pri/T1-F1/a.png"

    /// The call that reaches the transport.
    private func call(
        _ line: String,
        _ type: String,
        _ body: (_ link: String) -> [UInt8]
    ) async throws -> WebAPICall {
        let transport = ScriptedTransport()
        try await withSlackServer(over: transport) { address in
            let link = try #require(address.gateway.leading(Self.file))
            let bytes = body(link)
            try await RawClient.connect(to: address) { client in
                let target = line.replacing("LINK", with: Self.coded(link))
                let head =
                    "\(target) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: \(type)\r\nContent-Length: \(bytes.count)\r\n\r\n"
                try await client.send(Array(head.utf8) + bytes)
                #expect(try await client.readAnswer().status == 200)
            }
        }
        return try #require(transport.calls.first)
    }

    private static func coded(_ text: String) -> String {
        String(decoding: FormCoding.encode([FormField("", text)]).dropFirst(), as: UTF8.self)
    }

    @Test func `A form keeps its spelling but for the field with the link`() async throws {
        let call = try await call("POST /api/a.b?x=%E9&y=LINK", FormCoding.contentType) { link in
            Array("a=caf%E9&b=%20&text=see+\(Self.coded(link))&c=~'".utf8)
        }
        #expect(call.wireQuery == "x=%E9&y=\(Self.coded(Self.file))")
        let sent = "a=caf%E9&b=%20&text=see+\(Self.coded(Self.file))&c=~'"
        #expect(String(decoding: call.wireBody.bytes ?? [], as: UTF8.self) == sent)
        #expect(call.wireBody.contentType == FormCoding.contentType)
        #expect(call.arguments["text"]?.string == "see \(Self.file)")
    }

    @Test func `Multipart keeps its boundary, its fields and its files`() async throws {
        let type = "multipart/form-data; boundary=\"x y\""
        func body(_ link: String, _ quoted: String) -> [UInt8] {
            Array(
                """
                --x y
                Content-Disposition: form-data; name="text"
                X-Own: 1

                see \(link)
                --x y
                Content-Disposition: form-data; name="file"; filename*=utf-8''%C3%A9.txt

                see \(quoted)
                --x y--

                """.replacing("\n", with: "\r\n").utf8
            )
        }
        var led = ""
        let call = try await call("POST /api/files.upload", type) { link in
            led = link
            return body(link, link)
        }
        #expect(call.wireBody.bytes == body(Self.file, led))
        #expect(call.wireBody.contentType == type)
        guard case .multipart(let parts) = call.body else {
            Issue.record("\(call.body)")
            return
        }
        #expect(parts.map(\.filename) == [nil, "\u{e9}.txt"])
    }

    @Test func `JSON is rewritten whatever it calls itself, and what is downloaded is not`()
        async throws
    {
        let body = #"{"ok":true,"url":"wss:\/\/wss-primary.slack.com\/link\/?ticket=1"}"#
        for type in ["text/plain; charset=utf-8", "application/octet-stream", "application/json"] {
            let transport = ScriptedTransport(answering: { (_) throws(TransportFailure) in
                WebAPIAnswer(headers: ["content-type": type], body: Array(body.utf8))
            })
            try await withSlackServer(over: transport) { address in
                try await RawClient.connect(to: address) { client in
                    try await client.request("POST /api/apps.connections.open")
                    let url = try await client.readAnswer().json?["url"]?.string
                    #expect(url?.hasPrefix("ws://\(address.authority)/_/") == true)
                    try await client.request("GET \(address.path(to: Self.file))")
                    #expect(try await client.readAnswer().text == body)
                }
            }
        }
    }

    @Test(arguments: [
        "https://slack.com", "https://slack-gov.com", "http://127.0.0.1:8080", nil,
    ])
    func `A method that leads elsewhere at its host leads there through the server`(
        origin: String?
    ) async throws {
        let base = origin.flatMap { WebAddress($0 + "/api/") }
        let transport = ScriptedTransport(
            hosts: SlackHosts(upstreams: [base].compactMap(\.self)),
            answering: { (_) throws(TransportFailure) in
                WebAPIAnswer(status: 302, headers: ["location": "/signin?a=b"])
            }
        )
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                try await client.request("GET /api/auth.test")
                let location = try await client.readAnswer().field("location")
                // Where nobody knows the host, no host is named: it could be the wrong one.
                let led = origin.flatMap { address.gateway.leading($0 + "/signin?a=b") }
                #expect(location == led ?? "/signin?a=b")
            }
        }
    }
}
