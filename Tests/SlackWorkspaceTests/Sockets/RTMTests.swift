import SlackTransport
import SlackWire
import SlackWorkspace
import Testing

@Suite struct RTMTests {
    @Test func `The real sitting arrives byte for byte, in order and in time`() throws {
        let script = try RealSitting.script()
        try simulated(script: script) { workspace, clock in
            let socket = try await workspace.connectRTM()
            #expect(try await socket.bytes() == Array(#"{"type":"hello"}"#.utf8))
            let start = clock.now
            for entry in script.entries {
                guard case .frame(let json) = entry.action else { continue }
                #expect(try await socket.bytes() == json.bytes)
                #expect(clock.now - start == entry.offset)
            }
        }
    }

    @Test func `A compressed sitting takes less time`() throws {
        try simulated(script: try RealSitting.script().played(atSpeed: 300)) { workspace, clock in
            let socket = try await workspace.connectRTM()
            for _ in 0..<108 { _ = try await socket.bytes() }
            #expect(clock.now == Duration.milliseconds(900_020) / 300.0)
        }
    }

    @Test func `A send is acknowledged with its id, its text and a ts of its own`() throws {
        try simulated { workspace, _ in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            for id in [1, 7] {
                try await socket.send(
                    json: [
                        "id": .number("\(id)"), "type": "message", "channel": "C0GENERAL",
                        "text": "hi",
                    ]
                )
            }
            let first = try await socket.frame()
            let second = try await socket.frame()
            #expect(first["ok"] == true && second["ok"] == true)
            #expect(first["reply_to"] == 1 && second["reply_to"] == 7)
            #expect(first["text"] == "hi" && first["type"] == nil)
            let ts = try #require(first["ts"]?.string)
            #expect(ts < (second["ts"]?.string ?? ""))
        }
    }

    @Test func `A ticket opens one socket, for thirty seconds`() throws {
        try simulated { workspace, clock in
            let url = try #require(try await workspace.ask("rtm.connect")["url"]?.string)
            _ = try await workspace.open(SocketRequest(url: url))
            let again = try await workspace.open(SocketRequest(url: url))
            #expect(try await again.frame()["error"]?["msg"] == "Socket URL has expired")
            guard case .closed(let close) = try await again.receive() else {
                Issue.record("the socket ends after the error")
                return
            }
            #expect(close.by == .peer)

            let late = try #require(try await workspace.ask("rtm.connect")["url"]?.string)
            try await clock.sleep(for: .seconds(31))
            let expired = try await workspace.open(SocketRequest(url: late))
            #expect(try await expired.frame()["error"]?["code"] == 1)
        }
    }

    @Test func `A posted message comes back as an event after the answer`() throws {
        try simulated { workspace, clock in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            let answer = try await workspace.ask(
                "chat.postMessage",
                [("channel", "C0GENERAL"), ("text", "a < b / c")]
            )
            let answered = clock.now
            #expect(answer["ok"] == true)
            let event = try await socket.frame("message")
            #expect(event["ts"] == answer["ts"])
            #expect(event["text"] == "a < b / c")
            #expect(event["channel"] == "C0GENERAL")
            #expect(clock.now > answered)
        }
    }
}
