import RepriseFloor
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackBot

@Suite struct `Lists in pages` {
    /// A list of so many people in pages of the size that is asked for, at most 3.
    @Sendable private static func people(_ count: Int)
        -> @Sendable (WebAPICall, Int) async ->
        ScriptedTransport.Answer
    {
        { call, before in
            guard call.methodName == "users.list" else {
                return await ScriptedTransport.usual(call, before)
            }
            let start =
                call.arguments.int("cursor") ?? call.arguments["cursor"]?.string
                .flatMap { Int($0.dropLast()) } ?? 0
            let end = min(count, start + min(3, call.arguments.int("limit") ?? 3))
            return .json([
                "ok": true, "members": .array((start..<end).map { ["id": .string("U\($0)")] }),
                "response_metadata": ["next_cursor": .string(end < count ? "\(end)=" : "")],
            ])
        }
    }

    /// Lets a handler do something with a Slack that answers so, and returns what it noted and the calls.
    private static func run(
        _ answer: @escaping @Sendable (WebAPICall, Int) async -> ScriptedTransport.Answer,
        policy: CallPolicy = .none,
        _ body: @escaping @Sendable (BotContext, BotWorld) async throws -> Void
    ) throws -> (notes: [String], calls: [WebAPICall]) {
        let slack = ScriptedTransport(answer: answer)
        return try simulate(slack) { world in
            var bot = Bot(.rtm) { _, context in
                do {
                    try await body(context, world)
                } catch {
                    world.note("\(error)")
                }
            }
            bot.configuration.callPolicy = policy
            _ = try await world.run(bot) { slack in
                try await slack.socket(1).say(message("go", ts: "1.0"))
                try await world.wait(.seconds(100))
            }
            return (world.notes, slack.calls.filter { $0.methodName != "rtm.connect" })
        }
    }

    @Test(arguments: [0, 1, 2, 3, 4, 7])
    func `all elements come, in order, however many pages there are`(count: Int) throws {
        let run = try Self.run(Self.people(count)) { context, world in
            for try await user in context.users() { world.note(user["id"]?.string ?? "?") }
            world.note("end")
        }
        #expect(run.notes == (0..<count).map { "U\($0)" } + ["end"])
        #expect(run.calls.count == max(1, (count + 2) / 3))
        #expect(run.calls.map { $0.arguments.int("limit") }.allSatisfy { $0 == 200 })
        #expect(run.calls.first?.arguments["cursor"] == nil)
    }

    @Test func `a page is called for when it is asked for`() throws {
        let run = try Self.run(Self.people(9)) { context, world in
            for try await user in context.users().prefix(3) {
                world.note(user["id"]?.string ?? "?")
            }
        }
        #expect(run.notes == ["U0", "U1", "U2"])
        #expect(run.calls.count == 1)
    }

    @Test func `pages come whole, of the size and from the place that were asked for`() throws {
        let run = try Self.run(Self.people(7)) { context, world in
            let pages = context.pages(of: "users.list", ["cursor": "3="], pageSize: 2)
            for try await page in pages { world.note("\(page["members"]?.array?.count ?? -1)") }
            for try await page in context.pages(of: "users.list", ["limit": 1]).prefix(1) {
                world.note("\(page["members"]?.array?.count ?? -1)")
            }
        }
        #expect(run.notes == ["2", "2", "1"])
        #expect(run.calls.map { $0.arguments["cursor"]?.string } == ["3=", "5=", nil])
        #expect(run.calls.map { $0.arguments.int("limit") } == [2, 2, 1])
    }

    @Test func `an answer without a cursor is the last, and an empty page in between is not`()
        throws
    {
        let run = try Self.run({ call, before in
            guard call.methodName == "users.conversations" else {
                return await ScriptedTransport.usual(call, before)
            }
            let pages: [JSONValue] = [
                ["ok": true, "channels": ["a"], "response_metadata": ["next_cursor": "x"]],
                ["ok": true, "channels": [], "response_metadata": ["next_cursor": "y"]],
                ["ok": true, "channels": ["b"]],
            ]
            return .json(pages[before])
        }) { context, world in
            for try await channel in context.elements(of: "users.conversations") {
                world.note(channel.string ?? "?")
            }
        }
        #expect(run.notes == ["a", "b"])
        #expect(run.calls.count == 3)
    }

