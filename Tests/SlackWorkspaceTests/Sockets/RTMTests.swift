import SlackTransport
import SlackWire
import SlackWorkspace
import Testing

@Suite struct RTMTests {
    @Test func `A send is acknowledged with its id, its text and a ts of its own`() throws {
        try simulated { workspace, _ in
            let socket = try await workspace.connectRTM()
            #expect(try await socket.bytes() == Array(#"{"type":"hello"}"#.utf8))
            for id in [1, 7] {
                try await socket.send(
                    json: [
                        "id": .number("\(id)"), "type": "message", "channel": "C0GENERAL",
                        "text": "a/b é",
                    ]
                )
            }
            let bytes = try await socket.bytes()
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(text.hasPrefix(#"{"ok":true,"reply_to":1,"ts":""#))
            #expect(text.hasSuffix(#","text":"a\/b \u00e9"}"#))
            let first = try JSONValue(parsing: bytes)
            let second = try await socket.frame()
            #expect(second["reply_to"] == 7 && second["type"] == nil)
            #expect((first["ts"]?.string ?? "~") < (second["ts"]?.string ?? ""))
            #expect(workspace.messages(in: "C0GENERAL").map { $0["text"] } == ["a/b é", "a/b é"])
        }
    }

    @Test func `Ids may be missing, repeated, or followed by a line feed`() throws {
        try simulated { workspace, _ in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            try await socket.send(
                SocketMessage(#"{"type":"message","channel":"C0GENERAL","text":"x"}"# + "\n")
            )
            let ack = try await socket.frame()
            #expect(ack["ok"] == true && ack["reply_to"] == nil)
            for _ in 0..<2 {
                try await socket.send(
                    SocketMessage(
                        #"{"id": 3, "type":"message","channel":"C0GENERAL","text":"x","#
                            + #""attachments":null,"thread_ts":null}"#
                    )
                )
                #expect(try await socket.frame()["reply_to"] == 3)
            }
        }
    }

    @Test(
        arguments: [
            (#"{"id":1,"type":"message","channel":"C0GENERAL"}"#, "message text is missing"),
            (
                #"{"id":1,"type":"message","channel":"C0GENERAL","text":""}"#,
                "message text is missing"
            ),
            (#"{"id":1,"type":"message","channel":"C9","text":"x"}"#, "channel not found"),
            (#"{"id":1,"type":"typing","channel":"C9"}"#, "channel not found"),
        ]
    ) func `A send that makes no sense is refused with its id`(frame: String, wording: String)
        throws
    {
        try simulated { workspace, _ in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            try await socket.send(SocketMessage(frame))
            let answer = try await socket.frame()
            #expect(answer["ok"] == false && answer["reply_to"] == 1)
            #expect(answer["error"]?["code"] == 2)
            #expect(answer["error"]?["msg"]?.string == wording)
        }
    }

    private static let badFrames: [String: UInt16] = [
        "[1]": 1007, #"{"id":1"#: 1007, "": 1007,
        #"{"type":"ping","x":"\#(String(repeating: "x", count: 16_384))"}"#: 1009,
    ]

    @Test(arguments: badFrames)
    func `A frame that is no object or too large ends the socket`(frame: String, code: UInt16)
        throws
    {
        try simulated { workspace, _ in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            try await socket.send(SocketMessage(frame))
            let close = try await socket.end()
            #expect(close.code == code && close.by == .peer)
            #expect(try await socket.receive() == .closed(close))
            await #expect(throws: TransportFailure.self) {
                try await socket.send(SocketMessage("{}"))
            }
        }
    }

    @Test func `A pong repeats the flat members of its ping`() throws {
        try simulated { workspace, _ in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            try await socket.send(
                SocketMessage(
                    #"{"id":4,"type":"ping","time":1403299273342,"a":1.50,"b":null,"c":[1],"d":{}}"#
                )
            )
            try await socket.send(SocketMessage(#"{"type":"ping"}"#))
            let first = try await socket.bytes()
            #expect(
                String(decoding: first, as: UTF8.self)
                    == #"{"type":"pong","reply_to":4,"time":1403299273342,"a":1.50,"b":null}"#
            )
            #expect(try await socket.bytes() == Array(#"{"type":"pong"}"#.utf8))
        }
    }

    @Test func `A message reaches every socket but the one that sent it`() throws {
        try simulated { workspace, _ in
            let sender = try await workspace.connectRTM()
            let other = try await workspace.connectRTM()
            let person = try await workspace.connectRTM(token: Tokens.person)
            for socket in [sender, other, person] { _ = try await socket.frame("hello") }
            try await sender.send(
                json: ["id": 1, "type": "message", "channel": "C0GENERAL", "text": "x"]
            )
            let ts = try await sender.frame()["ts"]
            #expect(try await other.frame("message")["ts"] == ts)
            #expect(try await person.frame("message")["user"] == "U0REPRISE")
            // What the sender receives next is the answer to a ping, and no echo before it.
            try await sender.send(json: ["type": "ping"])
            #expect(try await sender.frame()["type"] == "pong")
        }
    }

    @Test func `Typing is seen by the others and answered to nobody`() throws {
        try simulated { workspace, _ in
            let sender = try await workspace.connectRTM()
            let person = try await workspace.connectRTM(token: Tokens.person)
            for socket in [sender, person] { _ = try await socket.frame("hello") }
            try await sender.send(json: ["id": 1, "type": "typing", "channel": "C0GENERAL"])
            try await sender.send(json: ["id": 2, "type": "ping"])
            let event = try await person.frame()
            #expect(event["type"] == "user_typing" && event["user"] == "U0REPRISE")
            #expect(try await sender.frame()["type"] == "pong")
        }
    }

    @Test func `Presence is told to those who asked`() throws {
        try simulated { workspace, _ in
            let deaf = try await workspace.connectRTM()
            let socket = try await workspace.connectRTM()
            for each in [deaf, socket] { _ = try await each.frame("hello") }
            try await socket.send(
                json: ["type": "presence_sub", "ids": ["U0ALICE00", "U0NOBODY"]]
            )
            let now = try await socket.frame()
            #expect(now["presence"] == "active" && now["user"] == "U0ALICE00")
            try workspace.setPresence(of: "U0ALICE00", isActive: false)
            try workspace.setPresence(of: "U0ALICE00", isActive: false)
            try workspace.setPresence(of: "U0BOB0000", isActive: false)
            #expect(try await socket.frame()["presence"] == "away")
            try await socket.send(json: ["type": "presence_query", "ids": ["U0BOB0000"]])
            let queried = try await socket.frame()
            #expect(queried["user"] == "U0BOB0000" && queried["presence"] == "away")
            try await deaf.send(json: ["type": "ping"])
            #expect(try await deaf.frame()["type"] == "pong")
        }
    }

    @Test func `A client that asked for batches gets one frame for many people`() throws {
        try simulated { workspace, _ in
            let answer = try await workspace.ask("rtm.connect", [("batch_presence_aware", "1")])
            let url = try #require(answer["url"]?.string)
            let socket = try await workspace.open(SocketRequest(url: url))
            _ = try await socket.frame("hello")
            try await socket.send(
                json: ["type": "presence_query", "ids": ["U0ALICE00", "U0BOB0000"]]
            )
            #expect(try await socket.frame()["users"] == ["U0ALICE00", "U0BOB0000"])
        }
    }

    @Test func `Too many messages are refused, and after that the socket is closed`() throws {
        var configuration = SlackWorkspace.Configuration()
        configuration.sendLimit = .init(messages: 2, per: .seconds(1), patience: 2)
        try simulated(configuration) { workspace, clock in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            func say(_ id: Int) async throws -> JSONValue {
                try await socket.send(
                    json: [
                        "id": .number("\(id)"), "type": "message", "channel": "C0GENERAL",
                        "text": "x",
                    ]
                )
                return try await socket.frame()
            }
            #expect(try await say(1)["ok"] == true)
            #expect(try await say(2)["ok"] == true)
            let refused = try await say(3)
            #expect(refused["reply_to"] == 3 && refused["error"]?["code"]?.int == -1)
            #expect(refused["error"]?["msg"] == "slow down, too many messages...")
            try await clock.sleep(for: .seconds(1))
            #expect(try await say(4)["ok"] == true)
            #expect(try await say(5)["ok"] == true)
            for id in [6, 7] { #expect(try await say(id)["ok"] == false) }
            #expect(try await socket.end().by == .peer)
        }
    }

    @Test func `Slow acks come late and in their own order`() throws {
        var configuration = SlackWorkspace.Configuration()
        configuration.ackLatency = .varying(.milliseconds(10)...(.milliseconds(500)))
        configuration.seed = 3
        try simulated(configuration) { workspace, clock in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            for id in 1...8 {
                try await socket.send(json: ["type": "ping", "id": .number("\(id)")])
            }
            let start = clock.now
            var order: [Int] = []
            for _ in 1...8 { order.append(try await socket.frame()["reply_to"]?.int ?? 0) }
            #expect(order.sorted() == Array(1...8) && order != Array(1...8))
            #expect((.milliseconds(10)...(.milliseconds(500))).contains(clock.now - start))
        }
    }
}
