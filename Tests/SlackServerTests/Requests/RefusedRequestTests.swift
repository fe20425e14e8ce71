import RepriseFloor
import RepriseTestSupport
import SlackTransport
import SlackTransportTesting
import Testing

@testable import SlackServer

@Suite(.timeLimit(.generous)) struct `What leads to nothing of Slack's` {
    @Test func `It is told, with its line and status, and the rest is not`() async throws {
        let told = Locked<[RefusedRequest]>([])
        var configuration = SlackServerConfiguration()
        configuration.onRefusal = { request in told.withLock { $0.append(request) } }
        let token = "Authorization: Bearer " + "xoxb" + "-1-2-abc"
        let transport = ScriptedTransport()
        try await withSlackServer(over: transport, configuration: configuration) { address in
            let requests: [(String, [String])] = [
                ("GET /favicon.ico?v=1", []), ("GET /", []), ("POST /chat.postMessage", [token]),
                ("OPTIONS /api/auth.test", []), ("GET /api/auth.test", ["Origin: https://a.b"]),
                ("POST /api/auth.test", [token]),
            ]
            for (line, fields) in requests {
                try await RawClient.connect(to: address) { client in
                    try await client.request(line, fields)
                    _ = try await client.readAnswer()
                }
            }
            try await RawClient.connect(to: address) { client in
                try await client.send("\u{16}\u{3}\u{1} no HTTP at all\r\n\r\n")
                #expect(try await client.readAnswer().status == 400)
            }
        }
        let lines = told.withLock { $0.map { "\($0.line) \($0.status) \($0.hasToken)" } }
        #expect(
            lines == [
                "GET /favicon.ico 404 false", "GET / 200 false", "POST /chat.postMessage 404 true",
                "OPTIONS /api/auth.test 405 false", "GET /api/auth.test 403 false", " 400 false",
            ]
        )
        #expect(transport.calls.count == 1)
    }
}
