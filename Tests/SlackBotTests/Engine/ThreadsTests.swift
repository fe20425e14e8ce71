import RepriseFloor
import RepriseTestSupport
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackBot

/// The same promises on real threads and the real clock, for what one simulated thread cannot show.
@Suite(.timeLimit(.generous)) struct `On many threads` {
    static let count = 400

    /// Runs a bot that answers every message, over two sockets of which the first says goodbye half
    /// way, and stops it at the last.
    static func run(
        _ processing: Processing
    ) async throws -> (summary: BotSummary, order: [Int], activities: [BotActivity]) {
        let slack = ScriptedTransport.working()
        let shutdown = Shutdown()
        let order = Locked<[Int]>([])
        let told = Locked<[BotActivity]>([])
        let bot = Bot(.rtm, processing: processing) { event, context in
            try await context.reply("re", to: event)
            let done = order.withLock { order in
                order.append(context.eventNumber)
                return order.count
            }
            if done == Self.count { shutdown.request() }
        }
        async let summary = bot.run(
            over: slack,
            credentials: BotWorld.credentials,
            until: shutdown,
            observer: { activity in told.withLock { $0.append(activity) } }
        )
        let first = try await slack.socket(1)
        for index in 1...Self.count / 2 {
            first.say(message("m", channel: "C\(index % 7)", ts: "1.\(index)"))
        }
        first.say(#"{"type":"goodbye"}"#)
        let second = try await slack.socket(2)
        for index in 1...Self.count / 2 {
            second.say(message("m", channel: "C\(index % 7)", ts: "2.\(index)"))
        }
        return try await (summary, order.withLock { $0 }, told.withLock { $0 })
    }

    @Test(arguments: [
        Processing.inline, .queued(capacity: 3), .queued(by: .channel),
        .queued(by: .user, limit: 2),
        .detached(limit: 16),
    ])
    func `everything is handled once, in the order that the policy promises`(
        processing: Processing
    ) async throws {
        let run = try await Self.run(processing)
        #expect(run.summary.handled == Self.count)
        #expect(run.summary.sent == Self.count)
        #expect(run.summary.connections == 2)
        #expect(run.order.sorted() == Array(1...Self.count))
        if processing.limit == 1 { #expect(run.order == Array(1...Self.count)) }
        var running = 0
        var ended: Set<Int> = []
        for activity in run.activities {
            switch activity.kind {
            case .began: running += 1
            case .ended(let event, let error):
                running -= 1
                #expect(error == nil)
                #expect(ended.insert(event).inserted)
            default: break
            }
            #expect(running <= processing.limit)
        }
        let times = run.activities.map(\.at)
        #expect(times == times.sorted(), "told in the order in which it happened")
    }

    @Test func `cancelling at any moment ends the bot and leaves no socket open`() async throws {
        for round in 0..<60 {
            let slack = ScriptedTransport.working()
            let ending = await withTaskGroup(of: BotSummary.Ending?.self) { group in
                group.addTask {
                    let bot = Bot(.rtm, processing: .detached()) { event, context in
                        try await context.reply("re", to: event)
                    }
                    return try? await bot.run(over: slack, credentials: BotWorld.credentials).ending
                }
                if round % 3 > 0, let socket = try? await slack.socket(1) {
                    for index in 1...round { socket.say(message("m", ts: "1.\(index)")) }
                    if round % 3 > 1 { socket.end(SocketClose(reason: "reset", by: .lost)) }
                }
                group.cancelAll()
                return await group.next() ?? nil
            }
            #expect(ending == .cancelled)
            #expect(slack.sockets.allSatisfy { $0.ending != nil })
        }
    }
}
