import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// A recording that ended with a goodbye while handlers were between two steps: the bot was stopped, and dropped what it was at.
@Suite struct UnfinishedHandlerTests {
    private static func update(_ text: String, _ ts: String) -> WebAPICall {
        WebAPICall(
            method: "chat.update",
            arguments: [
                JSONMember("channel", "C1"), JSONMember("ts", .string(ts)),
                JSONMember("text", .string(text)),
            ]
        )
    }

    private static let updated = WebAPIAnswer(json: ["ok": true])

    /// Each ts as long as Slack's.
    private static func ts(_ number: Int) -> String { "179000010\(number).000\(number)00" }

    /// Three jobs one second apart, each with a post and, after 900 ms each, two updates of it; ended by the bot.
    ///
    /// - Parameter end: When, in milliseconds; the first job begins at 1,000.
    private static func session(until end: Int64) -> Session {
        var happenings: [(Int64, SessionEntry.Kind)] = []
        var call = 1
        func act(_ made: WebAPICall, _ answer: WebAPIAnswer, at: Int64) {
            call += 1
            happenings.append((at, .call(id: call, made)))
            happenings.append((at + 5, .answer(call: call, answer)))
        }
        for job in 1...3 {
            let start = Int64(job) * 1_000
            let event = SocketMessage.event("job", ts: "17900000\(job)0.000\(job)00")
            happenings.append((start, .receive(socket: 1, event)))
            act(.post("working"), .posted(ts(job)), at: start + 5)
            act(update("half", ts(job)), updated, at: start + 910)
            act(update("done", ts(job)), updated, at: start + 1_815)
        }
        var builder = SessionBuilder.rtm()
        var numbers: [Int: Int] = [:]
        for (at, kind) in happenings.sorted(by: { $0.0 < $1.0 }) where at <= end {
            switch kind {
            case .call(let id, let made):
                numbers[id] = numbers.count + 2
                builder.at(at, .call(id: numbers[id] ?? 0, made))
            case .answer(let id, let answer):
                builder.at(at, .answer(call: numbers[id] ?? 0, answer))
            default: builder.at(at, kind)
            }
        }
        builder.at(end, .close(socket: 1, SocketClose(code: 1000, by: .bot)))
        return builder.session
    }

    /// Plays a bot that goes on with everything to a recording; returns the report.
    ///
    /// - Parameter change: The steps of a job in place of the recorded ones.
    private func play(
        _ session: Session,
        changing change: (_ job: Int, _ steps: [WebAPICall]) -> [WebAPICall] = { $1 }
    ) throws -> ReplayReport {
        let jobs = session.entries.count { $0.kind.isEvent }
        var driver = try CursorDriver(session, options: ReplayOptions(pace: .immediate))
        let socket = try driver.connect()
        for job in 1..<jobs {
            _ = try driver.take(on: socket)
            let ts = Self.ts(job)
            let steps = [.post("working"), Self.update("half", ts), Self.update("done", ts)]
            for step in change(job, steps) { _ = try? driver.call(step) }
        }
        return driver.cursor.report()
    }

    @Test(arguments: [2_100, 2_500, 3_100, 3_700, 3_900, 4_500] as [Int64])
    func `The bot that was recorded passes, whatever it had in hand`(end: Int64) throws {
        let report = try play(Self.session(until: end))
        #expect(report.isFaithful, "\(report)")
    }

    @Test func `A step that differs, or comes twice, is told`() throws {
        let session = Self.session(until: 3_900)
        let other = try play(session) { job, steps in
            job == 1 ? [steps[0], Self.update("all of it", Self.ts(1)), steps[2]] : steps
        }
        #expect(other.divergences.count == 1)
        let late = try play(session) { job, steps in
            job == 2 ? [steps[0], Self.update("all of it", Self.ts(2)), steps[2]] : steps
        }
        #expect(!late.missing.isEmpty)
        let twice = try play(session) { job, steps in
            job == 2 ? [steps[0], steps[1], steps[1]] : steps
        }
        #expect(twice.divergences.count == 1)
        let early = try play(session) { job, steps in
            job == 1 ? steps + [Self.update("really done", Self.ts(1))] : steps
        }
        #expect(early.divergences.count == 1, "its last step was answered long before the end")
    }

    @Test(arguments: [(end: 460, isDone: false), (end: 3_000, isDone: true)] as [(Int64, Bool)])
    func `An acknowledged event of which nothing had come yet is unfinished, whatever else goes on`(
        end: Int64,
        isDone: Bool
    ) throws {
        func command(_ number: Int) -> SocketMessage {
            SocketMessage(json: [
                "type": "slash_commands", "envelope_id": .string("e\(number)"),
                "payload": [
                    "command": "/who", "user_id": .string("U\(number)"),
                    "channel_id": .string("C\(number)"),
                ],
            ])
        }
        func acknowledgement(_ number: Int) -> SocketMessage {
            SocketMessage(json: ["envelope_id": .string("e\(number)")])
        }
        func look(_ number: Int) -> WebAPICall {
            WebAPICall(
                method: "users.info",
                arguments: [JSONMember("user", .string("U\(number)"))]
            )
        }
        var builder = SessionBuilder.rtm()
        builder.at(100, .receive(socket: 1, command(1)))
        builder.at(105, .send(socket: 1, acknowledgement(1)))
        builder.at(190, .call(id: 2, look(1)))
        builder.at(200, .answer(call: 2, Self.updated))
        builder.at(400, .receive(socket: 1, command(2)))
        builder.at(405, .send(socket: 1, acknowledgement(2)))
        // The end of what the first command led to.
        builder.at(410, .call(id: 3, .post("U1 is ann", in: "C1")))
        builder.at(420, .answer(call: 3, .posted(Self.ts(1), in: "C1")))
        builder.at(end, .close(socket: 1, SocketClose(code: 1000, by: .bot)))
        var driver = try CursorDriver(
            builder.session,
            options: ReplayOptions(pace: .immediate, ordering: .recorded)
        )
        let socket = try driver.connect()
        _ = try driver.take(on: socket)
        try driver.cursor.send(acknowledgement(1), on: socket, at: driver.now)
        try driver.call(look(1))
        _ = try driver.take(on: socket)
        try driver.cursor.send(acknowledgement(2), on: socket, at: driver.now)
        try driver.call(.post("U1 is ann", in: "C1"))
        #expect(driver.cursor.report().isFaithful)
        _ = try? driver.call(look(2))
        #expect(driver.cursor.report().isFaithful == !isDone)
    }

    @Test func `A bot that had its time after its last answer was done`() throws {
        let session = Self.session(until: 8_000)
        #expect(try play(session).isFaithful)
        let report = try play(session) { job, steps in
            job == 3 ? steps + [Self.update("really done", Self.ts(3))] : steps
        }
        #expect(report.divergences.count == 1)
    }
}

extension SessionEntry.Kind {
    fileprivate var isEvent: Bool {
        guard case .receive = self else { return false }
        return true
    }
}
