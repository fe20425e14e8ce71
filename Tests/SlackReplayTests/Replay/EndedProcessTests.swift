import SessionRecording
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// What is known of a bot's end decides what it may have left undone.
@Suite struct EndedProcessTests {
    private static let ts = "1790000101.000100"

    private static let reaction = WebAPICall(
        method: "reactions.add",
        arguments: [
            JSONMember("channel", "C1"), JSONMember("timestamp", .string(ts)),
            JSONMember("name", "eyes"),
        ]
    )

    /// A bot that posts a report, near to its end.
    private static func session(
        _ ends: [ProcessEvent],
        hasSocket: Bool = true
    ) -> Session {
        var builder = hasSocket ? SessionBuilder.rtm() : SessionBuilder()
        let call = hasSocket ? 2 : 1
        builder.at(100, .call(id: call, .post("report")))
        builder.at(150, .answer(call: call, .posted(ts)))
        for event in ends { builder.at(160, .process(event)) }
        if hasSocket { builder.at(170, .close(socket: 1, SocketClose(code: 1001, by: .bot))) }
        return builder.session
    }

    /// Plays the recorded bot, and then one step more.
    private func play(_ session: Session, adding extra: WebAPICall) throws -> ReplayReport {
        var driver = try CursorDriver(session, options: ReplayOptions(pace: .immediate))
        if session.entries.contains(where: { $0.kind.isOpening }) { _ = try driver.connect() }
        _ = try driver.call(.post("report"))
        _ = try? driver.call(extra)
        return driver.cursor.report()
    }

    @Test(arguments: [true, false])
    func `Nothing comes beyond the end of a bot that ended by itself`(hasSocket: Bool) throws {
        for code in [0, 1, 3] {
            let session = Self.session([.exited(code: code)], hasSocket: hasSocket)
            #expect(try play(session, adding: Self.reaction).divergences.count == 1)
        }
    }

    @Test func `Nothing comes beyond the end of what has no socket, unless it was stopped`() throws
    {
        let job = try play(Self.session([], hasSocket: false), adding: Self.reaction)
        #expect(job.divergences.count == 1)
        let stopped = Self.session([.asked(signal: 2), .exited(code: 0)], hasSocket: false)
        #expect(try play(stopped, adding: Self.reaction).divergences.isEmpty)
    }

    @Test(
        arguments: [
            [.asked(signal: 2), .exited(code: 0)], [.killed(signal: 9)], [.exited(code: 124)],
            [.exited(code: 143)], [],
        ] as [[ProcessEvent]]
    )
    func `What a bot does beyond a stop passes, and is told`(ends: [ProcessEvent]) throws {
        let report = try play(Self.session(ends), adding: Self.reaction)
        #expect(report.divergences.isEmpty)
        #expect(report.beyondEnd.map(\.wording) == ["the call reactions.add"])
    }

    @Test func `What was always the last step has none behind it`() throws {
        var builder = SessionBuilder.rtm()
        // Two jobs of a post and a reaction to it; the bot is stopped soon after the second.
        for job in 0...1 {
            let (start, ts) = (Int64(job) * 1_000 + 100, "179000010\(job).000100")
            builder.at(start, .call(id: job * 2 + 2, .post("report \(job)")))
            builder.at(start + 10, .answer(call: job * 2 + 2, .posted(ts)))
            builder.at(start + 100, .call(id: job * 2 + 3, Self.react(ts, "eyes")))
            builder.at(
                start + 110,
                .answer(call: job * 2 + 3, WebAPIAnswer(json: ["ok": true]))
            )
        }
        builder.at(1_250, .close(socket: 1, SocketClose(code: 1000, by: .bot)))
        func play(_ extra: WebAPICall?) throws -> ReplayReport {
            var driver = try CursorDriver(
                builder.session,
                options: ReplayOptions(pace: .immediate)
            )
            _ = try driver.connect()
            for job in 0...1 {
                _ = try driver.call(.post("report \(job)"))
                _ = try driver.call(Self.react("179000010\(job).000100", "eyes"))
            }
            if let extra { _ = try? driver.call(extra) }
            return driver.cursor.report()
        }
        #expect(try play(nil).isFaithful)
        #expect(try play(Self.react("1790000101.000100", "tada")).divergences.count == 1)
    }

    @Test func `What a bot does over and over may come once more, but not at once`() throws {
        func tick(_ number: Int) -> String { "179000020\(number).000100" }
        var builder = SessionBuilder.rtm()
        for number in 0...3 {
            let start = Int64(number) * 200 + 100
            builder.at(start, .call(id: number + 2, .post("tick")))
            builder.at(start + 5, .answer(call: number + 2, .posted(tick(number))))
        }
        builder.at(800, .close(socket: 1, SocketClose(code: 1000, by: .bot)))
        func play(after gap: Duration) throws -> ReplayReport {
            var driver = try CursorDriver(
                builder.session,
                options: ReplayOptions(pace: .immediate)
            )
            _ = try driver.connect()
            for _ in 0...3 {
                driver.now += .milliseconds(200)
                _ = try driver.call(.post("tick"))
            }
            driver.now += gap
            _ = try? driver.call(.post("tick"))
            return driver.cursor.report()
        }
        #expect(try play(after: .milliseconds(190)).divergences.isEmpty)
        #expect(try play(after: .milliseconds(5)).divergences.count == 1, "the same twice")
    }

    @Test func `What a bot answers over and over is no row, however even`() throws {
        var builder = SessionBuilder.rtm()
        for number in 0...3 {
            let (start, ts) = (Int64(number) * 200 + 100, "179000020\(number).000100")
            let asked = SocketMessage.event("?", ts: "179000010\(number).000100")
            builder.at(start - 50, .receive(socket: 1, asked))
            builder.at(start, .call(id: number + 2, .post("ok")))
            builder.at(start + 5, .answer(call: number + 2, .posted(ts)))
        }
        builder.at(2_800, .close(socket: 1, SocketClose(code: 1000, by: .bot)))
        var driver = try CursorDriver(builder.session, options: ReplayOptions(pace: .immediate))
        let socket = try driver.connect()
        for _ in 0...3 {
            driver.now += .milliseconds(200)
            _ = try driver.take(on: socket)
            _ = try driver.call(.post("ok"))
        }
        driver.now += .milliseconds(190)
        _ = try? driver.call(.post("ok"))
        #expect(driver.cursor.report().divergences.count == 1)
    }

    private static func react(_ ts: String, _ name: String) -> WebAPICall {
        WebAPICall(
            method: "reactions.add",
            arguments: [
                JSONMember("channel", "C1"), JSONMember("timestamp", .string(ts)),
                JSONMember("name", .string(name)),
            ]
        )
    }
}

extension SessionEntry.Kind {
    fileprivate var isOpening: Bool {
        if case .open = self { true } else { false }
    }
}
