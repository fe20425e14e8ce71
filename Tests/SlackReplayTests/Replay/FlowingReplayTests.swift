import Interleaving
import RepriseFloor
import SecretRedaction
import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// Answers that flowed when they were recorded.
@Suite(.timeLimit(.minutes(5))) struct `The replay of an answer that flows` {
    private static let call = WebAPICall(method: "x.stream")
    private static let events: HTTPHeaders = ["content-type": "text/event-stream"]
    private static let pieces = ["data: 1\n\n", "data: 2\n\n"]

    /// It begins at 100 ms, goes on at 150 and 400, and ends at 500.
    private static func recording(
        _ failure: TransportFailure? = nil,
        between: (inout SessionBuilder) -> Void = { _ in }
    ) -> Session {
        let body = Array(pieces.joined().utf8)
        var builder = SessionBuilder()
        builder.at(0, .call(id: 1, call))
        builder.at(100, .head(call: 1, WebAPIAnswer(headers: events)))
        builder.at(150, .chunk(call: 1, BodyChunk(Array(pieces[0].utf8))))
        between(&builder)
        builder.at(400, .chunk(call: 1, BodyChunk(Array(pieces[1].utf8))))
        if let failure {
            builder.at(500, .part(call: 1, body))
            builder.at(500, .failure(call: 1, failure))
        } else {
            builder.at(500, .answer(call: 1, WebAPIAnswer(headers: events, body: body)))
        }
        return builder.session
    }

    /// What a bot sees and when, in milliseconds.
    private func story(
        of session: Session,
        pace: ReplayOptions.Pace,
        _ bot: @escaping @Sendable (ReplayTransport, (String) -> Void) async throws -> Void
    ) throws -> (story: [String], report: ReplayReport) {
        let simulation = Simulation()
        let clock = SessionClock(simulation.clock)
        var options = ReplayOptions(pace: pace)
        options.ordering = .strict
        let replay = try ReplayTransport(session, options: options, clock: clock)
        let story = Locked<[String]>([])
        let run = simulation.run {
            try await bot(replay) { what in
                let time = Int(clock.now / .milliseconds(1))
                story.withLock { $0.append("\(time) \(what)") }
            }
        }
        try run.result
        return (story.withLock { $0 }, replay.report())
    }

    private static func read(
        _ replay: ReplayTransport,
        _ tell: (String) -> Void
    ) async throws {
        let answer = try await replay.stream(call)
        tell("\(answer.status) \(answer.headers["content-type"] ?? "")")
        guard case .flowing(let body) = answer.body else { return tell("whole") }
        do {
            while let piece = try await body.next() {
                tell(String(decoding: piece, as: UTF8.self).filter { $0 != "\n" })
            }
            tell("end")
        } catch {
            tell(error.message)
        }
    }

    @Test func `Each piece comes in its time`() throws {
        let (story, report) = try story(of: Self.recording(), pace: .recorded, Self.read)
        #expect(
            story == ["100 200 text/event-stream", "150 data: 1", "400 data: 2", "500 end"]
        )
        #expect(report.isFaithful)
    }

    @Test func `At immediate pace they come at once, and still one by one`() throws {
        let (story, report) = try story(of: Self.recording(), pace: .immediate, Self.read)
        #expect(story == ["0 200 text/event-stream", "0 data: 1", "0 data: 2", "0 end"])
        #expect(report.isFaithful)
    }

    @Test func `An answer that broke off breaks off, and the bot has its part`() throws {
        let failure = TransportFailure(.io, "the connection broke")
        let (story, _) = try story(of: Self.recording(failure), pace: .recorded, Self.read)
        #expect(
            story == [
                "100 200 text/event-stream", "150 data: 1", "400 data: 2",
                "500 the connection broke",
            ]
        )
    }

    @Test(arguments: [true, false])
    func `A body whose secret was replaced announces its own length`(isWhole: Bool) throws {
        let text = ["key: ", "signed with 8f742231b10e8888", "abcd99e0bcff85a5\n"].joined()
        let body = Array(text.utf8)
        let head: HTTPHeaders = [
            "content-type": "text/plain", "content-length": "\(body.count)",
        ]
        var builder = SessionBuilder()
        builder.at(0, .call(id: 1, Self.call))
        builder.at(100, .head(call: 1, WebAPIAnswer(headers: head)))
        builder.at(150, .chunk(call: 1, BodyChunk(body)))
        if isWhole {
            builder.at(500, .answer(call: 1, WebAPIAnswer(headers: head, body: body)))
        } else {
            builder.at(500, .part(call: 1, body))
            builder.at(500, .failure(call: 1, TransportFailure(.io, "the connection broke")))
        }
        builder.at(600, .note("client_secret=8f742231b10e8888" + "abcd99e0bcff85a5"))
        var redactor = Redactor()
        let session = redactor.redacted(builder.session)
        let (story, _) = try story(of: session, pace: .recorded) { replay, tell in
            let answer = try await replay.stream(Self.call)
            guard case .flowing(let body) = answer.body else { return tell("whole") }
            var count = 0
            do {
                while let piece = try await body.next() { count += piece.count }
            } catch {
                tell("broke")
            }
            let announced = answer.headers["content-length"].flatMap { Int($0) }
            #expect(announced == (isWhole ? count : nil))
            #expect(count < text.utf8.count && count > 0)
        }
        #expect(story == (isWhole ? [] : ["500 broke"]))
    }

    @Test func `Nobody waits for what was open when the recording was stopped`() throws {
        var builder = SessionBuilder()
        builder.at(0, .call(id: 1, Self.call))
        builder.at(100, .head(call: 1, WebAPIAnswer(headers: Self.events)))
        for number in 1...30_000 {
            builder.at(100 + Int64(number), .chunk(call: 1, BodyChunk([0x0a])))
        }
        builder.at(3_600_000, .part(call: 1, [UInt8](repeating: 0x0a, count: 30_000)))
        builder.at(3_600_000, .failure(call: 1, .cancelled(while: "reading an answer")))
        var cursor = try ReplayCursor(builder.session, options: ReplayOptions())
        guard case .matched(let call, let due?) = cursor.call(Self.call, at: .zero) else {
            Issue.record("it is not matched")
            return
        }
        _ = cursor.takeOutcome(of: call, due: due, waitingFrom: due)
        #expect(cursor.standing(at: due, patience: .seconds(10)) == .complete)
    }

    @Test func `Who wants it whole has it when it is`() throws {
        let (story, _) = try story(of: Self.recording(), pace: .recorded) { replay, tell in
            tell(String(decoding: try await replay.call(Self.call).body, as: UTF8.self))
        }
        #expect(story == ["500 data: 1\n\ndata: 2\n\n"])
    }

    @Test func `Who wants one whole that broke off has the failure`() throws {
        let failure = TransportFailure(.io, "the connection broke")
        let (story, _) = try story(of: Self.recording(failure), pace: .recorded) { replay, tell in
            await #expect(throws: failure) { try await replay.call(Self.call) }
            tell("failed")
        }
        #expect(story == ["500 failed"])
    }

    @Test func `What the bot does between the pieces holds nothing up`() throws {
        let session = Self.recording { builder in
            builder.at(200, .call(id: 2, .post("one")))
            builder.at(300, .answer(call: 2, .posted("1.1")))
        }
        let (story, report) = try story(of: session, pace: .recorded) { replay, tell in
            let answer = try await replay.stream(Self.call)
            guard case .flowing(let body) = answer.body else {
                Issue.record("the answer does not flow")
                return
            }
            _ = try await body.next()
            tell("one")
            _ = try await replay.call(.post("one"))
            tell("posted")
            _ = try await body.next()
            tell("two")
            #expect(try await body.next() == nil)
        }
        #expect(story == ["150 one", "250 posted", "400 two"])
        #expect(report.isFaithful)
    }
}
