import SessionRecording
import SlackWire
import Testing

@Suite(.timeLimit(.minutes(5))) struct RoundTripTests {
    @Test func `Every kind of entry comes back as it was`() throws {
        let session = Samples.everything
        let copy = try Session(bytes: session.fixtureBytes())
        #expect(copy.header == session.header)
        #expect(copy.isComplete)
        #expect(copy.entries.count == session.entries.count)
        for (written, read) in zip(session.entries, copy.entries) { #expect(written == read) }
    }

    @Test func `A session that was read is written with the same bytes`() throws {
        let bytes = Samples.everything.fixtureBytes()
        #expect(try Session(bytes: bytes).fixtureBytes() == bytes)
    }

    @Test func `A recorder's file has the bytes of the session written at once`() async throws {
        let file = MemoryFile()
        let writer = SessionWriter(
            file: file,
            header: Samples.header,
            options: SessionWriter.Options(flushInterval: .zero)
        )
        for entry in Samples.everything.entries { writer.append(entry) }
        let summary = try await writer.finish()
        #expect(summary.entries == Samples.everything.entries.count)
        #expect(file.isCommitted)
        #expect(file.bytes == Samples.everything.fixtureBytes())
    }
}
