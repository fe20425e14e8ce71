import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// What a bot says in another spelling than it did, and what it says beside what it said.
@Suite struct SpellingTests {
    private static func json(_ text: String) -> WebAPICall {
        WebAPICall(
            .method("chat.postMessage"),
            body: .json(JSONText(uncheckedBytes: Array(text.utf8)))
        )
    }

    private static let form = WebAPICall(
        method: "chat.postMessage",
        arguments: [JSONMember("text", "7"), JSONMember("mrkdwn", "false")]
    )

    @Test(arguments: [#"{"text":7,"mrkdwn":false}"#, #"{"text":"7","mrkdwn":"false"}"#])
    func `One argument of two kinds differs between JSON bodies`(text: String) {
        let recorded = Self.json(#"{"text":"7","mrkdwn":false}"#)
        #expect(!CallMatcher.standard.matches(recorded: recorded, actual: Self.json(text)))
        let found = CallMatcher.standard.differences(recorded: recorded, actual: Self.json(text))
        #expect(found.count == 1)
        #expect(["text", "mrkdwn"].contains(found.first?.path))
        let isIgnored = CallMatcher.standard && .ignoring("text", "mrkdwn")
        #expect(isIgnored.matches(recorded: recorded, actual: Self.json(text)))
    }

    @Test func `A form and a JSON body are one thing, and so are two of the same kinds`() {
        let recorded = Self.json(#"{"text":"7","mrkdwn":false}"#)
        let again = Self.json(#"{ "mrkdwn": false, "text": "7" }"#)
        #expect(CallMatcher.standard.matches(recorded: recorded, actual: again))
        #expect(CallMatcher.standard.matches(recorded: recorded, actual: Self.form))
        #expect(CallMatcher.standard.matches(recorded: Self.form, actual: recorded))
    }

    // MARK: Tokens

    private static let token = "xoxb" + "-1-2-abcdef"
    private static let hook = "https://hooks.slack.com/commands/T0/1/abc"

    /// A bot that calls with its token, and answers over a `response_url` without.
    private static func session(_ hookHeaders: HTTPHeaders) -> Session {
        var builder = SessionBuilder.rtm()
        var post = WebAPICall.post("hello")
        post.headers["authorization"] = "Bearer \(token)"
        builder.at(100, .call(id: 2, post))
        builder.at(110, .answer(call: 2, .posted("5.1")))
        let event = SocketMessage(json: ["type": "hint", "response_url": .string(hook)])
        builder.at(120, .receive(socket: 1, event))
        builder.at(130, .call(id: 3, answer(hookHeaders)))
        builder.at(140, .answer(call: 3, WebAPIAnswer(json: ["ok": true])))
        return builder.session
    }

    private static func answer(_ headers: HTTPHeaders) -> WebAPICall {
        WebAPICall(
            .url(hook),
            headers: headers,
            body: .json(JSONText(uncheckedBytes: Array(#"{"text":"done"}"#.utf8)))
        )
    }

    @Test func `A token sent where none was is told, and named by its kind alone`() throws {
        for (sent, isFaithful) in [
            (HTTPHeaders(), true), (["authorization": "Bearer " + Self.token], false),
        ] {
            var driver = try CursorDriver(Self.session([:]))
            let socket = try driver.connect()
            var post = WebAPICall.post("hello")
            post.headers["authorization"] = "Bearer " + Self.token
            try driver.call(post)
            _ = try driver.take(on: socket)
            do { try driver.call(Self.answer(sent)) } catch { #expect(!isFaithful) }
            let report = driver.cursor.report()
            #expect(report.isFaithful == isFaithful)
            let text = "\(report)"
            #expect(text.contains("the token it carries") != isFaithful)
            #expect(text.contains("xoxb-…") != isFaithful)
            #expect(!text.contains(Self.token))
        }
    }

    // MARK: Acknowledgements

    @Test(arguments: [
        (#"{"envelope_id":"e1","payload":{"text":"kept"}}"#, true),
        (#"{"envelope_id":"e1"}"#, true),
        (#"{"envelope_id":"e1","payload":{"text":"other"}}"#, false),
    ])
    func `A second acknowledgement says the same or nothing`(second: String, isFaithful: Bool)
        throws
    {
        var builder = SessionBuilder.rtm()
        let command = SocketMessage(json: [
            "type": "slash_commands", "envelope_id": "e1",
            "payload": ["command": "/keep", "user_id": "U1", "channel_id": "C1"],
        ])
        let first = SocketMessage(#"{"envelope_id":"e1","payload":{"text":"kept"}}"#)
        builder.at(100, .receive(socket: 1, command))
        builder.at(120, .send(socket: 1, first))
        var driver = try CursorDriver(builder.session)
        let socket = try driver.connect()
        _ = try driver.take(on: socket)
        try driver.cursor.send(first, on: socket, at: driver.now)
        do {
            try driver.cursor.send(SocketMessage(second), on: socket, at: driver.now)
        } catch {
            #expect(!isFaithful)
        }
        #expect(driver.cursor.report().isFaithful == isFaithful)
    }
}
