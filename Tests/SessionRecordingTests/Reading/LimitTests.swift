import SlackWire
import Testing

@testable import SessionRecording

@Suite struct LimitTests {
    private let header = Array(#"{"reprise":1,"epoch":0,"redacted":true}"#.utf8) + [0x0a]

    private func reason(_ bytes: [UInt8], _ limits: ReaderLimits) -> FixtureError.Reason? {
        do throws(FixtureError) {
            let reader = try SessionReader(bytes: bytes, limits: limits)
            while try reader.next() != nil {}
            return nil
        } catch {
            return error.reason
        }
    }

    @Test func `A line without an end is refused at the limit`() {
        let endless = header + [UInt8](repeating: UInt8(ascii: "{"), count: 300_000)
        #expect(
            reason(endless, ReaderLimits(lineLength: 100_000))
                == .overLimit(.lineLength, limit: 100_000)
        )
        #expect(
            reason(Deflated.gzip(endless), ReaderLimits(lineLength: 100_000))
                == .overLimit(.lineLength, limit: 100_000)
        )
    }

    /// What gzip makes little of is no attack: a log, an image of zeros.
    @Test func `What was recorded is read, however well it compresses`() throws {
        let log = String(repeating: "nothing happened, as always ", count: 700_000)
        let session = Session(header: Samples.header, entries: [SessionEntry(at: 0, .note(log))])
        let bytes = session.fixtureBytes(redactor: nil)
        #expect(bytes.count * 300 < log.utf8.count)
        let read = try Session(bytes: bytes)
        #expect(read.entries == session.entries)
        // As much as a loopback server takes, as base64 and with room for escapes.
        #expect(ReaderLimits().lineLength >= 4 * 128 << 20)
    }

    @Test(arguments: [
        (Array("plain words\nand lines".utf8), true), ([UInt8](repeating: 0, count: 100), false),
        (Array("a\u{1b}[31m".utf8) + [UInt8](repeating: 0x61, count: 40), true), ([0xff], false),
        ([UInt8](repeating: 0x0a, count: 9), false),
    ])
    func `Content is text where that takes no more room than base64`(
        content: [UInt8],
        isText: Bool
    ) {
        #expect(content.isShorterAsText == isText)
    }

    @Test func `A bomb is refused by its size`() {
        let lines = [UInt8](repeating: 0x0a, count: 24 << 20)
        #expect(
            reason(Deflated.gzip(header + lines), ReaderLimits(inflatedSize: 16 << 20))
                == .overLimit(.inflatedSize, limit: 16 << 20)
        )
    }

    @Test func `Compressed content counts inflated, as often as it is named`() throws {
        let content = Deflated.gzip([UInt8](repeating: 0x20, count: 1 << 20))
        let weight = content.count + (1 << 20)
        let upload = WebAPICall(.url("https://h/"), body: .bytes(content))
        let session = Session(
            header: Samples.header,
            entries: (1...10).map { SessionEntry(at: 0, .call(id: $0, upload)) }
        )
        let bytes = session.fixtureBytes()
        #expect(reason(bytes, ReaderLimits(namedContent: 10 * weight)) == nil)
        #expect(
            reason(bytes, ReaderLimits(namedContent: 10 * weight - 1))
                == .overLimit(.namedContent, limit: 10 * weight - 1)
        )
    }

    @Test(arguments: ReaderLimits.Kind.allCases)
    func `An error names the option that raises its limit, to more`(kind: ReaderLimits.Kind) throws
    {
        for limit in [1, 1_000, 1 << 20, 3 << 29, .max] {
            let words = FixtureError(.overLimit(kind, limit: limit)).description
            let raised = try #require(words.firstMatch(of: /--limit ([a-z]+)=([0-9]+)([KMG]?)/))
            #expect(raised.1 == kind.name)
            let units = ["": 0, "K": 10, "M": 20, "G": 30]
            let unit = try #require(units[String(raised.3)])
            let value = try #require(Int(raised.2)).multipliedReportingOverflow(by: 1 << unit)
            #expect(value.overflow || value.partialValue > limit || limit == .max)
        }
    }

    @Test func `More text than the limit is refused`() {
        let lines = [UInt8](repeating: 0x0a, count: 400_000)
        #expect(
            reason(header + lines, ReaderLimits(inflatedSize: 300_000))
                == .overLimit(.inflatedSize, limit: 300_000)
        )
    }

    @Test func `A million brackets are refused without a deep stack`() {
        let bomb =
            header + Array(#"{"at":1,"note":"#.utf8)
            + [UInt8](repeating: UInt8(ascii: "["), count: 1_000_000) + [0x0a]
        guard case .invalidJSON(let error)? = reason(bomb, ReaderLimits()) else {
            Issue.record("deep nesting was accepted")
            return
        }
        #expect(error.reason == .tooDeep(limit: 514))
    }

    @Test func `Content that is named again and again is refused beyond the limit`() throws {
        let part = MultipartPart(name: "f", bytes: [UInt8](repeating: 0xff, count: 1_000))
        let upload = WebAPICall(.url("https://h/"), body: .multipart([part, part]))
        let session = Session(
            header: Samples.header,
            entries: (1...10).map { SessionEntry(at: 0, .call(id: $0, upload)) }
        )
        let bytes = session.fixtureBytes()
        #expect(reason(bytes, ReaderLimits(namedContent: 20_000)) == nil)
        #expect(
            reason(bytes, ReaderLimits(namedContent: 19_999))
                == .overLimit(.namedContent, limit: 19_999)
        )
    }

    @Test func `Calls without answers are refused beyond the limit`() {
        let calls = (1...11).map { #"{"at":0,"call":\#($0),"method":"x"}"# }.joined(separator: "\n")
        #expect(
            reason(header + Array((calls + "\n").utf8), ReaderLimits(openIDs: 10))
                == .overLimit(.openIDs, limit: 10)
        )
    }
}