    @Test func `a cursor that comes again ends the list with an error that says so`() throws {
        let run = try Self.run({ call, before in
            guard call.methodName == "users.list" else {
                return await ScriptedTransport.usual(call, before)
            }
            return .json([
                "ok": true, "members": [.string("U\(before)")],
                "response_metadata": ["next_cursor": .string(["x", "y", "x"][before])],
            ])
        }) { context, world in
            var users = context.users().makeAsyncIterator()
            do {
                while let user = try await users.next() { world.note(user.string ?? "?") }
            } catch let error as PaginationError {
                #expect(error.kind == .repeatedCursor(page: 3))
                #expect("\(error)".contains("users.list does not end"))
                world.note("error")
            }
            world.note("\(String(describing: try await users.next()))")
        }
        #expect(run.notes == ["U0", "U1", "U2", "error", "nil"])
        #expect(run.calls.count == 3)
    }

    @Test func `which member is the list is named, or found where there is only one`() throws {
        let run = try Self.run({ call, before in
            guard call.methodName?.hasSuffix("list") == true else {
                return await ScriptedTransport.usual(call, before)
            }
            return .json(["ok": true, "bits": [1], "bobs": [2]])
        }) { context, world in
            for name in ["bobs", "boobs", nil] {
                do {
                    for try await element in context.elements(of: "odd.list", in: name) {
                        world.note(element.compactText)
                    }
                } catch let error as PaginationError {
                    world.note("\(error)")
                }
            }
        }
        #expect(run.notes.count == 3)
        #expect(run.notes.first == "2")
        #expect(run.notes.dropFirst().allSatisfy { $0.contains("it has: bits, bobs") })
        #expect(run.notes.dropFirst().first?.contains("no list named boobs") == true)
    }

    @Test func `a page that fails ends the list with that error`() throws {
        let run = try Self.run({ call, before in
            guard call.methodName == "users.list", before == 1 else {
                return await Self.people(7)(call, before)
            }
            return .json(["ok": false, "error": "invalid_cursor"])
        }) { context, world in
            var users = context.users().makeAsyncIterator()
            do {
                while let user = try await users.next() { world.note(user["id"]?.string ?? "?") }
            } catch let error as WebAPIError {
                world.note(error.code ?? "?")
            }
            world.note("\(String(describing: try await users.next()))")
        }
        #expect(run.notes == ["U0", "U1", "U2", "invalid_cursor", "nil"])
    }

    @Test func `a rate limit in the middle is the call policy's affair`() throws {
        var policy = CallPolicy()
        policy.rateLimitPatience = .seconds(60)
        let run = try Self.run(
            { call, before in
                guard call.methodName == "users.list", before == 1 else {
                    return await Self.people(4)(call, before)
                }
                return .raw(WebAPIAnswer(status: 429, headers: ["retry-after": "30"], body: []))
            },
            policy: policy
        ) { context, world in
            var count = 0
            for try await _ in context.users() { count += 1 }
            world.note("\(count) after \(context.clock.now)")
        }
        #expect(run.notes == ["4 after 30.0 seconds"])
        #expect(run.calls.map { $0.arguments["cursor"]?.string } == [nil, "3=", "3="])
    }

    @Test func `a task that is cancelled gets no further page`() throws {
        let run = try Self.run({ call, before in
            guard call.methodName == "users.list" else {
                return await ScriptedTransport.usual(call, before)
            }
            return .json([
                "ok": true, "members": ["a"],
                "response_metadata": ["next_cursor": .string("\(before)")],
            ])
        }) { context, world in
            await withTaskGroup(of: Void.self) { group in
                group.addTask {
                    do {
                        for try await _ in context.users() {
                            try await context.sleep(for: .seconds(1))
                        }
                        world.note("ended")
                    } catch {
                        world.note("stopped")
                    }
                }
                try? await context.sleep(for: .milliseconds(2_500))
                group.cancelAll()
            }
        }
        #expect(run.notes == ["stopped"])
        #expect(run.calls.count == 3)
    }
}
