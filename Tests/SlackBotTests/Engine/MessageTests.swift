import RepriseFloor
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackBot

@Suite struct `Messages over the socket` {
    /// A Slack that keeps its acknowledgements to itself.
    static func silent() -> ScriptedTransport { ScriptedTransport(onSend: { _, _ in }) }

    static func ok(_ id: Int, ts: String = "9.9") -> String {
        #"{"ok":true,"reply_to":\#(id),"ts":"\#(ts)","text":"x"}"#
    }

    @Test func `get their own acknowledgement when those come out of order`() throws {
        try simulate(Self.silent()) { world in
            let bot = Bot(.rtm, processing: .detached()) { event, context in
                let posted = try await context.reply(event.text ?? "", to: event)
                world.note("\(event.text ?? "") \(posted.ts?.text ?? "")")
            }
            _ = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                for name in ["a", "b", "c"] { socket.say(message(name, ts: "1.\(name)")) }
                try await world.wait(.seconds(1))
                let ids = try socket.texts.map { text in
                    let value = try JSONValue(parsing: Array(text.utf8))
                    return (value["text"]?.string ?? "", value["id"]?.int ?? 0)
                }
                for (name, id) in ids.reversed() { socket.say(Self.ok(id, ts: "7.\(name)")) }
                try await world.wait(.seconds(1))
            }
            #expect(world.notes == ["c 7.c", "b 7.b", "a 7.a"])
        }
    }

    @Test func `an acknowledgement that nobody waits for is reported and changes nothing`() throws {
        try simulate(Self.silent()) { world in
            let bot = Bot(.rtm) { event, context in
                let posted = try await context.reply("x", to: event)
                world.note(posted.ts?.text ?? "")
            }
            _ = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                socket.say(Self.ok(1, ts: "0.1"))
                socket.say(message("a", ts: "1.0"))
                try await world.wait(.seconds(1))
                socket.say(Self.ok(99, ts: "0.2"))
                socket.say(Self.ok(1, ts: "0.3"))
                socket.say(Self.ok(1, ts: "0.4"))
                socket.say(#"{"ok":true,"ts":"0.5"}"#)
                try await world.wait(.seconds(1))
            }
            #expect(world.notes == ["0.3"])
            let expected = world.told.compactMap { activity -> Bool? in
                guard case .acknowledged(_, _, let isExpected) = activity.kind else { return nil }
                return isExpected
            }
            #expect(expected == [false, false, true, false, false])
        }
    }

    /// Sends one message and returns what came of it, while `script` plays Slack.
    static func failure(
        _ slack: ScriptedTransport = silent(),
        text: String = "x",
        _ script: @escaping @Sendable (ScriptedSocket, BotWorld) async throws -> Void
    ) throws -> MessageError? {
        try simulate(slack) { world in
            let failure = Locked<MessageError?>(nil)
            let bot = Bot(.rtm) { _, context in
                do throws(MessageError) {
                    try await context.send(text, to: "C1")
                } catch {
                    failure.withLock { $0 = error }
                }
            }
            _ = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                socket.say(message("go", ts: "1.0"))
                try await world.wait(.seconds(1))
                try await script(socket, world)
                try await world.wait(.milliseconds(1))
            }
            return failure.withLock { $0 }
        }
    }

    @Test func `a rejected message fails with Slack's reason`() throws {
        let failure = try Self.failure { socket, _ in
            socket.say(
                #"{"ok":false,"reply_to":1,"error":{"code":2,"msg":"message text is missing"}}"#
            )
        }
        #expect(failure?.message == 1)
        #expect(failure?.kind == .rejected(.init(code: 2, message: "message text is missing")))
        #expect(failure?.description.contains("code 2: message text is missing") == true)
    }

    @Test func `a message on a socket that is lost fails, and says that it may have arrived`()
        throws
    {
        let failure = try Self.failure { socket, _ in
            socket.end(SocketClose(reason: "reset", by: .lost))
        }
        #expect(failure == MessageError(message: 1, .connectionLost))
        #expect(failure?.description.contains("may have been posted") == true)
    }

    @Test func `a message whose sending fails half way is one on a lost connection`() throws {
        let slack = ScriptedTransport(onSend: { _, _ in })
        let failure = try simulate(slack) { world in
            let failure = Locked<MessageError?>(nil)
            let bot = Bot(.rtm) { _, context in
                do throws(MessageError) {
                    try await context.send("x", to: "C1")
                } catch {
                    failure.withLock { $0 = error }
                }
            }
            _ = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                socket.say(#"{"type":"hello"}"#)
                socket.refuse(with: TransportFailure(.io, "Broken pipe."))
                socket.say(message("go", ts: "1.0"))
                try await world.wait(.seconds(1))
            }
            return failure.withLock { $0 }
        }
        #expect(failure == MessageError(message: 1, .connectionLost))
    }

    @Test func `a message without an answer fails at its deadline`() throws {
        let failure = try Self.failure { _, world in try await world.wait(.seconds(30)) }
        #expect(failure == MessageError(message: 1, .timedOut))
    }

    @Test func `a message over Slack's limit is not sent`() throws {
        let failure = try Self.failure(text: String(repeating: "é", count: 8_200)) { socket, _ in
            #expect(socket.texts == [])
        }
        guard case .tooLarge(let bytes) = failure?.kind else {
            Issue.record("\(String(describing: failure))")
            return
        }
        #expect(bytes > 16 * 1_024)
    }

    @Test func `a message without a connection waits for the next`() throws {
        try simulate { world in
            let bot = Bot(.rtm) { event, context in
                try await context.sleep(for: .seconds(1))
                try await context.reply("x", to: event)
                world.note("sent at \(context.clock.now.components.seconds)")
            }
            _ = try await world.run(bot) { slack in
                let first = try await slack.socket(1)
                first.say(message("go", ts: "1.0"))
                first.end(SocketClose(reason: "reset", by: .lost))
                let second = try await slack.socket(2)
                try await world.wait(.seconds(5))
                second.say(#"{"type":"hello"}"#)
                try await world.wait(.seconds(1))
                #expect(second.texts.count == 1)
            }
            #expect(world.notes == ["sent at 5"])
        }
    }

    @Test func `a message without a connection fails when the bot stops`() throws {
        try simulate { world in
            let bot = Bot(.rtm) { event, context in
                try await context.sleep(for: .seconds(1))
                do {
                    try await context.reply("x", to: event)
                } catch let error as MessageError {
                    world.note("\(error.kind) at \(context.clock.now)")
                }
            }
            _ = try await world.run(bot) { slack in
                let first = try await slack.socket(1)
                first.say(message("go", ts: "1.0"))
                first.end(SocketClose(reason: "reset", by: .lost))
                try await world.wait(.seconds(2))
            }
            #expect(world.notes == ["notConnected at 2.0 seconds"])
        }
    }

    @Test func `an id of the handler's own is replaced, and typing waits for nothing`() throws {
        try simulate(Self.silent()) { world in
            let bot = Bot(.rtm) { event, context in
                try await context.typing(in: "C1")
                _ = try await context.send([
                    JSONMember("id", 77), JSONMember("channel", "C1"), JSONMember("text", "t"),
                ])
            }
            _ = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                socket.say(message("go", ts: "1.0"))
                try await world.wait(.seconds(1))
                #expect(
                    socket.texts == [
                        #"{"id":1,"type":"typing","channel":"C1"}"#,
                        #"{"id":2,"type":"message","channel":"C1","text":"t"}"#,
                    ]
                )
            }
        }
    }

    @Test func `a reply keeps to the event's thread, or goes where it is told`() throws {
        try simulate { world in
            let bot = Bot(.rtm) { event, context in
                for place in [ReplyPlace.asEvent, .thread, .channel] {
                    try await context.reply("x", to: event, in: place)
                }
            }
            _ = try await world.run(bot) { slack in
                let socket = try await slack.socket(1)
                socket.say(message("plain", ts: "1.0"))
                socket.say(
                    #"{"type":"message","channel":"C1","ts":"2.0","thread_ts":"1.5","text":"in"}"#
                )
                try await world.wait(.seconds(1))
                let threads = try socket.texts.map { text in
                    try JSONValue(parsing: Array(text.utf8))["thread_ts"]?.string ?? "-"
                }
                #expect(threads == ["-", "1.0", "-", "1.5", "1.5", "-"])
            }
        }
    }
}
