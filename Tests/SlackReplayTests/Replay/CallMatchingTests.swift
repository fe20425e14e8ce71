import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

@Suite struct CallMatchingTests {
    private static func session(_ calls: (WebAPICall, WebAPIAnswer)...) -> Session {
        var builder = SessionBuilder()
        for (index, (call, answer)) in calls.enumerated() {
            builder.at(Int64(index) * 10, .call(id: index + 1, call))
            builder.at(Int64(index) * 10 + 5, .answer(call: index + 1, answer))
        }
        return builder.session
    }

    private static func answer(_ number: Int) -> WebAPIAnswer {
        WebAPIAnswer(json: ["ok": true, "n": .number(String(number))])
    }

    @Test func `Identical calls are answered in recorded order`() throws {
        var driver = try CursorDriver(
            Self.session((.post("x"), Self.answer(1)), (.post("x"), Self.answer(2)))
        )
        #expect(try driver.call(.post("x")) == Self.answer(1))
        #expect(try driver.call(.post("x")) == Self.answer(2))
        #expect(throws: TransportFailure.self) { try driver.call(.post("x")) }
    }

    @Test func `Calls are answered by what they ask, whatever their order`() throws {
        var driver = try CursorDriver(
            Self.session((.post("a"), Self.answer(1)), (.post("b"), Self.answer(2)))
        )
        #expect(try driver.call(.post("b")) == Self.answer(2))
        #expect(try driver.call(.post("a")) == Self.answer(1))
    }

