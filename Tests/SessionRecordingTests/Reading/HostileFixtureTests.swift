import SessionRecording
import SlackWire
import Testing

/// Fixtures made to hurt: each is a clear error, with line and byte, or is read in linear time.
///
/// The time limits are far beyond what linear work takes, and far below what quadratic work would.
@Suite(.timeLimit(.minutes(10))) struct HostileFixtureTests {
    private let header = #"{"reprise":1,"epoch":0,"redacted":true}"#
    private let open = #"{"at":1,"open":1,"url":"wss://h/"}"#

    private func bytes(_ lines: [String]) -> [UInt8] {
        Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private func error(_ bytes: [UInt8]) -> FixtureError? {
        do throws(FixtureError) {
            let reader = try SessionReader(bytes: bytes, name: "f")
            while try reader.next() != nil {}
            return nil
        } catch {
            return error
        }
    }

    @Test func `Whole numbers of 400 digits are refused by name, line and byte`() {
        let digits = String(repeating: "9", count: 400)
        let lines = [
            #"{"at":\#(digits),"note":"x"}"#, #"{"at":1,"call":\#(digits),"method":"x"}"#,
            #"{"at":1,"open":1,"call":-\#(digits),"url":"u"}"#,
            #"{"end":\#(digits),"calls":0,"sockets":0,"files":0}"#,
        ]
        for line in lines {
            let found = error(bytes([header, line]))
            guard case .invalidMember(_, "a whole number")? = found?.reason else {
                Issue.record("\(line): \(String(describing: found))")
                continue
            }
            #expect(found?.line == 2 && (found?.byte ?? 0) > header.utf8.count)
        }
        #expect(error(bytes([#"{"reprise":\#(digits),"epoch":0}"#]))?.line == 1)
    }

    @Test func `Huge counts in the end mark are a mismatch, and reserve nothing`() {
        let most = 999_999_999_999_999_999
        let found = error(
            bytes([header, #"{"end":0,"calls":\#(most),"sockets":0,"files":0}"#])
        )
        #expect(found?.reason == .countMismatch(name: "calls", stated: most, found: 0))
    }

    @Test func `Invalid UTF-8 is refused where it stands`() {
        for bad in [[0xff], [0xc0, 0x80], [0xed, 0xa0, 0x80]] {
            let front = Array((header + "\n" + #"{"at":1,"note":""#).utf8)
            let found = error(front + bad.map(UInt8.init) + Array("\"}\n".utf8))
            guard case .invalidJSON? = found?.reason else {
                Issue.record("\(bad): \(String(describing: found))")
                continue
            }
            #expect(found?.line == 2 && found?.byte == front.count)
        }
    }

    @Test func `A million gzip members of a byte each are one fixture`() throws {
        let text = bytes([header] + (0..<500).map { #"{"at":\#($0),"note":"x"}"# })
        let filler = (0..<1_000_000 / 20).flatMap { _ in Deflated.gzip([]) }
        let members = text.flatMap { Deflated.gzip([$0]) }
        let session = try Session(bytes: members + filler)
        #expect(session.entries.count == 500)
        let salvaged = try SessionRepair.salvage(bytes: members + filler).session
        #expect(salvaged.entries == session.entries)
    }

    @Test func `A million beginnings of gzip members are skipped`() throws {
        let whole = Samples.everything.fixtureBytes()
        let lures =
            [UInt8](repeating: 0x1f, count: 300_000)
            + (0..<300_000).flatMap { _ in [0x1f, 0x8b, 8, 0xff] as [UInt8] }
        let (session, report) = try SessionRepair.salvage(bytes: whole + lures + whole)
        #expect(session == Samples.everything)
        #expect(report.findings.count == RepairReport.listLimit)
    }

    @Test func `A million repeated keys are read, compared and written`() throws {
        let keys = String(repeating: #""k":1,"#, count: 1_000_000)
        let line = #"{"at":2,"receive":1,"json":{\#(keys)"z":0}}"#
        let other = #"{"at":2,"receive":1,"json":{\#(keys)"z":1}}"#
        let session = try Session(bytes: bytes([header, open, line]))
        #expect(try Session(bytes: session.fixtureBytes(redactor: nil)).entries == session.entries)
        let changed = try Session(bytes: bytes([header, open, other]))
        #expect(changed.differences(from: session).count == 1)
    }

    @Test func `Sessions with a million different keys are compared`() throws {
        func session(_ last: Int) throws -> Session {
            let keys = (0..<200_000).map { #""k\#($0)":1"# }.joined(separator: ",")
            let line = #"{"at":2,"receive":1,"json":{\#(keys),"z":\#(last)}}"#
            return try Session(bytes: bytes([header, open, line]))
        }
        let differences = try session(1).differences(from: session(0))
        guard case .changed(let fields)? = differences.first?.kind else {
            Issue.record("\(differences)")
            return
        }
        #expect(fields.map(\.path) == ["json.z"])
    }

    @Test func `A million members that nobody knows are kept`() throws {
        let members = (0..<300_000).map { #","m\#($0)":\#($0)"# }.joined()
        let session = try Session(bytes: bytes([header, #"{"at":1,"note":"x"\#(members)}"#]))
        #expect(session.entries.first?.extraFields.count == 300_000)
    }

    @Test func `A call with a million headers, fields and parts is read`() throws {
        let headers = (0..<200_000).map { #"["x","\#($0)"]"# }.joined(separator: ",")
        let parts = (0..<100_000).map { #"{"name":"\#($0)","text":"x"}"# }.joined(separator: ",")
        let line =
            #"{"at":1,"call":1,"method":"x","headers":[\#(headers)],"multipart":[\#(parts)]}"#
        let session = try Session(bytes: bytes([header, line]))
        var call = try #require(session.entries.first?.call)
        #expect(call.headers.count == 200_000)
        call.headers["x"] = "one"
        #expect(call.headers.count == 1)
    }

    @Test func `A path in the name of an upload is data, not a place`() throws {
        let name = "../../../etc/cron.d/x"
        let line =
            #"{"at":1,"call":1,"url":"https://h/","multipart":[{"name":"f","filename":"\#(name)","text":"x"}]}"#
        let session = try Session(bytes: bytes([header, line]))
        // It is kept as it was recorded, and nothing is ever written to a place that it names.
        #expect(session.entries.first?.call?.parts?.map(\.filename) == [name])
    }

    @Test func `What a fixture says cannot steer a terminal through an error`() {
        let escape = "\u{1b}]0;owned\u{7}"
        let lines = [
            #"{"at":1,"call":1,"url":"u","file":"\u001b]0;owned\u0007"}"#,
            #"{"file":"\u001b]0;owned\u0007","text":"x"}"#,
            #"{"at":1,"\u001b]0;owned\u0007":1,"note":7}"#,
            "{\"at\":1,\"note\":\"\u{1b}\"}", "{\"at\":1,\u{9b}31m}",
        ]
        for line in lines {
            let words = error(bytes([header, line]))?.description ?? ""
            #expect(!words.contains(escape) && !words.contains("\u{1b}"), "\(line)")
            #expect(!words.unicodeScalars.contains("\u{9b}"), "\(line)")
        }
    }
}
