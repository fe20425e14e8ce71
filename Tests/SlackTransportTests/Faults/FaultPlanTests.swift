import SessionRecording
import SlackWire
import Testing
import TransportTestKit

@testable import SlackTransport

@Suite struct FaultPlanTests {
    @Test func `A plan is read as it is written`() throws {
        let text = """
            # Reconnects in the middle of an order.
            frame 4: drop
            frame 9 of socket 2: disconnect warning   # and hand over

            event message 3: duplicate
            event message: goodbye
            envelope 2: redeliver connection_failed
            envelope 3: redeliver
            entry 17: close 1001
            entry 18: 429
            call chat.postMessage: 429 retry-after 2
            call chat.postMessage 2: status 503
            call users.info every: slow 1.5s
            call * 5: no answer
            call https://files.slack.com/upload/ 1: no answer 250 ms
            call chat.update 3: lose answer
            """
        let plan = try FaultPlan(parsing: text)
        #expect(
            plan.faults == [
                .socket(after: .frame(4), .drop),
                .socket(after: .frame(9, socket: 2), .disconnect(reason: "warning")),
                .socket(after: .event("message", 3), .duplicate),
                .socket(after: .event("message", 1), .goodbye),
                .socket(after: .envelope(2), .redeliver(reason: "connection_failed")),
                .socket(after: .envelope(3), .redeliver(reason: "timeout")),
                .socket(after: .entry(17), .close(code: 1001)),
                .call(.entry(18), .rateLimited(retryAfter: 1)),
                .call(.call("chat.postMessage", 1), .rateLimited(retryAfter: 2)),
                .call(.call("chat.postMessage", 2), .status(503)),
                .call(.every("users.info"), .slow(.milliseconds(1_500))),
                .call(.any(5), .unanswered(.seconds(30))),
                .call(.call("https://files.slack.com/upload/", 1), .unanswered(.milliseconds(250))),
                .call(.call("chat.update", 3), .answerLost),
            ]
        )
        #expect(try FaultPlan(parsing: plan.description) == plan)
    }

    @Test(
        arguments: [
            ("drop", "has no colon"),
            ("frame: drop", "something has to follow \"frame\"; a whole number"),
            ("frame x: drop", "\"x\" is not understood; a whole number from 1 on"),
            ("frame 0: drop", "\"0\" is not understood"),
            ("frame 3 of sock 2: drop", "write frame N of socket M"),
            (
                "frame 3: explode now",
                "\"explode now\" is not understood; behind a frame can come: drop"
            ),
            ("frame 3: 429", "behind a frame can come"),
            ("call chat.postMessage: drop", "to a call can happen: 429"),
            ("call: 429", "name a method"),
            ("event: drop", "name an event's type"),
            ("frame 3: disconnect", "name a reason: warning"),
            ("frame 3: close 12", "a number from 1000 to 4999"),
            ("call a.b: status 200", "a number from 400 to 599"),
            ("call a.b: slow", "as 250 ms, 2 s or 1 min"),
            ("call a.b: slow 3 parsecs", "as 250 ms, 2 s or 1 min"),
            ("call a.b: slow 99999999999999999999 s", "as 250 ms, 2 s or 1 min"),
            ("frame 3 4: drop", "\"4\" is one word too many"),
            ("frame 3: drop it", "\"it\" is one word too many"),
            ("whenever: drop", "\"whenever\" is not understood; a line begins with frame N"),
            (": drop", "a line begins with frame N"),
        ]
    )
    func `A bad line is named, and what is allowed there`(line: String, words: String) {
        do {
            _ = try FaultPlan(parsing: "# a plan\nframe 1: drop\n\(line)\n")
            Issue.record("\(line) was read")
        } catch {
            #expect(error.line == 3)
            #expect(error.description.contains("line 3"))
            #expect(error.description.contains(words), "\(error)")
        }
    }

    private static let session: Session = {
        var builder = SessionBuilder.rtm()
        builder.at(100, .call(id: 2, .post("x")))
        builder.at(200, .receive(socket: 1, .event("a", ts: "1.1")))
        builder.at(300, .call(id: 3, .post("y")))
        return builder.session
    }()

    @Test func `An entry of the recording stands for its frame or its call`() throws {
        let plan = try FaultPlan(parsing: "entry 6: drop\nentry 7: 429\nentry 1: status 500")
        #expect(
            try plan.resolved(against: Self.session).faults == [
                .socket(after: .frame(2, socket: 1), .drop),
                .call(.call("chat.postMessage", 2), .rateLimited()),
                .call(.call("rtm.connect", 1), .status(500)),
            ]
        )
    }

    @Test(
        arguments: [
            ("entry 8: drop", "there is no entry 8; the recording has 7"),
            ("entry 5: drop", "entry 5 is no frame that Slack sent"),
            ("entry 6: 429", "entry 6 is no call"),
        ]
    )
    func `An entry to which it cannot happen is refused`(line: String, words: String) throws {
        let plan = try FaultPlan(parsing: line)
        do {
            _ = try plan.resolved(against: Self.session)
            Issue.record("\(line) was resolved")
        } catch {
            #expect(error.description.contains(words), "\(error)")
        }
    }

    @Test func `A seed gives one plan, and another seed another`() throws {
        let plans = (UInt64(1)...50).map { FaultPlan(seeded: $0, for: Self.session) }
        #expect(plans == (UInt64(1)...50).map { FaultPlan(seeded: $0, for: Self.session) })
        #expect(Set(plans).count > 40)
        for plan in plans {
            #expect(plan.faults.count == 3)
            #expect(try FaultPlan(parsing: plan.description) == plan)
        }
        #expect(
            FaultPlan(seeded: 1, for: Session(header: Self.session.header, entries: [])).faults
                .isEmpty
        )
    }
}
