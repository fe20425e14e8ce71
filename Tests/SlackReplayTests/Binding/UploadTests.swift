import SecretRedaction
import SessionRecording
import SlackTransport
import SlackTransportTesting
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// Files that a bot uploads, and what it says of them before.
@Suite struct UploadTests {
    private static let url = "https://files.slack.com/upload/v1/"

    private static func announcing(_ length: Int, _ name: String = "a.txt") -> WebAPICall {
        WebAPICall(
            method: "files.getUploadURLExternal",
            arguments: [
                JSONMember("filename", .string(name)), JSONMember("length", .string("\(length)")),
            ]
        )
    }

    private static func uploading(_ text: String, to key: String = "k1") -> WebAPICall {
        WebAPICall(.url(url + key), body: .bytes(Array(text.utf8)))
    }

    private static func session(_ length: Int, _ text: String) -> Session {
        var builder = SessionBuilder()
        builder.at(0, .call(id: 1, announcing(length)))
        let answer = WebAPIAnswer(json: [
            "ok": true, "upload_url": .string(url + "k1"), "file_id": "F1",
        ])
        builder.at(10, .answer(call: 1, answer))
        builder.at(20, .call(id: 2, uploading(text)))
        builder.at(30, .answer(call: 2, WebAPIAnswer(body: Array("OK".utf8))))
        return builder.session
    }

    @Test func `The length of a file counts`() throws {
        var driver = try CursorDriver(Self.session(5, "hello"))
        #expect(throws: TransportFailure.self) { try driver.call(Self.announcing(6)) }
        let differences = driver.cursor.divergences.first?.nearest?.differences
        #expect(differences?.map(\.path) == ["length"])
        try driver.call(Self.announcing(5))
        #expect(throws: TransportFailure.self) { try driver.call(Self.uploading("hallo")) }
        try driver.call(Self.uploading("hello"))
    }

    @Test func `A file is its bytes, whatever media type a client makes up for it`() throws {
        func upload(_ text: String) -> WebAPICall {
            var call = Self.uploading(text)
            call.headers["content-type"] = "application/json"
            call.body = WebAPICall.Body(
                decoding: Array(text.utf8),
                contentType: "application/json"
            )
            return call
        }
        let text = #"{"b": 1, "a": [2, 3], "token": "x"}"#
        var builder = SessionBuilder()
        builder.at(0, .call(id: 1, Self.announcing(text.utf8.count)))
        let answer = WebAPIAnswer(json: [
            "ok": true, "upload_url": .string(Self.url + "k1"), "file_id": "F1",
        ])
        builder.at(10, .answer(call: 1, answer))
        builder.at(20, .call(id: 2, upload(text)))
        builder.at(30, .answer(call: 2, WebAPIAnswer(body: Array("OK".utf8))))
        var driver = try CursorDriver(builder.session)
        try driver.call(Self.announcing(text.utf8.count))
        for other in [
            #"{"a": [2, 3], "b": 1, "token": "x"}"#, #"{"b": 1,"a":  [2, 3], "token": "x"}"#,
            #"{"b": 1, "a": [2, 3], "token": "y"}"#,
        ] {
            #expect(throws: TransportFailure.self) { try driver.call(upload(other)) }
        }
        let differences = driver.cursor.divergences.compactMap { $0.nearest?.differences.first }
        #expect(differences.map(\.path) == ["content", "content", "content"])
        // Nor does it matter that another one was made up.
        try driver.call(Self.uploading(text))
    }

    @Test func `Of a file in which something was replaced the recorded length says nothing`() throws
    {
        let text = "REDACTED-1 and Person 1"
        var driver = try CursorDriver(Self.session(90, text))
        try driver.call(Self.announcing(text.utf8.count))
        #expect(throws: TransportFailure.self) { try driver.call(Self.uploading("something else")) }
        try driver.call(Self.uploading(text))
    }

    @Test func `Of several files of one name that is taken whose text is as long`() throws {
        let texts = ["REDACTED-1, REDACTED-2", "REDACTED-3", "Person 1"]
        var builder = SessionBuilder()
        for index in texts.indices {
            let (id, at) = (index + 1, Int64(index) * 10)
            let upload = Self.url + "k\(id)"
            builder.at(at, .call(id: id, Self.announcing(80 + id)))
            builder.at(
                at + 5,
                .answer(call: id, WebAPIAnswer(json: ["ok": true, "upload_url": .string(upload)]))
            )
        }
        for (index, text) in texts.enumerated() {
            let (id, at) = (index + 11, Int64(index) * 10 + 100)
            builder.at(at, .call(id: id, Self.uploading(text, to: "k\(index + 1)")))
            builder.at(at + 5, .answer(call: id, WebAPIAnswer(body: Array("OK".utf8))))
        }
        var driver = try CursorDriver(builder.session)
        for text in texts.reversed() {
            let url = try driver.call(Self.announcing(text.utf8.count)).json()["upload_url"]?.string
            let key = try #require(url?.split(separator: "/").last)
            try driver.call(Self.uploading(text, to: String(key)))
        }
        #expect(driver.cursor.report().isFaithful)
    }

    @Test func `A length that is ignored does not count`() throws {
        let options = ReplayOptions(matcher: .standard && .ignoring("length"))
        var driver = try CursorDriver(Self.session(5, "hello"), options: options)
        try driver.call(Self.announcing(6))
    }

    @Test func `A file that holds links through the server is compared without their marks`()
        async throws
    {
        func export(_ port: Int, _ mark: Character) -> String {
            let mark = String(repeating: mark, count: 22)
            return
                #"{"url_private":"http://127.0.0.1:\#(port)/_/\#(mark)/https/files.slack.com/a"}"#
        }
        let log = SessionLog()
        let scripted = ScriptedTransport(answering: { (_) throws(TransportFailure) in
            WebAPIAnswer(body: Array("OK".utf8))
        })
        let clock = SessionClock(ContinuousClock())
        let recorder = RecordingTransport(scripted, to: log, clock: clock)
        _ = try await recorder.call(Self.uploading(export(40_001, "a")))
        let sent = scripted.calls.first
        #expect(sent == Self.uploading(export(40_001, "a")), "Slack gets what the bot sent")
        let session = log.session
        #expect(
            session.entries.first?.kind
                == .call(id: 1, Self.uploading(#"{"url_private":"https://files.slack.com/a"}"#))
        )
        let replay = try ReplayTransport(session, clock: clock)
        _ = try await replay.call(Self.uploading(export(40_002, "b")))
        #expect(replay.report().isFaithful)
    }
}
