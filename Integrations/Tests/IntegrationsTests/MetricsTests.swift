import CoreMetrics
import MetricsTestKit
import SlackBot
import SlackBotMetrics
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing

@Suite struct `A bot's figures` {
    @Test func `deliveries, handlers, calls and connections are counted`() throws {
        let test = TestMetrics()
        let metrics = BotMetrics(factory: test)
        try World.run(World.bot(), observer: metrics.observe) { slack, clock in
            let socket = try await slack.socket(1)
            socket.say(#"{"type":"hello"}"#)
            for (id, text) in [
                ("1", "chat.postMessage"), ("2", "chat.delete"), ("3", "fail.me"), ("4", "fail"),
            ] {
                socket.say(World.message(id, text))
            }
            socket.say(World.message("1"))
            try await clock.sleep(for: .seconds(1))
        }
        func total(_ label: String, _ dimensions: [(String, String)] = []) -> Int64 {
            test.counterTotal(label: label, dimensions: dimensions)
        }
        let kind = ("kind", "message")
        #expect(total("slackbot.deliveries", [kind, ("outcome", "taken")]) == 4)
        #expect(total("slackbot.deliveries", [kind, ("outcome", "redelivery")]) == 1)
        #expect(total("slackbot.handled", [("outcome", "ok")]) == 3)
        #expect(total("slackbot.handled", [("outcome", "failed")]) == 1)
        let posted = [("method", "chat.postMessage"), ("outcome", "ok")]
        #expect(total("slackbot.calls", posted) == 1)
        let deleted = [("method", "chat.delete"), ("outcome", "message_not_found")]
        #expect(total("slackbot.calls", deleted) == 1)
        #expect(total("slackbot.calls", [("method", "other"), ("outcome", "timeout")]) == 1)
        #expect(total("slackbot.connections") == 1)
        #expect(total("slackbot.reconnects") == 0)
        #expect(total("slackbot.acknowledgements", [("outcome", "sent")]) == 5)
    }

    @Test func `waiting and working are measured on the bot's clock`() throws {
        let test = TestMetrics()
        let metrics = BotMetrics(factory: test)
        try World.run(World.bot(), observer: metrics.observe) { slack, clock in
            let socket = try await slack.socket(1)
            socket.say(#"{"type":"hello"}"#)
            let start = clock.now
            for id in ["1", "2", "3"] { socket.say(World.message(id, "slow")) }
            try await clock.sleep(until: start + .milliseconds(500))
            metrics.sample(at: clock.now)
            #expect(try test.expectGauge("slackbot.queue.depth").lastValue == 2)
            #expect(try test.expectGauge("slackbot.queue.oldest.age").lastValue == 0.5)
            try await clock.sleep(until: start + .milliseconds(2_500))
            metrics.sample(at: clock.now)
            #expect(try test.expectGauge("slackbot.queue.depth").lastValue == 0)
            #expect(try test.expectGauge("slackbot.queue.oldest.age").lastValue == 0)
            try await clock.sleep(for: .seconds(2))
        }
        let second: Int64 = 1_000_000_000
        #expect(
            try test.expectTimer("slackbot.handler.duration").values == [second, second, second]
        )
        #expect(try test.expectTimer("slackbot.queue.wait").values == [0, second, 2 * second])
    }

    @Test func `however many codes there are, few have a counter of their own`() {
        let test = TestMetrics()
        let metrics = BotMetrics(factory: test)
        for number in 1...500 {
            let call = WebAPICall(method: "chat.delete")
            metrics.observe(
                BotActivity(at: .zero, .called(call: number, event: nil, call))
            )
            metrics.observe(
                BotActivity(
                    at: .seconds(1),
                    .answered(call: number, event: nil, .answer(status: 200, error: "e\(number)"))
                )
            )
        }
        #expect(test.counterTotal(label: "slackbot.calls") == 500)
        #expect(test.counters(label: "slackbot.calls").count == 101)
    }
}
