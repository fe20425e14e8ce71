import SessionRecording
import SlackWire
import Testing

@Suite struct BadFixtureTests {
    private let header = #"{"reprise":1,"epoch":0,"redacted":true}"#
    private let open = #"{"at":1,"open":1,"url":"wss://h/"}"#

    /// The error of a fixture of these lines, from the decoder and from the fast path alike.
    private func error(
        _ lines: [String],
        limits: ReaderLimits = ReaderLimits()
    ) -> FixtureError? {
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        do throws(FixtureError) {
            let reader = try SessionReader(bytes: bytes, name: "f", limits: limits)
            while try reader.next() != nil {}
            return nil
        } catch {
            return error
        }
    }

    private func fastError(_ lines: [String]) -> FixtureError? {
        let bytes = Array((lines.joined(separator: "\n") + "\n").utf8)
        do throws(FixtureError) {
            let reader = try SessionReader(bytes: bytes, name: "f")
            while try reader.nextRecord({ record, _ in record.kind }) != nil {}
            return nil
        } catch {
            return error
        }
    }

    @Test func `What is no fixture is refused with its reason`() {
        func reason(_ bytes: [UInt8]) -> FixtureError.Reason? {
            do throws(FixtureError) {
                _ = try SessionReader(bytes: bytes)
                return nil
            } catch {
                return error.reason
            }
        }
        #expect(reason([]) == .notAFixture(.empty))
        #expect(reason(Array("PK\u{3}\u{4}".utf8)) == .notAFixture(.foreign))
        #expect(reason(Array("{\"a\":1}\n".utf8)) == .notAFixture(.noHeader))
        #expect(reason(Array("{\"log\":{\"version\":\"1.2\"".utf8)) == .notAFixture(.noHeader))
        #expect(reason([0x1f, 0x8b, 8]) == .notAFixture(.noHeader))
        #expect(reason([0x1f, 0x8b, 9, 0, 0, 0, 0, 0, 0, 0, 0]) == .damagedCompression)
    }

