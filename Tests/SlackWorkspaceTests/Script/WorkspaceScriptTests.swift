import SlackWire
import SlackWorkspace
import Testing

@Suite struct WorkspaceScriptTests {
    private func parse(_ text: String) throws(WorkspaceScriptError) -> WorkspaceScript {
        try WorkspaceScript(parsing: Array(text.utf8), name: "a.jsonl")
    }

    private func frames(of script: WorkspaceScript) -> [String] {
        script.entries.compactMap { entry in
            if case .frame(let json) = entry.action { json.text } else { nil }
        }
    }

    @Test func `Every real frame keeps the bytes it has in the file`() throws {
        let script = try RealSitting.script()
        let lines = try RealSitting.lines()
        #expect(script.entries.count == 107)
        for (entry, line) in zip(script.entries, lines) {
            guard case .frame(let json) = entry.action else {
                Issue.record("every entry of the sitting is a frame")
                continue
            }
            // The frame is the line without `{"at": …, "frame": ` and the last brace.
            #expect(line.dropLast().suffix(json.bytes.count).elementsEqual(json.bytes))
            #expect(json.bytes.first == UInt8(ascii: "{"))
            #expect(!json.bytes.contains(UInt8(ascii: "\n")))
            let whole = try JSONValue(parsing: line)
            #expect(try json.value() == whole["frame"])
        }
        #expect(script.entries[1].offset == .milliseconds(40_400))
        #expect(script.entries.last?.offset == .milliseconds(900_020))
    }

    @Test(
        arguments: [
            #"{"at":1,"frame":{"a":"}\"{"}}"#,
            #"{"frame" : {"a":"}\"{"} , "at":1}"#,
            #"  {"x":{"frame":1},"at":1, "frame":{"a":"}\"{"},"y":[{"frame":2}]}  "#,
            #"{"\u0061t":1,"at":1,"frame":{"old":1},"frame":{"a":"}\"{"}}"#,
        ]
    ) func `A frame is cut out wherever it stands in its line`(line: String) throws {
        #expect(frames(of: try parse(line)) == [#"{"a":"}\"{"}"#])
    }

    @Test func `Spacing and escapes inside a frame stay as they are`() throws {
        let frame = #"{ "type" :"message",  "text":"caf\u00e9 \/ x" , "n": 1.50 }"#
        #expect(frames(of: try parse("{\"at\": 0, \"frame\": \(frame)}\r\n\n")) == [frame])
    }

    @Test func `Closes and broken connections can be written`() throws {
        let script = try parse(
            """
            {"at": 1, "close": {"code": 1001, "reason": "bye"}}
            {"at": 2.5, "drop": true}
            """
        )
        #expect(
            script.entries == [
                .init(at: .seconds(1), .close(code: 1001, reason: "bye")),
                .init(at: .milliseconds(2_500), .drop),
            ]
        )
    }

    @Test func `Scaling changes when, not what`() throws {
        let script = try parse(#"{"at": 10, "frame": {"type":"x"}}"#)
        let entry = try #require(script.entries.first)
        #expect(script.time(of: entry) == .seconds(10))
        #expect(script.scaled(by: 0.5).time(of: entry) == .seconds(5))
        #expect(script.played(atSpeed: 10).scaled(by: 2).time(of: entry) == .seconds(2))
        #expect(script.scaled(by: 0.5).entries == script.entries)
    }

    @Test(arguments: [
        .leastNonzeroMagnitude, .leastNormalMagnitude, 1e-20, 1e20, .greatestFiniteMagnitude,
    ])
    func `No positive speed is too much`(speed: Double) throws {
        let script = try parse(#"{"at": 10, "frame": {"type":"x"}}"#)
        let entry = try #require(script.entries.first)
        let times = Duration.zero...Duration.longest
        #expect(times.contains(script.played(atSpeed: speed).time(of: entry)))
        #expect(times.contains(script.scaled(by: speed).scaled(by: speed).time(of: entry)))
    }

    @Test(
        arguments: [
            (#"{"at": 1, "frame": {"#, "not valid JSON at byte 20"),
            (#"[1]"#, "no JSON object"),
            (#"{"frame": {}}"#, "\"at\" must be"),
            (#"{"at": "1", "frame": {}}"#, "\"at\" must be"),
            (#"{"at": -1, "frame": {}}"#, "\"at\" must be"),
            (#"{"at": 1e300, "frame": {}}"#, "\"at\" must be"),
            (#"{"at": 0.5, "frame": {}}"#, "earlier than on a line before"),
            (#"{"at": 2}"#, "nothing to do"),
            (#"{"at": 2, "frame": "hello"}"#, "must be a JSON object"),
            ("{\"at\": 2, \"frame\": {\"a\":\r1}}", "carriage return"),
            (#"{"at": 2, "close": {"code": 70000}}"#, "between 0 and 65535"),
        ]
    ) func `A bad line is named with its number`(line: String, wording: String) throws {
        let error = #expect(throws: WorkspaceScriptError.self) {
            try parse("{\"at\": 1, \"frame\": {}}\n\n\(line)\n")
        }
        #expect(error?.line == 3)
        #expect(error?.description.hasPrefix("a.jsonl, line 3: ") == true)
        #expect(error?.description.contains(wording) == true, "\(error?.description ?? "")")
    }

    @Test func `A file that is not there is an error with its path`() {
        let error = #expect(throws: WorkspaceScriptError.self) {
            try WorkspaceScript(contentsOf: "/nowhere/at/all.jsonl")
        }
        #expect(error?.reason == .unreadable(errno: 2))
        #expect(error?.description.hasPrefix("/nowhere/at/all.jsonl: ") == true)
    }

    @Test func `A script cut at any byte is read or refused, never more than was there`() throws {
        let whole = Array(
            "{\"at\": 1, \"frame\": {\"a\":\"x\\\"y\"}}\n{\"at\": 2, \"drop\": true}\n".utf8
        )
        let end = try #require(whole.firstIndex(of: UInt8(ascii: "\n")))
        for length in 0...whole.count {
            do throws(WorkspaceScriptError) {
                let script = try WorkspaceScript(parsing: Array(whole[..<length]))
                let isWhole = length >= whole.count - 1
                #expect(script.entries.count == (isWhole ? 2 : length >= end ? 1 : 0))
            } catch {
                #expect(error.line == (length < end ? 1 : 2))
            }
        }
    }
}
