import RepriseFloor
import SessionRecording
import SlackWire
import Testing

@Suite struct RepairTests {
    private let lines = [
        #"{"reprise":1,"epoch":0,"redacted":true}"#,
        #"{"at":1,"call":1,"method":"rtm.connect"}"#,
        #"{"at":2,"answer":1,"status":200}"#,
        #"{"at":3,"open":1,"call":1,"url":"wss://h/"}"#,
        #"{"at":4,"receive":1,"json":{"type":"hello"}}"#,
        #"{"at":5,"call":2,"method":"api.test"}"#,
        #"{"at":6,"answer":2,"status":200}"#,
        #"{"at":7,"close":1,"by":"bot","code":1000}"#,
        #"{"end":7,"calls":2,"sockets":1,"files":0}"#,
    ]

    private func text(_ lines: [String]) -> [UInt8] {
        Array((lines.joined(separator: "\n") + "\n").utf8)
    }

    private func salvage(_ bytes: [UInt8]) throws -> (session: Session, report: RepairReport) {
        let result = try SessionRepair.salvage(bytes: bytes)
        // Whatever was kept is a whole fixture, and what the report says of it is true.
        let again = try Session(bytes: result.session.fixtureBytes(redactor: nil))
        #expect(again.isComplete && again.entries == result.session.entries)
        #expect(result.report.entries == result.session.entries.count)
        return result
    }

    @Test func `A whole fixture needs no repair`() throws {
        let (session, report) = try salvage(Samples.everything.fixtureBytes())
        #expect(report.isWhole && session == Samples.everything)
        #expect(report.description == "whole: 34 entries, nothing to repair")
        let members =
            Deflated.gzip(text(lines).dropLast(90)) + Deflated.gzip(text(lines).suffix(90))
        #expect(try salvage(members).report.isWhole)
    }

