import SessionRecording
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// Recordings that ended while their bot was at work, and others that did not.
@Suite struct StoppedRecordingTests {
    /// A bot that answers each question by two posts, which take it a while.
    private static func recording(questions: Int, until end: Int64) -> Session {
        var happenings: [(Int64, SessionEntry.Kind)] = []
        var call = 1
        for number in 1...questions {
            let start = 100 + Int64(number) * 50
            let event = SocketMessage.event("q\(number)", ts: "1.\(number)")
            happenings.append((start, .receive(socket: 1, event)))
            for part in 1...2 {
                call += 1
                let made = start + Int64(part) * 100
                happenings.append((made, .call(id: call, post(number, part))))
                let answer = WebAPIAnswer.posted("2.\(call)")
                happenings.append((made + 90, .answer(call: call, answer)))
            }
        }
        var builder = SessionBuilder.rtm()
        for (at, kind) in happenings.sorted(by: { $0.0 < $1.0 }) where at <= end {
            builder.at(at, kind)
        }
        return builder.session
    }

    private static func post(_ question: Int, _ part: Int) -> WebAPICall {
        .post("part \(part) for q\(question)")
    }

    /// Plays the bot that was recorded to a recording, as far as that gives it something to do.
    private func play(
        _ session: Session,
        _ extra: [WebAPICall] = [],
        leavingOut omitted: WebAPICall? = nil
    ) throws -> ReplayReport {
        var driver = try CursorDriver(session)
        let socket = try driver.connect()
        var waiting: [(due: Duration, call: Int, question: Int, part: Int)] = []
        func make(_ question: Int, _ part: Int) {
            guard part <= 2, Self.post(question, part) != omitted,
                case .matched(let call, let due?) = driver.cursor.call(
                    Self.post(question, part),
                    at: driver.now
                )
            else { return }
            waiting.append((due, call, question, part))
        }
        var question = 0
        while true {
            let step = driver.next(on: socket)
            if case .event = step {
                question += 1
                make(question, 1)
                continue
            }
            waiting.sort { $0.due < $1.due }
            var times = waiting.first.map { [$0.due] } ?? []
            if case .due(let due) = step { times.append(due) }
            guard let next = times.min() else { break }
            driver.now = max(driver.now, next)
            while let first = waiting.first, first.due <= driver.now {
                waiting.removeFirst()
                _ = driver.cursor.takeOutcome(of: first.call, due: first.due)
                make(first.question, first.part + 1)
            }
        }
        for call in extra { _ = driver.cursor.call(call, at: driver.now) }
        return driver.cursor.report()
    }

    @Test(arguments: Array(stride(from: Int64(250), through: 440, by: 5)))
    func `The bot that was stopped at any moment passes`(end: Int64) throws {
        let session = Self.recording(questions: 5, until: end)
        let report = try play(session)
        #expect(report.isFaithful, "\(report)")
    }

    @Test func `What the bot had done before it was stopped is asked for`() throws {
        let session = Self.recording(questions: 5, until: 400)
        let report = try play(session, leavingOut: Self.post(1, 1))
        #expect(!report.missing.isEmpty)
    }

    @Test func `After a quiet end, one thing more is told`() throws {
        var builder = SessionBuilder.rtm()
        let whole = Self.recording(questions: 3, until: .max)
        for entry in whole.entries.dropFirst(4) { builder.at(entry.at / 1_000, entry.kind) }
        #expect(try play(builder.session).isFaithful)
        #expect(!(try play(builder.session, [.post("by the way")]).isFaithful))
        builder.at(5_000, .close(socket: 1, SocketClose(code: 1000, by: .bot)))
        #expect(!(try play(builder.session, [.post("by the way")]).isFaithful))
    }

    /// A bot that thinks little before each call, and went away so long after its last answer.
    private static func abandoned(after quiet: Int64, code: UInt16) -> Session {
        var builder = SessionBuilder.rtm()
        builder.at(40, .receive(socket: 1, .event("q", ts: "1.1")))
        builder.at(60, .call(id: 2, .post("one")))
        builder.at(70, .answer(call: 2, .posted("2.1")))
        builder.at(90, .call(id: 3, .post("two")))
        builder.at(100, .answer(call: 3, .posted("2.2")))
        builder.at(100 + quiet, .close(socket: 1, SocketClose(code: code, by: .bot)))
        return builder.session
    }

    @Test func `Who went away right after an answer may have been about to go on`() throws {
        for (quiet, code, isStop) in [(5, 1_001, true), (5, 1_000, false), (255, 1_001, false)] {
            let session = Self.abandoned(after: Int64(quiet), code: UInt16(code))
            var driver = try CursorDriver(session)
            let socket = try driver.connect()
            _ = try driver.take(on: socket)
            for text in ["one", "two"] { try driver.call(.post(text)) }
            // In a conversation that nobody has heard of.
            let step = driver.cursor.call(.post("three", in: "C9"), at: driver.now)
            #expect((step == .beyondEnd) == isStop)
            #expect(driver.cursor.report().isFaithful == isStop)
        }
        // What it does before it has that answer is told.
        var driver = try CursorDriver(Self.abandoned(after: 5, code: 1_001))
        _ = try driver.connect()
        #expect(throws: TransportFailure.self) { try driver.call(.post("three", in: "C9")) }
    }

