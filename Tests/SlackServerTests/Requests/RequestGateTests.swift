import Foundation
import RepriseTestSupport
import SlackServer
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

/// Who may speak to the server, over real sockets.
@Suite(.timeLimit(.generous)) struct `Requests of clients and of others` {
    /// What a server makes of a call and of an upgrade with the same fields.
    private func statuses(
        _ fields: (SlackServerAddress) -> [String],
        configuration: SlackServerConfiguration = SlackServerConfiguration()
    ) async throws -> (call: RawClient.Answer, socket: RawClient.Answer, reached: Int) {
        let transport = ScriptedTransport(
            opening: { (_) throws(TransportFailure) in ScriptedSocket() }
        )
        let upgrade = [
            "Upgrade: websocket", "Connection: Upgrade", "Sec-WebSocket-Version: 13",
            "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
        ]
        return try await withSlackServer(over: transport, configuration: configuration) { address in
            func ask(_ line: String, _ more: [String] = []) async throws -> RawClient.Answer {
                try await RawClient.connect(to: address) { client in
                    let head = ["\(line) HTTP/1.1"] + fields(address) + more + ["", ""]
                    try await client.send(head.joined(separator: "\r\n"))
                    return try await client.readAnswer()
                }
            }
            let call = try await ask("GET /api/auth.test")
            let socket = try await ask("GET \(address.socketPath())", upgrade)
            return (call, socket, transport.calls.count + transport.opens.count)
        }
    }

    @Test(arguments: [
        ["Origin: https://evil.example"],
        ["Origin: http://evil.example:PORT"],
        ["Origin: http://127.0.0.1"],
        ["Origin: http://127.0.0.1:3000"],
        ["Origin: http://localhost:3000"],
        ["Origin: http://slack.com"],
        ["Origin: https://slack.com.evil.example"],
        ["Origin: null"],
        ["Origin: file://"],
        ["Origin: chrome-extension://abcdef"],
        ["Origin: http://127.0.0.1:PORT", "Origin: https://evil.example"],
        ["Sec-Fetch-Site: cross-site"],
        ["Sec-Fetch-Site: same-site"],
        ["Sec-Fetch-Site: cross-site", "Origin: http://127.0.0.1:PORT"],
        ["Sec-Fetch-Site: nonsense"],
    ])
    func `A web page's request is refused and reaches nobody`(fields: [String]) async throws {
        let (call, socket, reached) = try await statuses { address in
            ["Host: \(address.authority)"] + fields.map { $0.with(address.port) }
        }
        for answer in [call, socket] {
            #expect(answer.status == 403)
            #expect(answer.json?["error"] == "cross_site_request")
        }
        #expect(reached == 0)
    }

    @Test(arguments: [
        "evil.example", "evil.example:PORT", "127.evil.example", "localhost.evil.example:PORT",
        "127.0.0.1.evil.example", "192.168.0.1:PORT", "slack.com", "a b", "evil/path:1", "x:0",
        "user@localhost:1", "localhost:99999", "[::1", "my-box.local",
    ])
    func `A request under another machine's name is refused and reaches nobody`(host: String)
        async throws
    {
        let (call, socket, reached) = try await statuses { ["Host: " + host.with($0.port)] }
        for answer in [call, socket] {
            #expect(answer.status == 421)
            #expect(answer.json?["error"] == "foreign_host")
        }
        #expect(reached == 0)
        let (second, _, _) = try await statuses { address in
            ["Host: \(address.authority)", "Host: " + host.with(address.port)]
        }
        #expect(second.status >= 400)
    }

    /// As clients were seen to send them, without a port, with the URL's own origin or with Slack's.
    @Test(arguments: [
        ["Host: 127.0.0.1:PORT"],
        ["Host: 127.0.0.1"],
        ["Host: localhost:PORT"],
        ["Host: LOCALHOST"],
        ["Host: [::1]:PORT"],
        ["Host: 127.0.0.1:9999"],
        ["Host: 127.1.2.3:PORT"],
        ["Host: slack.localhost:PORT"],
        [],
        ["Host: 127.0.0.1:PORT", "Origin: http://127.0.0.1:PORT"],
        ["Host: localhost:PORT", "Origin: http://localhost:PORT"],
        ["Host: 127.0.0.1:PORT", "Origin: https://127.0.0.1:PORT"],
        ["Host: 127.0.0.1:PORT", "Origin: http://localhost:PORT"],
        ["Host: 127.0.0.1", "Origin: http://127.0.0.1"],
        ["Host: 127.0.0.1:9999", "Origin: http://127.0.0.1:9999"],
        ["Host: 127.0.0.1:PORT", "Origin: https://api.slack.com"],
        ["Host: 127.0.0.1:PORT", "Origin: https://wss-primary.slack.com"],
        ["Host: 127.0.0.1:PORT", "Origin: 127.0.0.1:PORT"],
        ["Host: 127.0.0.1:PORT", "Sec-Fetch-Mode: cors"],
        ["Host: 127.0.0.1:PORT", "Sec-Fetch-Site: none"],
        ["Host: 127.0.0.1:PORT", "Sec-Fetch-Site: same-origin"],
    ])
    func `A client's request comes in`(fields: [String]) async throws {
        let (call, socket, reached) = try await statuses { address in
            fields.map { $0.with(address.port) }
        }
        #expect(call.status == 200)
        #expect(socket.status == 101)
        #expect(reached == 2)
    }

    /// Every request and upgrade in `Tests/SlackWireTests/ClientWire`, their port replaced by the server's, and links by
    /// those that the server would have given.
    @Test func `What Slack's own clients really sent comes in`() async throws {
        let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("SlackWireTests/ClientWire")
        let files = try FileManager.default.contentsOfDirectory(atPath: folder.path)
        let lines = try files.filter { $0.hasSuffix(".jsonl") }.flatMap { file in
            try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
                .split(separator: "\n").map { try JSONValue(parsing: String($0)) }
        }
        let transport = ScriptedTransport(
            opening: { (_) throws(TransportFailure) in ScriptedSocket() }
        )
        var sent = 0
        try await withSlackServer(over: transport) { address in
            for line in lines {
                guard let request = try WireRequest(line, address) else { continue }
                sent += 1
                let status = try await RawClient.connect(to: address) { client in
                    try await client.send(request.text)
                    return try await client.readAnswer(toHead: true).status
                }
                #expect(status == (request.isUpgrade ? 101 : 200), "\(request.text)")
            }
        }
        #expect(sent > 40)
        #expect(transport.calls.count + transport.opens.count == sent)
    }

    @Test func `A server answers to the names it was given, at any port`() async throws {
        var configuration = SlackServerConfiguration()
        configuration.names = ["My-Box.local"]
        configuration.publicAuthority = "slack.test:8443"
        for host in ["my-box.local", "MY-BOX.local:9999", "slack.test:8443", "slack.test"] {
            let (call, socket, _) = try await statuses(
                { _ in ["Host: \(host)"] },
                configuration: configuration
            )
            #expect(call.status == 200, "\(host)")
            #expect(socket.status == 101, "\(host)")
        }
        let (page, _, _) = try await statuses(
            { ["Host: \($0.authority)", "Origin: http://my-box.local:3000"] },
            configuration: configuration
        )
        #expect(page.status == 403)
        let (mapped, _, _) = try await statuses(
            { ["Host: \($0.authority)", "Origin: https://slack.test:8443"] },
            configuration: configuration
        )
        #expect(mapped.status == 200)
    }

    @Test func `Listening to other machines changes nothing but the address`() async throws {
        var configuration = SlackServerConfiguration(host: "0.0.0.0")
        configuration.allowRemote = true
        let (call, _, _) = try await statuses(
            { ["Host: 127.0.0.1:\($0.port)"] },
            configuration: configuration
        )
        #expect(call.status == 200)
        let (foreign, _, _) = try await statuses(
            { ["Host: evil.example:\($0.port)"] },
            configuration: configuration
        )
        #expect(foreign.status == 421)
    }

    @Test func `A page cannot ask beforehand either`() async throws {
        let transport = ScriptedTransport()
        try await withSlackServer(over: transport) { address in
            try await RawClient.connect(to: address) { client in
                try await client.request(
                    "OPTIONS /api/chat.postMessage",
                    ["Origin: https://evil.example", "Access-Control-Request-Method: POST"]
                )
                let answer = try await client.readAnswer()
                #expect(answer.status == 403)
                #expect(!answer.fields.contains { $0.name.hasPrefix("access-control-") })
            }
        }
        #expect(transport.calls == [])
    }
}

