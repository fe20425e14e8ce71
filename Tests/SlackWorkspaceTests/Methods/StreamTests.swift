import SlackTransport
import SlackWire
import SlackWorkspace
import Testing

@Suite struct StreamTests {
    @Test func `A message grows piece by piece, and is told when it begins and when it is done`()
        throws
    {
        try simulated { workspace, _ in
            let socket = try await workspace.connectRTM()
            _ = try await socket.frame("hello")
            let root = try workspace.post("go", by: "U0ALICE00", in: "C0GENERAL")
            let started = try await workspace.ask(
                "chat.startStream",
                [
                    ("channel", "C0GENERAL"), ("thread_ts", .string(root)),
                    ("markdown_text", "one "),
                ]
            )
            let ts = try #require(started["ts"])
            let here: [(String, JSONValue)] = [("channel", "C0GENERAL"), ("ts", ts)]
            let appended = try await workspace.ask(
                "chat.appendStream",
                here + [("markdown_text", "two ")]
            )
            #expect(appended == ["ok": true, "channel": "C0GENERAL", "ts": ts])
            let stopped = try await workspace.ask(
                "chat.stopStream",
                here + [("markdown_text", "three")]
            )
            #expect(stopped["message"]?["text"] == "one two three")
            #expect(stopped["message"]?["thread_ts"]?.string == root)
            for text in ["go", "one "] {
                #expect(try await socket.frame("message")["text"]?.string == text)
            }
            var changed = try await socket.frame("message")
            while changed["subtype"] != "message_changed" {
                changed = try await socket.frame("message")
            }
            #expect(changed["message"]?["text"] == "one two three")
            for method in ["chat.appendStream", "chat.stopStream"] {
                let late = try await workspace.ask(method, here + [("markdown_text", "four")])
                #expect(late["error"] == "message_not_in_streaming_state")
            }
        }
    }

    @Test func `A stream is an answer in a thread, and goes on with what the bot itself began`()
        throws
    {
        try simulated { workspace, _ in
            let ts = try workspace.post("mine", by: "U0ALICE00", in: "C0GENERAL")
            let alone = try await workspace.ask("chat.startStream", [("channel", "C0GENERAL")])
            #expect(alone["error"] == "invalid_arguments")
            let others = try await workspace.ask(
                "chat.appendStream",
                [("channel", "C0GENERAL"), ("ts", .string(ts)), ("markdown_text", "x")]
            )
            #expect(others["error"] == "message_not_owned_by_app")
            let none = try await workspace.ask(
                "chat.stopStream",
                [("channel", "C0GENERAL"), ("ts", "1.000001")]
            )
            #expect(none["error"] == "message_not_found")
        }
    }
}
