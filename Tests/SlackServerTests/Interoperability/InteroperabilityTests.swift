import RepriseTestSupport
import SlackTransport
import SlackWire
import SlackWorkspace
import Testing

@testable import SlackServer

extension OneAtATime {
    @Suite(
        .enabled(if: Python.interpreter != nil, "needs .venv or REPRISE_PYTHON with Slack's SDKs")
    )
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
            webhook: String? = nil,
            environment: [String: String] = [:],
            over transport: any Transport,
            observed: ObservedTransport? = nil
        ) async throws -> JSONValue {
            var configuration = SlackServerConfiguration()
            // So that every client meets the server's own pings.
            configuration.keepAlivePing = .milliseconds(200)
            // And so that each shows what it has read by answering those that stand behind messages.
            let reading = ReadingWatch()
            configuration.reading = reading
            defer {
                let sockets = reading.sockets
                #expect(sockets.contains { $0.read > 0 } == !sockets.isEmpty, "\(sockets)")
            }
            return try await withSlackServer(over: transport, configuration: configuration) {
                address in
                var environment = environment
                if let webhook {
                    let base = address.apiURL.replacing("/api/", with: "")
                    environment["WEBHOOK_URL"] = webhook.replacing(
                        "https://hooks.slack.com",
                        with: base
                    )
                }
                do {
                    return try await Python.run(
                        script,
                        arguments,
                        environment: environment,
                        at: address
                    )
                } catch {
                    let observed = observed ?? transport as? ObservedTransport
                    throw Python.Failure(
                        description: "\(error)\nThe server's transport:\n\(observed?.story ?? "")"
                    )
                }
            }
        }

        private var echoes: [String] {
            Self.unescaped.compactMap { $0.string.map { "echo \($0)" } }
        }

        @Test func `WebClient and AsyncWebClient call methods and see errors as errors`()
            async throws
        {
            let workspace = SlackWorkspace(configuration: Self.everybody)
            let transport = ObservedTransport(workspace)
            let webhook = try workspace.webhookURL(for: "C1")
            let seen = try await run("web_client.py", webhook: webhook, over: transport)
            #expect(seen["tested"] == "bar")
            #expect(seen["bot_user"]?.string?.isEmpty == false)
            #expect(seen["scopes"]?.string?.contains("chat:write") == true)
            #expect(seen["unknown"] == "unknown_method")
            #expect(seen["text"]?.string?.contains("\u{1f600}") == true)
            let stamps = Set(seen["asynchronous"]?.array?.compactMap(\.string) ?? [])
            #expect(stamps.count == 20)
            #expect(Set(transport.posts).isSuperset(of: (0..<20).map { "async \($0)" }))
            #expect(seen["url"]?.string?.hasPrefix("http://127.0.0.1:") == true)
            #expect(seen["downloaded"] == true)
            #expect(seen["hooked"] == "ok")
            let links = transport.calls.compactMap { call in
                if case .url(let url) = call.target { Optional(url) } else { nil }
            }
            #expect(links.count == 3)
            #expect(links.prefix(2).allSatisfy { $0.hasPrefix("https://files.slack.com/") })
            #expect(links.last == webhook)
            let ofMethods = transport.calls.filter { $0.methodName != nil }
            #expect(ofMethods.allSatisfy { $0.token != nil })
        }

        @Test func `The first RTM client receives in order and answers by the Web API`()
            async throws
        {
            let transport = workspace()
            let seen = try await run("rtm_v1.py", over: transport)
            #expect(seen["seen"] == .array(Self.unescaped))
            #expect(Set(transport.posts) == Set(echoes))
            #expect(transport.methods.contains("rtm.connect"))
            // The client has ended, and what it said last may still be on its way through the server.
            await eventually("typing to reach the transport", seen: transport.story) {
                transport.sent.contains { $0.text.contains("typing") }
            }
        }

        @Test func `The second RTM client sends over the socket and is acknowledged`() async throws
        {
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
        func `Socket Mode acknowledges and answers, in every flavour`(flavour: String) async throws
        {
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

        @Test(
            arguments: [
                ("builtin", "event message 2: drop"),
                ("builtin", "event message 2: redeliver"),
                ("aiohttp", "event message 1: disconnect warning"),
                ("aiohttp", "event message 2: close 1001"),
                ("websockets", "event message 2: disconnect refresh_requested"),
                ("websockets", "call apps.connections.open: slow 300 ms"),
            ]
        )
        func `Socket Mode goes on after a planned fault`(flavour: String, plan: String) async throws
        {
            let observed = workspace()
            let transport = FaultyTransport(
                observed,
                plan: try FaultPlan(parsing: plan),
                clock: SessionClock(ContinuousClock())
            )
            // Or the client would take half a minute to notice that its connection is dead.
            let pace = ["PING_INTERVAL": "1"]
            let seen = try await run(
                "socket_mode.py",
                [flavour],
                environment: pace,
                over: transport,
                observed: observed
            )
            #expect(Set(seen["seen"]?.array ?? []) == Set(Self.unescaped))
            #expect(Set(observed.posts) == Set(echoes))
            #expect(transport.report().missed.isEmpty, "\(transport.report())")
            #expect(observed.opens.count == 1, "the socket behind is the same all the time")
        }

        @Test(arguments: [
            // The client tries a lost connection again, as it does with Slack: the message stands there twice.
            ("call chat.postMessage 1: lose answer", "ok", 2),
            ("call chat.postMessage 1: no answer 10 ms", "TimeoutError", 0),
            ("call chat.postMessage 1: status 502", "status 502", 0),
        ])
        func `A lost connection, silence and a status are told apart by the client`(
            plan: String,
            outcome: String,
            posts: Int
        ) async throws {
            let observed = ObservedTransport(SlackWorkspace(configuration: Self.everybody))
            let transport = FaultyTransport(
                observed,
                plan: try FaultPlan(parsing: plan),
                clock: SessionClock(ContinuousClock())
            )
            let seen = try await run("lost_answer.py", ["2"], over: transport, observed: observed)
            #expect(seen["outcome"]?.string == outcome)
            #expect(observed.posts.count == posts)
        }

        @Test func `Bolt answers a command in its acknowledgement, by response_url and by a call`()
            async throws
        {
            let workspace = SlackWorkspace(configuration: Self.everybody)
            let transport = ObservedTransport(workspace) { text in
                guard text == "ready" else { return }
                // Bolt says that it is connected, and on a busy machine it is not, yet.
                Task {
                    await eventually("Bolt's socket to be open", seen: "none") {
                        workspace.openSocketCount > 0
                    }
                    do {
                        try workspace.slashCommand("/hello", text: "there", by: "U1", in: "C1")
                    } catch { Issue.record(error) }
                }
            }
            let seen = try await run("bolt_command.py", over: transport)
            #expect(seen["text"] == "there")
            #expect(seen["response_url"]?.string?.hasPrefix("http://127.0.0.1:") == true)
            #expect(seen["status"] == 200)
            #expect(transport.posts == ["ready", "said"])
            #expect(
                transport.calls.contains { call in
                    guard case .url(let url) = call.target else { return false }
                    return url.hasPrefix("https://hooks.slack.com/commands/")
                }
            )
            await eventually("the acknowledgement", seen: "\(transport.sent.map(\.text))") {
                transport.sent.contains { $0.text.contains("at once") }
            }
        }

        @Test func `A Socket Mode client that is asked to reconnect comes back by a new link`()
            async throws
        {
            let workspace = SlackWorkspace(configuration: Self.everybody)
            let transport = ObservedTransport(workspace) { text in
                switch text {
                case "hello 1": workspace.disconnect()
                case "hello 2":
                    do {
                        try workspace.post("after", by: "U1", in: "C1")
                    } catch { Issue.record(error) }
                default: break
                }
            }
            let seen = try await run("reconnect.py", over: transport)
            #expect((seen["hellos"]?.int ?? 0) >= 2)
            #expect(seen["texts"]?.array?.contains("after") == true)
            #expect(Set(transport.opens).count >= 2)
            #expect(
                transport.opens.allSatisfy { $0.hasPrefix("wss://wss-primary.slack.com/link/") }
            )
        }

        /// A workspace with one person and one channel.
        private static let everybody: SlackWorkspace.Configuration = {
            var configuration = SlackWorkspace.Configuration()
            configuration.people = [SlackWorkspace.Person(id: "U1", name: "ann")]
            let members = ["U1", configuration.bot.userID]
            configuration.channels = [
                SlackWorkspace.Channel(id: "C1", name: "general", members: members)
            ]
            return configuration
        }()

        @Test func `Bolt listens, says and acknowledges`() async throws {
            let transport = workspace()
            let seen = try await run("bolt.py", over: transport)
            #expect(Set(seen["seen"]?.array ?? []) == Set(Self.unescaped))
            #expect(Set(transport.posts) == Set(echoes))
            #expect(transport.methods.contains("apps.connections.open"))
        }
    }
}
