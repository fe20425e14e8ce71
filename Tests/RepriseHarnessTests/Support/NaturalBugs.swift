import RepriseTesting
import Testing

/// What a bot remembers; every question and every change is a call to it.
actor Memory {
    private(set) var numbers: [String: Int] = [:]
    private(set) var notes: [String] = []

    /// The number of that name, 0 unless it was set.
    func number(_ name: String) -> Int { numbers[name, default: 0] }

    func set(_ name: String, to number: Int) { numbers[name] = number }

    /// Adds in one step, and says what it is now.
    @discardableResult
    func add(_ number: Int, to name: String) -> Int {
        numbers[name, default: 0] += number
        return numbers[name, default: 0]
    }

    /// Takes what can be taken once; whether this was it.
    func claim(_ name: String) -> Bool {
        if numbers[name] == 1 { return false }
        numbers[name] = 1
        return true
    }

    func note(_ text: String) { notes.append(text) }
}

/// A bot with a mistake in the order of things, as people make them, and the same bot without it.
struct NaturalBug: Sendable, CustomTestStringConvertible {
    typealias Handler = @Sendable (SlackEvent, BotContext, Memory) async throws -> Void
    typealias Verification = @Sendable (ReplayOutcome, Memory) async throws -> Void

    let name: String
    let script: String
    let wrong: Handler
    let right: Handler
    let verify: Verification

    var testDescription: String { name }

    /// A bot that handles messages so, each in a task of its own.
    static func bot(_ handler: @escaping Handler, _ memory: Memory) -> Bot {
        Bot(.rtm, processing: .detached()) { event, context in
            guard event.type == "message", event.subtype == nil, event.text != nil else { return }
            try await handler(event, context, memory)
        }
    }
}

/// Messages by Alice in one channel, each so many seconds after the beginning.
private func saying(_ messages: (at: Double, text: String)...) -> String {
    messages.enumerated().map { number, message in
        """
        {"at": \(message.at), "frame": {"type":"message","channel":"C0GENERAL","user":"U0ALICE01",\
        "text":"\(message.text)","ts":"150000000\(number).000001"}}
        """
    }.joined(separator: "\n")
}

extension BotContext {
    /// A question to Slack, whose answer takes 300 ms.
    fileprivate func lookUp() async throws {
        try await call("users.info", ["user": "U0ALICE01"])
    }

    fileprivate func post(_ text: String) async throws {
        try await call("chat.postMessage", ["channel": "C0GENERAL", "text": .string(text)])
    }
}

private struct TimedOut: Error {}

/// What `work` returns, unless it takes longer than that.
private func within(
    _ limit: Duration,
    _ work: @escaping @Sendable () async throws -> Void
) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask(operation: work)
        group.addTask {
            try await Task.sleep(for: limit)
            throw TimedOut()
        }
        defer { group.cancelAll() }
        try await group.next()
    }
}

extension NaturalBug {
    static let all = [
        stampede, doubleVote, limiter, lostUpdate, staleEdit, halfLoaded, lateReminder,
        lostDebounce,
        doublePost, halfDone, wrongOrder,
    ]

    private static let seconds = saying((1, "one"), (3, "two"), (5, "three"))

    private static func expect(_ name: String, _ number: Int) -> Verification {
        { _, memory in
            let found = await memory.number(name)
            guard found == number else { throw Finding("\(name): \(found), not \(number)") }
        }
    }

    static let stampede = NaturalBug(
        name: "cache stampede",
        script: seconds,
        wrong: { _, context, memory in
            if await memory.number("cached") == 0 {
                await memory.add(1, to: "questions")
                try await context.lookUp()
                await memory.set("cached", to: 1)
            }
        },
        right: { _, context, memory in
            guard await memory.claim("cached") else { return }
            await memory.add(1, to: "questions")
            try await context.lookUp()
        },
        verify: expect("questions", 1)
    )

    static let doubleVote = NaturalBug(
        name: "vote counted twice",
        script: saying((1, "vote"), (4, "vote")),
        wrong: { _, _, memory in
            guard await memory.number("voted") == 0 else { return }
            await memory.add(1, to: "votes")
            await memory.set("voted", to: 1)
        },
        right: { _, _, memory in
            guard await memory.claim("voted") else { return }
            await memory.add(1, to: "votes")
        },
        verify: expect("votes", 1)
    )

    static let limiter = NaturalBug(
        name: "limiter that checks and then acts",
        script: seconds,
        wrong: { _, context, memory in
            guard await memory.number("used") < 2 else { return }
            await memory.add(1, to: "questions")
            try await context.lookUp()
            await memory.add(1, to: "used")
        },
        right: { _, context, memory in
            guard await memory.add(1, to: "used") <= 2 else { return }
            await memory.add(1, to: "questions")
            try await context.lookUp()
        },
        verify: expect("questions", 2)
    )

