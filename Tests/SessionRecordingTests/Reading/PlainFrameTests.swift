import SlackWire
import Testing

@testable import SessionRecording

/// Lines that are read in one pass give what the full decoder makes of them.
@Suite struct PlainFrameTests {
    /// What stands above the line: the header, and the two sockets that the lines are about.
    private static let header = """
        {"reprise":1,"epoch":0,"redacted":false}
        {"at":0,"open":1,"url":"wss://h/1"}
        {"at":0,"open":12,"url":"wss://h/12"}
        """

    /// What a reader makes of a line: the entry, or the reason why it is none.
    private static func read(_ line: String) -> Result<SessionEntry?, FixtureError> {
        let bytes = Array("\(header)\n\(line)\n".utf8)
        do throws(FixtureError) {
            let reader = try SessionReader(bytes: bytes)
            for _ in 0..<2 { _ = try reader.next() }
            return .success(try reader.next())
        } catch {
            return .failure(error)
        }
    }

    /// What the full decoder makes of it.
    private static func decode(_ line: String) -> SessionEntry? {
        let bytes = Array(line.utf8)
        var decoder = LineDecoder(version: SessionHeader.currentVersion, limits: ReaderLimits())
        guard case .entry(let entry)? = try? decoder.decode(bytes.span, after: 0) else {
            return nil
        }
        return entry
    }

    @Test(arguments: [
        #"{"at":1,"receive":1,"json":{"type":"hello"}}"#,
        #"{"at":0,"send":12,"json":{"id":1,"a":[1,{"b":"}"}],"c":"\"}"}}"#,
        #"{"at":1,"receive":1,"json":[]}"#, #"{"at":1,"receive":1,"json":"x"}"#,
        #"{"at":1,"receive":1,"json": {"a":1} }"#, #"{"at": 1,"receive":1,"json":{}}"#,
        #"{"at":1,"receive":1,"json":{},"tail":" "}"#,
        #"{"at":1,"receive":1,"json":{},"new":true}"#,
        #"{"at":1,"receive":1,"binary":true,"json":{}}"#,
        #"{"at":999999999999999999,"receive":1,"json":{}}"#,
    ])
    func `A frame is what the decoder says`(line: String) throws {
        let entry = try #require(Self.decode(line))
        #expect(try Self.read(line).get() == entry)
    }

    @Test(arguments: [
        #"{"at":1,"receive":1,"json":{}"#, #"{"at":1,"receive":1,"json":{}}}"#,
        #"{"at":1,"receive":1,"json":{"a":}}"#, #"{"at":1,"receive":1,"json":}"#,
        #"{"at":1,"receive":1,"json":"#, #"{"at":01,"receive":1,"json":{}}"#,
        #"{"at":1,"receive":0,"json":{}}"#, #"{"at":1,"receive":1,"json":{}x}"#,
        #"{"at":,"receive":1,"json":{}}"#,
    ])
    func `What is no frame is refused`(line: String) throws {
        let error = try #require(throws: FixtureError.self) { try Self.read(line).get() }
        #expect(error.line == 4)
    }
}