    @Test func `A form, a query and a JSON body are one thing, and so are GET and POST`() throws {
        let json = WebAPICall(
            .method("chat.postMessage"),
            headers: ["authorization": "Bearer " + ["xoxb", "1", "2"].joined(separator: "-")],
            body: .json(JSONText(["text": "x", "channel": "C1", "blocks": [["type": "divider"]]]))
        )
        let form = WebAPICall(
            .method("chat.postMessage"),
            httpMethod: .post,
            body: .form([
                FormField("token", ["xoxb", "3", "4"].joined(separator: "-")),
                FormField("blocks", #"[ {"type" : "divider"} ]"#), FormField("channel", "C1"),
                FormField("text", "x"), FormField("client_msg_id", "whatever"),
            ])
        )
        let query = WebAPICall(
            .method("chat.postMessage"),
            httpMethod: .get,
            query: [
                FormField("channel", "C1"), FormField("text", "x"),
                FormField("token", ["xoxb", "5", "6"].joined(separator: "-")),
                FormField("blocks", #"[{"type":"divider"}]"#),
            ]
        )
        for (recorded, actual) in [(json, form), (form, query), (query, json)] {
            var driver = try CursorDriver(Self.session((recorded, Self.answer(1))))
            #expect(try driver.call(actual) == Self.answer(1))
        }
    }

    @Test func `Uploads are matched by their content and their redacted URL`() throws {
        let url = "https://files.slack.com/upload/v1/REDACTED-1"
        let recorded = WebAPICall(.url(url), body: .bytes(Array("content".utf8)))
        var driver = try CursorDriver(Self.session((recorded, WebAPIAnswer(body: [0x4f, 0x4b]))))
        let other = WebAPICall(.url(url), body: .bytes(Array("Content".utf8)))
        #expect(throws: TransportFailure.self) { try driver.call(other) }
        #expect(try driver.call(recorded).body == [0x4f, 0x4b])
    }

    @Test func `Files of a multipart body are matched by name and content, not by media type`()
        throws
    {
        func upload(_ text: String, type: String?) -> WebAPICall {
            let part = MultipartPart(
                name: "file",
                filename: "a.txt",
                contentType: type,
                bytes: Array(text.utf8)
            )
            return WebAPICall(.method("files.upload"), body: .multipart([part]))
        }
        var driver = try CursorDriver(
            Self.session((upload("a", type: "text/plain"), Self.answer(1)))
        )
        #expect(throws: TransportFailure.self) { try driver.call(upload("b", type: "text/plain")) }
        #expect(try driver.call(upload("a", type: nil)) == Self.answer(1))
    }

    @Test func `Ignored arguments do not count, at any depth`() throws {
        func call(_ id: String, _ stamp: String) -> WebAPICall {
            WebAPICall(
                method: "chat.postMessage",
                arguments: [
                    JSONMember("stamp", .string(stamp)),
                    JSONMember("blocks", [["block_id": .string(id), "type": "divider"]]),
                ]
            )
        }
        let session = Self.session((call("a", "1"), Self.answer(1)))
        var strict = try CursorDriver(session)
        #expect(throws: TransportFailure.self) { try strict.call(call("b", "2")) }
        let matcher = CallMatcher.standard && .ignoring("stamp", "blocks.*.block_id")
        var driver = try CursorDriver(session, options: ReplayOptions(matcher: matcher))
        #expect(try driver.call(call("b", "2")) == Self.answer(1))
    }

    @Test func `A matcher of methods alone takes any arguments`() throws {
        var driver = try CursorDriver(
            Self.session((.post("a"), Self.answer(1)), (.connect, Self.answer(2))),
            options: ReplayOptions(matcher: .method)
        )
        #expect(try driver.call(.connect) == Self.answer(2))
        #expect(try driver.call(.post("anything")) == Self.answer(1))
    }

    @Test func `A condition of one's own chooses among candidates in recorded order`() throws {
        let sameLength = CallMatcher.condition("same length") { recorded, actual in
            recorded.arguments.text("text")?.count == actual.arguments.text("text")?.count
        }
        var driver = try CursorDriver(
            Self.session(
                (.post("aaa"), Self.answer(1)),
                (.post("b"), Self.answer(2)),
                (.post("ccc"), Self.answer(3))
            ),
            options: ReplayOptions(matcher: .method && sameLength)
        )
        #expect(try driver.call(.post("?")) == Self.answer(2))
        #expect(try driver.call(.post("???")) == Self.answer(1))
        #expect(try driver.call(.post("???")) == Self.answer(3))
        #expect(throws: TransportFailure.self) { try driver.call(.post("???")) }
    }

    @Test func `Matchers tell what keeps a call from matching`() {
        let matcher = CallMatcher.standard
        #expect(matcher.matches(recorded: .post("a"), actual: .post("a")))
        #expect(!matcher.matches(recorded: .post("a"), actual: .post("b")))
        #expect(
            matcher.differences(recorded: .post("a"), actual: .post("b", in: "C2")) == [
                PayloadDifference(path: "channel", expected: "C1", actual: "C2"),
                PayloadDifference(path: "text", expected: "a", actual: "b"),
            ]
        )
        #expect(
            matcher.differences(recorded: .connect, actual: WebAPICall(method: "rtm.start")) == [
                PayloadDifference(path: "method", expected: "rtm.connect", actual: "rtm.start")
            ]
        )
    }

    @Test(arguments: TransportFailure.Kind.allCases)
    func `A recorded failure is thrown again`(_ kind: TransportFailure.Kind) throws {
        let failure = TransportFailure(kind, "as recorded", status: 502)
        var builder = SessionBuilder()
        builder.at(0, .call(id: 1, .post("x")))
        builder.at(30, .failure(call: 1, failure))
        var driver = try CursorDriver(builder.session)
        #expect(throws: failure) { try driver.call(.post("x")) }
        #expect(driver.now == .ms(30))
    }

    @Test func `A call that the recording leaves open is never answered`() throws {
        var builder = SessionBuilder()
        builder.at(0, .call(id: 1, .post("x")))
        var driver = try CursorDriver(builder.session)
        #expect(driver.cursor.call(.post("x"), at: .zero) == .matched(call: 0, due: nil))
    }
}
