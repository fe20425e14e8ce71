import SlackTransport
import SlackWire
import SlackWorkspace
import Testing

@Suite struct SocketLifeTests {
    @Test func `A ticket opens one socket, for thirty seconds`() throws {
        try simulated { workspace, clock in
            let url = try #require(try await workspace.ask("rtm.connect")["url"]?.string)
            #expect(url.hasPrefix("wss://wss-primary.slack.com/websocket/"))
            _ = try await workspace.open(SocketRequest(url: url))
            let again = try await workspace.open(SocketRequest(url: url))
            #expect(
                try await again.bytes()
                    == Array(
                        #"{"type":"error","error":{"code":1,"msg":"Socket URL has expired"}}"#.utf8
                    )
            )
            #expect(try await again.end().by == .peer)

            let late = try #require(try await workspace.ask("rtm.connect")["url"]?.string)
            try await clock.sleep(for: .milliseconds(30_001))
            let expired = try await workspace.open(SocketRequest(url: late))
            #expect(try await expired.frame()["error"]?["code"] == 1)
        }
    }

    @Test(
        arguments: [
            ("https://wss-primary.slack.com/websocket/x", TransportFailure.Kind.invalidRequest),
            ("nonsense", .invalidRequest), ("wss://wss-primary.slack.com/other", .upgradeRefused),
            ("wss://wss-primary.slack.com/link/?ticket=x&app_id=A1", .upgradeRefused),
        ]
    ) func `An address that leads nowhere is refused without the ticket in the message`(
        url: String,
        kind: TransportFailure.Kind
    ) throws {
        try simulated { workspace, _ in
            let failure = await #expect(throws: TransportFailure.self) {
                _ = try await workspace.open(SocketRequest(url: url))
            }
            #expect(failure?.kind == kind)
            #expect(failure?.message.contains("ticket=") == false)
        }
    }

    @Test func `What happens between connect and open is told after hello`() throws {
        try simulated { workspace, _ in
            let url = try #require(try await workspace.ask("rtm.connect")["url"]?.string)
            try await workspace.ask(
                "chat.postMessage",
                [("channel", "C0GENERAL"), ("text", "in between")]
            )
            _ = try await workspace.ask("api.test")
            try await workspace.settle()
            let socket = try await workspace.open(SocketRequest(url: url))
            #expect(try await socket.frame()["type"] == "hello")
            #expect(try await socket.frame()["text"] == "in between")
        }
    }

    @Test(arguments: [SlackWorkspace.MissedFrames.lost, .held])
    func `Frames of the script that find no socket are lost, or wait when asked to`(
        policy: SlackWorkspace.MissedFrames
    ) throws {
        var configuration = SlackWorkspace.Configuration()
        configuration.whenNobodyListens = policy
        let script = try WorkspaceScript.frames([(1, "first"), (20, "second"), (60, "third")])
        try simulated(script: script, configuration) { workspace, clock in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            #expect(try await socket.frame()["text"] == "first")
            await socket.close()
            #expect(try await socket.end().by == .bot)
            try await clock.sleep(for: .seconds(30))
            let next = try await workspace.connectRTM()
            _ = try await next.frame("hello")
            if policy == .held { #expect(try await next.frame()["text"] == "second") }
            #expect(try await next.frame()["text"] == "third")
            #expect(clock.now == .seconds(60))
            #expect(workspace.isScriptFinished)
        }
    }

    @Test func `A scripted close and a broken connection end the sockets in their own ways`() throws
    {
        let script = WorkspaceScript([
            .init(at: .seconds(5), .close(code: 1001, reason: "bye")),
            .init(at: .seconds(9), .drop),
        ])
        try simulated(script: script) { workspace, clock in
            let first = try await workspace.connectRTM()
            _ = try await first.frame("hello")
            #expect(try await first.end() == SocketClose(code: 1001, reason: "bye", by: .peer))
            #expect(clock.now == .seconds(5))
            let second = try await workspace.connectRTM()
            _ = try await second.frame("hello")
            #expect(try await second.end().by == .lost)
            #expect(clock.now == .seconds(9))
        }
    }

    @Test func `Goodbye is said ten seconds before the end`() throws {
        var configuration = SlackWorkspace.Configuration()
        configuration.socketLifetime = .seconds(8 * 3_600)
        try simulated(configuration) { workspace, clock in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            #expect(try await socket.frame()["type"] == "goodbye")
            #expect(clock.now == .seconds(8 * 3_600))
            #expect(try await socket.end().by == .peer)
            #expect(clock.now == .seconds(8 * 3_600 + 10))
        }
    }

    @Test func `A migrating team closes its sockets and asks to wait`() throws {
        try simulated { workspace, _ in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            workspace.migrateTeam()
            #expect(try await socket.frame()["type"] == "team_migration_started")
            #expect(try await socket.end().by == .peer)
            #expect(try await workspace.ask("rtm.connect")["error"] == "migration_in_progress")
            #expect(try await workspace.ask("rtm.connect")["ok"] == true)
        }
    }

    @Test func `A cancelled receive leaves the socket open and loses nothing`() throws {
        try simulated { workspace, clock in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            let failure = await withTaskGroup(of: TransportFailure?.self) { group in
                group.addTask {
                    do throws(TransportFailure) {
                        _ = try await socket.receive()
                        return nil
                    } catch {
                        return error
                    }
                }
                try? await clock.sleep(for: .seconds(1))
                group.cancelAll()
                return await group.next() ?? nil
            }
            #expect(failure?.kind == .cancelled)
            try workspace.post("still there", by: "U0ALICE00", in: "C0GENERAL")
            #expect(try await socket.frame("message")["text"] == "still there")
        }
    }

    @Test func `Pings go both ways`() throws {
        try simulated { workspace, _ in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            try await socket.ping([1, 2, 3])
            #expect(try await socket.receive() == .pong([1, 2, 3]))
            workspace.ping("Ping from applink-1")
            #expect(try await socket.receive() == .ping(Array("Ping from applink-1".utf8)))
        }
    }
}