    @Test func `A version that cannot be read is refused and named`() {
        #expect(
            error([#"{"reprise":2,"epoch":0}"#])?.description
                == "f, line 1, byte 0: the fixture has version 2 of the format, readable since version "
                + "2, and this library reads version 1; update Reprise"
        )
        #expect(error([#"{"reprise":2,"readable_since":1,"epoch":0}"#]) == nil)
    }

    @Test func `An error names line, byte and next step`() {
        let found = error([header, open, #"{"at":2,"receive":1,"json":{"a":tru}}"#])
        #expect(
            found?.description
                == "f, line 3, byte 110: the line is not valid JSON at byte 35: unexpected '}'; "
                + "run `reprise repair f` to keep what is whole"
        )
    }

    @Test func `Lines that do not fit those above them are refused`() {
        let call = #"{"at":1,"call":1,"method":"api.test"}"#
        let answer = #"{"at":2,"answer":1,"status":200}"#
        let cases: [([String], FixtureError.Reason)] = [
            ([open, #"{"at":0,"note":"x"}"#], .timeRunsBackwards(from: 1, to: 0)),
            ([call, call], .repeatedID(.call, id: 1)),
            ([open, open], .repeatedID(.socket, id: 1)),
            ([answer], .unknownID(.call, id: 1)),
            ([call, answer, answer], .unknownID(.call, id: 1)),
            ([#"{"at":1,"receive":7,"json":{}}"#], .unknownID(.socket, id: 7)),
            ([#"{"at":1,"open":1,"call":3,"url":"u"}"#], .unknownID(.call, id: 3)),
            (
                [open, #"{"end":2,"calls":0,"sockets":1,"files":0}"#],
                .countMismatch(name: "entries", stated: 2, found: 1)
            ),
            (
                [#"{"end":0,"calls":0,"sockets":0,"files":0}"#, #"{"at":0,"note":"x"}"#],
                .entryAfterEnd
            ),
            ([open, header], .anotherFixture),
        ]
        for (lines, reason) in cases {
            #expect(error([header] + lines)?.reason == reason)
            #expect(fastError([header] + lines)?.reason == reason)
            #expect(fastError([header] + lines)?.line == lines.count + 1)
        }
    }

    @Test func `Members that are missing or of another type are named`() {
        let cases = [
            (#"{"at":1,"call":1}"#, "method"), (#"{"at":1.5,"note":"x"}"#, "at"),
            (#"{"at":1,"call":0,"method":"x"}"#, "call"), (#"{"at":1,"note":7}"#, "note"),
            (#"{"at":1,"call":1,"method":"x","form":{"a":1}}"#, "form"),
            (#"{"at":1,"call":1,"method":"x","form":[["a"]]}"#, "form"),
            (#"{"at":1,"call":1,"method":"x","multipart":[7]}"#, "multipart"),
            (#"{"at":1,"call":1,"method":"x","base64":"@@@@"}"#, "base64"),
            (#"{"at":1,"open":1}"#, "url"), (#"{"file":"00"}"#, "text"),
        ]
        for (line, name) in cases {
            guard case .invalidMember(name, _)? = error([header, line])?.reason else {
                Issue.record("\(line): \(String(describing: error([header, line])))")
                continue
            }
        }
        let failure = error([
            header, #"{"at":1,"call":1,"method":"x"}"#,
            #"{"at":1,"failure":1,"kind":"tiemout","message":""}"#,
        ])
        #expect(
            failure?.description.contains("\"kind\" should be one of connect, tls, timeout") == true
        )
    }

    @Test func `A frame whose payload is no JSON is refused like any other line`() {
        for payload in ["{\"a\":tru}", "{\"a\":1,}", "[1 2]", "{\"a\":\"\\q\"}", "01", "{}}"] {
            let line = #"{"at":2,"receive":1,"json":\#(payload)}"#
            guard case .invalidJSON? = error([header, open, line])?.reason else {
                Issue.record("\(payload) was accepted")
                continue
            }
        }
        #expect(error([header, open, #"{"at":02,"receive":1,"json":{}}"#]) != nil)
    }

    @Test func `An unknown line without a time has that of the entry above`() throws {
        let lines = [header, open, #"{"at":9,"receive":1,"json":{}}"#, #"{"odd":1}"#, ""]
        let session = try Session(bytes: Array(lines.joined(separator: "\n").utf8))
        #expect(session.entries.map(\.at) == [1, 9, 9])
    }

    @Test func `Content must have the hash it is named by`() {
        let hash = String(repeating: "0", count: 64)
        guard
            case .wrongHash(hash, _)? = error([header, #"{"file":"\#(hash)","text":"x"}"#])?.reason
        else {
            Issue.record("another hash was accepted")
            return
        }
        let use = #"{"at":1,"call":1,"url":"u","file":"\#(hash)"}"#
        #expect(error([header, use])?.reason == .unknownContent(hash: hash))
    }

    @Test func `After a line that is refused the next one can be read`() throws {
        let lines = [header, open, "{nonsense", #"{"at":3,"note":"still here"}"#, ""]
        let reader = try SessionReader(bytes: Array(lines.joined(separator: "\n").utf8))
        #expect(try reader.next() != nil)
        #expect(throws: FixtureError.self) { try reader.next() }
        #expect(try reader.next()?.kind == .note("still here"))
        #expect(try reader.next() == nil)
        #expect(reader.ending == .truncated(line: 5))
    }

    @Test func `Several gzip members in a row are one fixture, and other bytes are not`() throws {
        let bytes = Samples.everything.fixtureBytes()
        let text = Inflated.prefix(of: bytes).text
        let half = text.count / 2
        let members = Deflated.gzip(Array(text[..<half])) + Deflated.gzip(Array(text[half...]))
        #expect(try Session(bytes: members) == Samples.everything)
        let error = #expect(throws: FixtureError.self) { try Session(bytes: bytes + [1, 2, 3]) }
        #expect(error?.reason == .trailingBytes)
        #expect(error?.byte == bytes.count)
    }
}