    static let lostUpdate = NaturalBug(
        name: "lost update",
        script: seconds,
        wrong: { _, _, memory in
            let count = await memory.number("count")
            await memory.set("count", to: count + 1)
        },
        right: { _, _, memory in await memory.add(1, to: "count") },
        verify: expect("count", 3)
    )

    static let staleEdit = NaturalBug(
        name: "stale edit",
        script: seconds,
        wrong: { _, context, memory in
            let count = await memory.add(1, to: "count")
            try await context.lookUp()
            await memory.set("shown", to: count)
        },
        right: { _, context, memory in
            let count = await memory.add(1, to: "count")
            try await context.lookUp()
            if await memory.number("count") == count { await memory.set("shown", to: count) }
        },
        verify: expect("shown", 3)
    )

    static let halfLoaded = NaturalBug(
        name: "settings used while they are loaded",
        script: saying((1, "one"), (4, "two")),
        wrong: { _, context, memory in
            if await memory.claim("begun") {
                try await context.lookUp()
                await memory.set("settings", to: 1)
            }
            if await memory.number("settings") == 0 { await memory.add(1, to: "without") }
        },
        right: { _, context, memory in
            if await memory.claim("begun") {
                try await context.lookUp()
                await memory.set("settings", to: 1)
            }
            while await memory.number("settings") == 0 { try await Task.sleep(for: .seconds(1)) }
        },
        verify: expect("without", 0)
    )

    static let lateReminder = NaturalBug(
        name: "reminder against its cancellation",
        script: saying((1, "remind"), (3, "cancel")),
        wrong: { event, _, memory in
            if event.text == "cancel" {
                await memory.set("cancelled", to: 1)
                return await memory.note("cancelled")
            }
            try await Task.sleep(for: .seconds(5))
            guard await memory.number("cancelled") == 0 else { return }
            await memory.note("reminder")
        },
        right: { event, _, memory in
            if event.text == "cancel" {
                return await memory.note(await memory.claim("decided") ? "cancelled" : "too late")
            }
            try await Task.sleep(for: .seconds(5))
            if await memory.claim("decided") { await memory.note("reminder") }
        },
        verify: { _, memory in
            let notes = await memory.notes
            guard Set(notes) != ["cancelled", "reminder"] else { throw Finding("both: \(notes)") }
        }
    )

    static let lostDebounce = NaturalBug(
        name: "last event of a debounce lost",
        script: seconds,
        wrong: { _, context, memory in
            await memory.add(1, to: "latest")
            guard await memory.claim("timer") else { return }
            try await Task.sleep(for: .milliseconds(500))
            let latest = await memory.number("latest")
            try await context.lookUp()
            await memory.set("done", to: latest)
            await memory.set("timer", to: 0)
        },
        right: { _, context, memory in
            await memory.add(1, to: "latest")
            guard await memory.claim("timer") else { return }
            try await Task.sleep(for: .milliseconds(500))
            await memory.set("timer", to: 0)
            let latest = await memory.number("latest")
            try await context.lookUp()
            if await memory.number("done") < latest { await memory.set("done", to: latest) }
        },
        verify: expect("done", 3)
    )

    static let doublePost = NaturalBug(
        name: "double post after a time-out",
        script: saying((1, "one")),
        wrong: { _, context, memory in
            for _ in 0..<2 {
                do {
                    return try await within(.milliseconds(301)) {
                        await memory.add(1, to: "posts")
                        try await context.post("hello")
                    }
                } catch is TimedOut {}
            }
        },
        right: { _, context, memory in
            try await within(.seconds(2)) {
                await memory.add(1, to: "posts")
                try await context.post("hello")
            }
        },
        verify: expect("posts", 1)
    )

    static let halfDone = NaturalBug(
        name: "half done when time runs out",
        script: saying((1, "one")),
        wrong: { _, context, memory in
            await memory.set("here", to: 1)
            try? await within(.milliseconds(305)) {
                await memory.add(-1, to: "here")
                try await context.lookUp()
                await memory.add(1, to: "there")
            }
            let (here, there) = (await memory.number("here"), await memory.number("there"))
            await memory.set("both", to: here + there)
        },
        right: { _, context, memory in
            await memory.set("here", to: 1)
            try? await within(.milliseconds(305)) {
                try await context.lookUp()
                await memory.add(1, to: "there")
            }
            await memory.set("both", to: 1)
        },
        verify: expect("both", 1)
    )

    static let wrongOrder = NaturalBug(
        name: "answers in another order",
        script: seconds,
        wrong: { event, context, memory in
            try await context.lookUp()
            await memory.note(event.text ?? "")
        },
        right: { event, _, memory in await memory.note("a") },
        verify: { _, memory in
            let notes = await memory.notes
            guard notes == ["one", "two", "three"] || notes == ["a", "a", "a"] else {
                throw Finding("\(notes)")
            }
        }
    )
}
