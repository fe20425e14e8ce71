import SessionRecording
import SlackWire
import Testing

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

    @Test func `A bomb is refused by the ratio of its sizes`() {
        let lines = [UInt8](repeating: 0x0a, count: 24 << 20)
        #expect(
            reason(Deflated.gzip(header + lines), ReaderLimits())
                == .overLimit(.inflationRatio, limit: 300)
        )
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
