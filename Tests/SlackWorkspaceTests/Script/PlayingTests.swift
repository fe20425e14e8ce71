import SlackTransport
import SlackWire
import SlackWorkspace
import Testing

@Suite struct PlayingTests {
    @Test func `The real sitting arrives byte for byte, in order and in time`() throws {
        let script = try RealSitting.script()
        try simulated(script: script) { workspace, clock in
            try await clock.sleep(for: .seconds(100))
            let socket = try await workspace.connectRTM()
            #expect(try await socket.bytes() == Array(#"{"type":"hello"}"#.utf8))
            for entry in script.entries {
                guard case .frame(let json) = entry.action else { continue }
                #expect(try await socket.bytes() == json.bytes)
                #expect(clock.now == .seconds(100) + entry.offset)
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

    @Test func `Two sockets hear the same`() throws {
        try simulated(script: try RealSitting.script()) { workspace, _ in
            let first = try await workspace.connectRTM()
            let second = try await workspace.connectRTM()
            // The first frame comes at the very beginning, when the second socket was not open.
            async let heard = Self.hear(108, on: first)
            let other = try await Self.hear(107, on: second)
            #expect(try await heard.dropFirst(2).elementsEqual(other.dropFirst()))
        }
    }

    private static func hear(_ count: Int, on socket: any TransportSocket) async throws -> [[UInt8]]
    {
        var heard: [[UInt8]] = []
        for _ in 0..<count { heard.append(try await socket.bytes()) }
        return heard
    }

    @Test func `Who and what occurs in the frames exists as a whole object`() throws {
        try simulated(script: try RealSitting.script()) { workspace, _ in
            let team = try await workspace.ask("auth.test")
            #expect(
                team["team_id"] == "T3YS5EAL9" && team["url"] == "https://weeslacktest.slack.com/"
            )
            let alice = try await workspace.ask("users.info", [("user", "U407ABLLW")])["user"]
            #expect(alice?["name"] == "alice" && alice?["real_name"] == "First Testuser")
            #expect(alice?["is_app_user"] == false && alice?["profile"]?["display_name"] != nil)
            let chuck = try await workspace.ask("users.info", [("user", "U4096CBHC")])["user"]
            #expect(chuck?["name"] == "chuck" && chuck?["color"] == "e7392d")
            for (id, name, kind) in [
                ("C407ABS94", "general", "is_channel"), ("C3ZJKCGTU", "some-channel", "is_channel"),
                ("G3ZJKP7GA", "some-private-channel", "is_group"),
                ("G3ZGMF4RZ", "mpdm-bob--alice--charles-1", "is_mpim"),
            ] {
                let channel = try await workspace.ask(
                    "conversations.info",
                    [("channel", .string(id))]
                )
                #expect(channel["channel"]?["name"]?.string == name)
                #expect(channel["channel"]?[kind] == true)
                #expect(channel["channel"]?["is_org_shared"] == false)
            }
            let direct = try await workspace.ask("conversations.info", [("channel", "D3ZEQULHZ")])
            #expect(direct["channel"]?["is_im"] == true)
            #expect(direct["channel"]?["user"] == "U407ABLLW")
        }
    }

    @Test func `What the frames say has happened`() throws {
        try simulated(script: try RealSitting.script()) { workspace, _ in
            let socket = try await workspace.connectRTM()
            for _ in 0..<108 { _ = try await socket.bytes() }
            let general = workspace.messages(in: "C407ABS94")
            let edited = general.first { $0["ts"] == "1485976151.000016" }
            #expect(edited?["text"] == "referencing a <#C407ABS94|general>")
            #expect(edited?["edited"]?["user"] == "U407ABLLW")
            let root = general.first { $0["ts"] == "1485975824.000004" }
            #expect(root?["reply_count"] == 2)
            let reacted = general.first { $0["ts"] == "1485975841.000007" }
            #expect(reacted?["reactions"]?.array?.map { $0["name"] } == ["stuck_out_tongue"])
            // "surely" was deleted, what was said in the direct message was not.
            #expect(!workspace.messages(in: "G3ZGMF4RZ").contains { $0["text"] == "surely" })
            #expect(workspace.messages(in: "D3ZEQULHZ").map { $0["text"] } == ["hi bob"])
            #expect(
                workspace.channels.first { $0.id == "C3ZM8JTD3" }?.name == "some-channel2-renamed"
            )
            #expect(!workspace.channels.contains { $0.id == "C3ZJKCGTU" })
            #expect(workspace.people.first { $0.id == "U4096CBHC" }?.realName == "Charles Testuser")
        }
    }

    @Test func `A bot's own ts lies between those of the script and is never one of them`() throws {
        let script = try RealSitting.script()
        try simulated(script: script) { workspace, _ in
            let socket = try await workspace.connectRTM()
            var seen: Set<String> = []
            var own = 0
            var played = 0
            while played < 108 {
                let frame = try await socket.frame()
                if frame["user"] == "U0REPRISE" { continue }
                played += 1
                guard frame["type"] == "message", let ts = frame["ts"]?.string,
                    let channel = frame["channel"]
                else { continue }
                #expect(seen.insert(ts).inserted, "\(ts) was given out before")
                for _ in 0..<3 {
                    let answer = try await workspace.ask(
                        "chat.postMessage",
                        [("channel", channel), ("text", "re")]
                    )
                    guard let mine = answer["ts"]?.string else {
                        #expect(answer["error"] == "is_archived")
                        continue
                    }
                    own += 1
                    #expect(frame["hidden"] == true || mine > ts)
                    #expect(seen.insert(mine).inserted, "\(mine) was given out twice")
                }
            }
            #expect(own > 60)
        }
    }

    @Test func `The same script and the same calls give the same bytes`() throws {
        let script = try RealSitting.script()
        func transcript(seed: UInt64) throws -> [[UInt8]] {
            var configuration = SlackWorkspace.Configuration()
            configuration.seed = seed
            return try simulated(script: script, configuration) { workspace, _ in
                var bytes: [[UInt8]] = []
                let socket = try await workspace.connectRTM()
                for index in 0..<40 {
                    bytes.append(try await socket.bytes())
                    if index % 4 == 0 {
                        let answer = try await workspace.call(
                            WebAPICall(
                                method: "chat.postMessage",
                                arguments: [
                                    JSONMember("channel", "C407ABS94"), JSONMember("text", "x"),
                                ]
                            ).authorized(with: Tokens.bot)
                        )
                        bytes.append(answer.body)
                        bytes.append(Array("\(answer.headers)".utf8))
                    }
                }
                return bytes
            }
        }
        let first = try transcript(seed: 1)
        #expect(try transcript(seed: 1) == first)
        #expect(try transcript(seed: 2) != first)
    }
}
