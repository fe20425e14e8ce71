import SecretRedaction
import SessionRecording
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// Slack waits three seconds: a bot that is later than that, and was not, is told.
@Suite struct TimeLimitTests {
    private static func envelope(_ id: String) -> SocketMessage {
        SocketMessage(
            #"{"envelope_id":"\#(id)0000-1","type":"slash_commands","payload":{"command":"/x","text":"\#(id)","user_id":"U1","channel_id":"C1","trigger_id":"\#(trigger(id))"}}"#
        )
    }

    private static func trigger(_ id: String) -> String { "13345224609.738474920.8088930838\(id)" }

    private static func acknowledgement(_ id: String) -> SocketMessage {
        SocketMessage(#"{"envelope_id":"\#(id)0000-1"}"#)
    }

    private static func view(_ id: String) -> WebAPICall {
        WebAPICall(
            method: "views.open",
            arguments: [
                JSONMember("trigger_id", .string(trigger(id))),
                JSONMember("view", ["type": "modal"]),
            ]
        )
    }

    /// Slash commands, each acknowledged and answered with a view after so many milliseconds.
    private static func session(_ commands: [(id: String, at: Int64)], after time: Int64) -> Session
    {
        var builder = SessionBuilder.rtm()
        for (index, command) in commands.enumerated() {
            builder.at(command.at, .receive(socket: 1, envelope(command.id)))
            let done = command.at + time
            builder.at(done, .send(socket: 1, acknowledgement(command.id)))
            builder.at(done + 1, .call(id: index + 2, view(command.id)))
            builder.at(done + 2, .answer(call: index + 2, WebAPIAnswer(json: ["ok": true])))
        }
        return builder.session
    }

    /// Plays it to a bot that takes its time before it acknowledges, and before it opens the view.
    private func report(
        _ session: Session,
        _ ids: [String],
        acknowledging: Duration = .zero,
        opening: Duration = .zero,
        before: Duration = .zero,
        options: ReplayOptions = ReplayOptions(pace: .immediate, ordering: .recorded)
    ) throws -> ReplayReport {
        var redactor = Redactor()
        let redacted = redactor.redacted(session)
        var driver = try CursorDriver(redacted, options: options)
        let socket = try driver.connect(to: redacted)
        driver.now += before
        for id in ids {
            let frame = try driver.take(on: socket)
            driver.now += acknowledging
            try driver.send(Self.acknowledgement(id), on: socket)
            driver.now += opening
            var view = Self.view(id)
            // What Slack gave, the replay gives otherwise.
            let trigger = try JSONValue(parsing: frame)["payload"]?["trigger_id"]?.string
            view.body = .form([
                FormField("trigger_id", try #require(trigger)),
                FormField("view", #"{"type":"modal"}"#),
            ])
            try driver.call(view)
        }
        return driver.cursor.report()
    }

    /// A bot that leaves something out is not told for the time that it was waited for as well.
    @Test func `Time counts from when an event was let go, not from when it could have come`()
        throws
    {
        var builder = SessionBuilder.rtm()
        builder.at(100, .receive(socket: 1, Self.envelope("a")))
        builder.at(110, .send(socket: 1, Self.acknowledgement("a")))
        builder.at(120, .call(id: 2, .post("left out")))
        builder.at(130, .answer(call: 2, .posted("5.1")))
        builder.at(600, .receive(socket: 1, Self.envelope("b")))
        builder.at(610, .send(socket: 1, Self.acknowledgement("b")))
        let options = ReplayOptions(pace: .immediate, ordering: .recorded)
        var driver = try CursorDriver(builder.session, options: options)
        let socket = try driver.connect()
        _ = try driver.take(on: socket)
        try driver.send(Self.acknowledgement("a"), on: socket)
        #expect(throws: TransportFailure.self) { try driver.take(on: socket) }
        driver.now += .seconds(10)
        #expect(driver.cursor.withholdBlockedFrames(at: driver.now) == true)
        _ = try driver.take(on: socket)
        try driver.send(Self.acknowledgement("b"), on: socket)
        let report = driver.cursor.report()
        #expect(report.overdue.isEmpty)
        #expect(report.findings.count == 1, "\(report.findings)")
    }

    @Test func `Who acknowledges in time passes, and so does who is a little late`() throws {
        let session = Self.session([("a", 100), ("b", 600)], after: 5)
        for time in [0, 2_900, 3_900] {
            let report = try report(session, ["a", "b"], acknowledging: .ms(Int64(time)))
            #expect(report.isFaithful && report.overdue.isEmpty, "\(report.findings)")
        }
    }

    @Test func `An acknowledgement that comes too late is told`() throws {
        let session = Self.session([("a", 100), ("b", 600)], after: 5)
        let report = try report(session, ["a", "b"], acknowledging: .seconds(5))
        #expect(report.overdue.map(\.kind) == [.envelope, .trigger, .envelope, .trigger])
        let sentence = try #require(report.findings.first?.sentence)
        #expect(sentence.contains("came 5.000 s after its delivery, and Slack waits 3 s"))
        #expect(report.findings.first?.entry == 6)
        #expect(!report.isFaithful)
    }

    @Test func `A trigger that is used too late is told`() throws {
        let session = Self.session([("a", 100), ("b", 600)], after: 5)
        let report = try report(session, ["a", "b"], opening: .ms(4_010))
        #expect(report.overdue.map(\.kind) == [.trigger, .trigger])
        #expect(report.findings.count == 2)
        #expect(report.findings.first?.sentence.contains("trigger_id was given") == true)
    }

    @Test func `Who was too late when it was recorded, or nearly so, may be so again`() throws {
        for time in [2_500, 3_500] as [Int64] {
            let session = Self.session([("a", 100), ("b", 6_000)], after: time)
            let report = try report(session, ["a", "b"], acknowledging: .ms(time + 1_900))
            #expect(report.isFaithful, "\(report.findings)")
        }
    }

    @Test func `What is still at work on what came long before is excused, unless it has as long`()
        throws
    {
        // Half a minute between the commands, in which it may have been busy without a word.
        let session = Self.session([("a", 30_000), ("b", 60_000)], after: 5)
        for pace in [ReplayOptions.Pace.immediate, .scaled(0.1), .recorded] {
            let options = ReplayOptions(pace: pace, ordering: .recorded)
            let report = try report(
                session,
                ["a", "b"],
                acknowledging: .seconds(10),
                options: options
            )
            let isExcused = pace != .recorded
            #expect(report.overdue.count == 4)
            // By its own lateness with the first it has less time for the second.
            #expect(report.overdue.prefix(2).allSatisfy { $0.isExcused == isExcused }, "\(pace)")
            #expect(report.overdue.dropFirst(2).allSatisfy { $0.isExcused }, "\(pace)")
            #expect(report.isFaithful == isExcused)
        }
    }

    @Test func `Nothing is judged where somebody else makes things late`() throws {
        let session = Self.session([("a", 100), ("b", 600)], after: 5)
        for options in [
            ReplayOptions(pace: .immediate, timeLimits: .ignored),
            ReplayOptions(pace: .immediate, perturbation: Perturbation(seed: 1)),
            ReplayOptions(pace: .scaled(2)),
        ] {
            let report = try report(
                session,
                ["a", "b"],
                acknowledging: .seconds(50),
                options: options
            )
            #expect(report.isFaithful && report.overdue.isEmpty)
        }
    }
}