extension String {
    fileprivate func with(_ port: Int) -> String { replacing("PORT", with: "\(port)") }
}

/// A request of `ClientWire` as bytes.
private struct WireRequest {
    let text: String
    let isUpgrade: Bool

    init?(_ line: JSONValue, _ address: SlackServerAddress) throws {
        let target = line["ws_open"]?.string
        guard let path = target ?? line["path"]?.string else { return nil }
        isUpgrade = target != nil
        let body = line["body"]?.string ?? ""
        let marked =
            if isUpgrade {
                try address.socketPath(to: "wss://wss-primary.slack.com\(path)")
            } else if path.hasPrefix("/api/") || path.hasPrefix("/services/") {
                path
            } else {
                try address.path(to: "https://files.slack.com\(path)")
            }
        var lines = ["\(line["http"]?.string ?? "GET") \(marked) HTTP/1.1"]
        for field in line["headers"]?.array ?? [] {
            guard let name = field.array?.first?.string, let value = field.array?.last?.string,
                name.lowercased() != "content-length"
            else { continue }
            lines.append("\(name): \(value.replacing(#/:88[0-9]{2}$/#, with: ":\(address.port)"))")
        }
        if !isUpgrade { lines.append("Content-Length: \(body.utf8.count)") }
        text = (lines + ["", body]).joined(separator: "\r\n")
    }
}