    @Test func `A fixture that was cut keeps every whole entry and names what is open`() throws {
        let cut = Array(text(lines).dropLast(95))
        let (session, report) = try salvage(cut)
        #expect(session.entries.count == 5)
        #expect(
            report.description == """
                kept 5 entries
                no end mark: line 7 is the first that is missing
                calls without an answer: 2
                sockets without an end: 1
                """
        )
        #expect(try salvage(Deflated.gzip(cut)).session == session)
    }

    @Test func `A bad line is left out, and so is what depends on it`() throws {
        var damaged = lines
        damaged[5] = #"{"at":5,"call":2,"meth"#
        let (session, report) = try salvage(text(damaged))
        #expect(session.entries.count == 5)
        #expect(report.findings.map(\.line) == [6, 7])
        #expect(report.findings.map(\.remedy) == [.lineLeftOut, .lineLeftOut])
        #expect(report.findings[1].error.reason == .unknownID(.call, id: 2))
        #expect(
            report.description.hasPrefix("kept 5 entries of 7, left out 2 lines\nline 6: byte 2")
        )
    }

    @Test func `Damage in one gzip member does not cost the next one`() throws {
        let head = text(Array(lines.prefix(3)))
        var middle = Deflated.gzip(text([#"{"at":3,"note":"lost"}"#]))
        // A block of a type that there is not.
        middle[10] = 0x07
        let tail = text([#"{"at":4,"note":"kept"}"#])
        let (session, report) = try salvage(
            Deflated.gzip(head) + middle + [1, 0x1f, 2, 0x1f, 0x8b, 3] + Deflated.gzip(tail)
        )
        #expect(session.entries.map(\.at).last == 4)
        #expect(session.entries.count == 3)
        #expect(report.findings.first?.error.reason == .damagedCompression)
        #expect(report.findings.allSatisfy { $0.remedy == .skippedToNextMember })
    }

    @Test func `Lines before a damaged place in one member are kept`() throws {
        var text = text(Array(lines.dropLast()))
        for index in 0..<3_000 {
            text +=
                Array(#"{"at":9,"note":"\#(UInt64(index) &* 0x9e37_79b9_7f4a_7c15)"}"#.utf8) + [
                    0x0a
                ]
        }
        var bytes = Deflated.gzip(text)
        let half = bytes.count / 2
        for index in half..<half + 200 { bytes[index] = 0xff }
        let (session, report) = try salvage(bytes)
        #expect(session.entries.count > 1_000 && session.entries.count < 2_000)
        // What is read on from the damage is no text, until it cannot be read at all.
        #expect(!report.isWhole && report.findings.allSatisfy { $0.line > 1_000 })
    }

    @Test func `Bytes behind the fixture are left out`() throws {
        let (session, report) = try salvage(Samples.everything.fixtureBytes() + [1, 2, 3])
        #expect(session == Samples.everything)
        #expect(report.findings.map(\.remedy) == [.bytesLeftOut])
        #expect(report.findings.first?.error.byte == Samples.everything.fixtureBytes().count)
    }

    @Test func `Of two fixtures in one file the first is kept`() throws {
        let bytes = Samples.everything.fixtureBytes() + Deflated.gzip(text(lines))
        let (session, report) = try salvage(bytes)
        #expect(session == Samples.everything)
        #expect(report.findings.map(\.remedy) == [.restLeftOut])
        #expect(report.linesLeftOut == lines.count)
    }

    @Test func `A wrong end mark is counted anew, and entries behind it are kept`() throws {
        var miscounted = lines
        miscounted[8] = #"{"end":8,"calls":2,"sockets":1,"files":0}"#
        let (session, report) = try salvage(text(miscounted + [#"{"at":9,"note":"late"}"#]))
        #expect(session.entries.last?.kind == .note("late"))
        #expect(report.findings.map(\.remedy) == [.recounted, .keptBehindEnd])
    }

    @Test func `A time that runs backwards is raised`() throws {
        let backwards = lines.dropLast() + [#"{"at":2,"note":"x"}"#]
        let (session, report) = try salvage(text(Array(backwards)))
        #expect(session.entries.last?.at == 7)
        #expect(report.findings.map(\.remedy) == [.timeRaised])
    }

    @Test func `A header that cannot be read costs the title, not the entries`() throws {
        var headless = lines
        for header in [#"{"reprise":1,"epo"#, #"{"reprise":1,"epoch":"soon"}"#] {
            headless[0] = header
            let (session, report) = try salvage(text(headless))
            #expect(session.entries.count == 7)
            #expect(!session.header.isRedacted)
            #expect(report.findings.first?.remedy == .headerReplaced)
        }
    }

    @Test func `Foreign lines are no entries`() throws {
        let (session, report) = try salvage(text([#"{"log":1}"#, #"{"log":2}"#]))
        #expect(session.entries.isEmpty && report.isHopeless)
        #expect(throws: FixtureError.self) { try SessionRepair.salvage(bytes: [1, 2, 3]) }
        let newer = text([#"{"reprise":9,"epoch":0}"#])
        let error = #expect(throws: FixtureError.self) { try SessionRepair.salvage(bytes: newer) }
        #expect(error?.reason == .unsupportedVersion(found: 9, readableSince: 9))
    }

    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func `Any session that is cut or damaged anywhere is repaired to a prefix or to fewer entries`(
        seed: UInt64
    ) throws {
        var generator = SessionGenerator(seed: seed)
        var random = SeededGenerator(seed: seed &+ 1_000)
        let session = generator.session(60)
        let whole = session.fixtureBytes()
        let cut = Array(whole.prefix(Int.random(in: 20..<whole.count, using: &random)))
        let expected = try? Session(bytes: cut)
        let kept = try salvage(cut)
        #expect(kept.session.entries == expected?.entries ?? [], "seed \(seed)")
        #expect(session.entries.starts(with: kept.session.entries), "seed \(seed)")

        // A line torn out of the middle costs itself and what speaks of it, and nothing else.
        var lines = Inflated.prefix(of: whole).text.split(separator: 0x0a).map(Array.init)
        lines.remove(at: Int.random(in: 1..<lines.count, using: &random))
        let torn = try salvage(Array(lines.joined(separator: [0x0a])) + [0x0a])
        let all = Set(session.entries)
        #expect(torn.session.entries.allSatisfy(all.contains), "seed \(seed)")
        #expect(
            torn.session.entries.count + torn.report.linesLeftOut >= session.entries.count - 1,
            "seed \(seed)"
        )
    }
}
