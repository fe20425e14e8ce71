import SlackTransport
import SlackWire
import SlackWorkspace
import Testing

@testable import SlackServer

@Suite(.enabled(if: Python.interpreter != nil, "needs .venv or REPRISE_PYTHON with Slack's SDKs"))
struct `Slack's own Python clients, unpatched` {
    private static let texts = ["one", "two & <three>", "h\\u00e9 \\ud83d\\ude00"]
    private static let unescaped: [JSONValue] = ["one", "two & <three>", "h\u{e9} \u{1f600}"]

    /// A workspace in which a person says three things soon after somebody connects.
    private func workspace() -> ObservedTransport {
        let entries = Self.texts.enumerated().map { number, text in
            let frame =
                #"{"type":"message","channel":"C1","user":"U1","text":"\#(text)","ts":"100\#(number).000100","team":"T1"}"#
            return WorkspaceScript.Entry(
                at: .milliseconds(100 * (number + 1)),
                .frame(JSONText(uncheckedBytes: Array(frame.utf8)))
            )
        }
        return ObservedTransport(SlackWorkspace(script: WorkspaceScript(entries)))
    }

    private func run(
        _ script: String,
        _ arguments: [String] = [],
        over transport: ObservedTransport
    ) async throws -> JSONValue {
        var configuration = SlackServerConfiguration()
        // So that every client meets the server's own pings.
        configuration.keepAlivePing = .milliseconds(50)
        return try await withSlackServer(over: transport, configuration: configuration) { address in
            try await Python.run(script, arguments, at: address)
        }
    }

    private var echoes: [String] { Self.unescaped.compactMap { $0.string.map { "echo \($0)" } } }

    @Test func `WebClient and AsyncWebClient call methods and see errors as errors`() async throws {
        let transport = workspace()
        let seen = try await run("web_client.py", over: transport)
        #expect(seen["tested"] == "bar")
        #expect(seen["bot_user"]?.string?.isEmpty == false)
        #expect(seen["scopes"]?.string?.contains("chat:write") == true)
        #expect(seen["unknown"] == "unknown_method")
        #expect(seen["text"]?.string?.contains("\u{1f600}") == true)
        let stamps = Set(seen["asynchronous"]?.array?.compactMap(\.string) ?? [])
        #expect(stamps.count == 20)
        #expect(Set(transport.posts).isSuperset(of: (0..<20).map { "async \($0)" }))
        #expect(transport.calls.allSatisfy { $0.token != nil })
    }

    @Test func `The first RTM client receives in order and answers by the Web API`() async throws {
        let transport = workspace()
        let seen = try await run("rtm_v1.py", over: transport)
        #expect(seen["seen"] == .array(Self.unescaped))
        #expect(Set(transport.posts) == Set(echoes))
        #expect(transport.methods.contains("rtm.connect"))
        #expect(transport.sent.contains { $0.text.contains("typing") })
    }

    @Test func `The second RTM client sends over the socket and is acknowledged`() async throws {
        let transport = workspace()
        let seen = try await run("rtm_v2.py", over: transport)
        #expect(seen["seen"] == .array(Self.unescaped))
        #expect(seen["acknowledged"] == [1, 2, 3])
        let texts = transport.sent.compactMap { message in
            (try? JSONValue(parsing: message.bytes))?["text"]?.string
        }
        #expect(texts == echoes)
    }

    @Test(arguments: ["builtin", "websocket_client", "aiohttp", "websockets"])
    func `Socket Mode acknowledges and answers, in every flavour`(flavour: String) async throws {
        let transport = workspace()
        let seen = try await run("socket_mode.py", [flavour], over: transport)
        #expect(Set(seen["seen"]?.array ?? []) == Set(Self.unescaped))
        #expect(seen["connected"] == true)
        #expect(Set(transport.posts) == Set(echoes))
        let acknowledged = transport.sent.compactMap { message in
            (try? JSONValue(parsing: message.bytes))?["envelope_id"]?.string
        }
        // The three, and those of the echoes that came in time.
        #expect(Set(acknowledged).count >= 3)
    }

    @Test func `Bolt listens, says and acknowledges`() async throws {
        let transport = workspace()
        let seen = try await run("bolt.py", over: transport)
        #expect(Set(seen["seen"]?.array ?? []) == Set(Self.unescaped))
        #expect(Set(transport.posts) == Set(echoes))
        #expect(transport.methods.contains("apps.connections.open"))
    }
}