    @Test func `Something else in the place of what was recorded is no going on`() throws {
        var driver = try CursorDriver(Self.abandoned(after: 5, code: 1_001))
        let socket = try driver.connect()
        _ = try driver.take(on: socket)
        let failure = #expect(throws: TransportFailure.self) { try driver.call(.post("other")) }
        #expect(failure?.message.contains(#"(expected "one", got "other")"#) == true)
        try driver.call(.post("one"))
        #expect(throws: TransportFailure.self) { try driver.call(.post("another")) }
        try driver.call(.post("two"))
        #expect(driver.cursor.call(.post("three"), at: driver.now) == .beyondEnd)
    }

    /// Two handlers, each of which asks who somebody is and then posts, stopped when one of them had posted.
    private static func stoppedBetweenTwo() -> Session {
        var builder = SessionBuilder.rtm()
        builder.at(40, .receive(socket: 1, .event("a", ts: "1.1")))
        builder.at(45, .receive(socket: 1, .event("b", ts: "1.2")))
        builder.at(60, .call(id: 2, .post("who is b?")))
        builder.at(65, .call(id: 3, .post("who is a?")))
        builder.at(70, .answer(call: 2, .posted("2.1")))
        builder.at(75, .answer(call: 3, .posted("2.2")))
        builder.at(80, .call(id: 4, .post("hello b")))
        builder.at(90, .answer(call: 4, .posted("2.3")))
        builder.at(92, .close(socket: 1, SocketClose(code: 1_001, by: .bot)))
        return builder.session
    }

    @Test(arguments: [["a", "b"], ["b", "a"]])
    func `Which of two handlers gets on first makes no difference`(order: [String]) throws {
        for isPatient in [true, false] {
            var driver = try CursorDriver(Self.stoppedBetweenTwo())
            let socket = try driver.connect()
            for _ in 1...2 { _ = try driver.event(on: socket) }
            if isPatient { for name in order { try driver.call(.post("who is \(name)?")) } }
            for name in order {
                if !isPatient { try driver.call(.post("who is \(name)?")) }
                let step = driver.cursor.call(.post("hello \(name)"), at: driver.now)
                guard case .matched(let call, _) = step else {
                    #expect(name == "a" && step == .beyondEnd)
                    continue
                }
                _ = driver.cursor.takeOutcome(of: call, due: driver.now)
            }
            let report = driver.cursor.report()
            #expect(report.isFaithful, "\(report)")
        }
    }

    @Test func `What went before another handler's step is told if that step never comes`() throws {
        var driver = try CursorDriver(Self.stoppedBetweenTwo())
        let socket = try driver.connect()
        for _ in 1...2 { _ = try driver.event(on: socket) }
        for name in ["a", "b"] { try driver.call(.post("who is \(name)?")) }
        #expect(driver.cursor.call(.post("hello a"), at: driver.now) == .beyondEnd)
        #expect(driver.cursor.report().divergences.map(\.nearest?.entry) == [11])
        #expect(driver.cursor.report().extra.map(\.outcome) == [.diverged])
        // There are two handlers, and one of them is busy.
        #expect(throws: TransportFailure.self) { try driver.call(.post("goodbye b")) }
        let report = driver.cursor.report()
        #expect(report.divergences.count == 2 && report.missing.count == 1)
    }

    @Test func `A recording that was cut before its first entry is none to go on with`() throws {
        let cut = Session(
            header: SessionHeader(epoch: 0, isRedacted: false),
            entries: [],
            isComplete: false
        )
        #expect(try ReplayPlan(cut).timeline.stop == nil)
    }

    @Test func `An event that the bot had left alone for long is none that it had no time for`()
        throws
    {
        var builder = SessionBuilder.rtm()
        let whole = Self.recording(questions: 3, until: .max)
        for entry in whole.entries.dropFirst(4) { builder.at(entry.at / 1_000, entry.kind) }
        builder.at(9_000, .receive(socket: 1, .event("thanks", ts: "9.9")))
        builder.at(19_000, .close(socket: 1, SocketClose(code: 1000, by: .bot)))
        let plan = try ReplayPlan(builder.session)
        #expect(plan.timeline.stop == nil)
    }

    @Test func `What was sent behind a recorded close is not missing`() throws {
        var builder = SessionBuilder.rtm()
        builder.at(40, .close(socket: 1, SocketClose(code: 1000, by: .peer)))
        builder.at(50, .send(socket: 1, .rtm("too late")))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        _ = try driver.event(on: socket)
        #expect(driver.cursor.report().isFaithful)
    }
}
