import SessionRecording
import SlackWire
import Testing

@Suite(.timeLimit(.minutes(10))) struct TruncationTests {
    /// A session whose files stand before their entries, with flush points after every entry.
    private func flushedBytes() async throws -> [UInt8] {
        let file = MemoryFile()
        let writer = SessionWriter(
            file: file,
            header: Samples.header,
            options: SessionWriter.Options(flushInterval: .zero, recompresses: false)
        )
        for entry in Samples.everything.entries { writer.append(entry) }
        try await writer.finish()
        return file.bytes
    }

    /// Everything a reader delivers, and how it ends.
    private func salvage(_ bytes: [UInt8]) throws -> ([SessionEntry], SessionReader.Ending?) {
        let reader = try SessionReader(bytes: bytes)
        var entries: [SessionEntry] = []
        while let entry = try reader.next() { entries.append(entry) }
        return (entries, reader.ending)
    }

    @Test func `A fixture cut at any byte gives exactly the entries that were whole`() async throws
    {
        let bytes = try await flushedBytes()
        let entries = Samples.everything.entries
        var most = -1
        for end in 0..<bytes.count {
            let cut = Array(bytes[..<end])
            let whole = Inflated.prefix(of: cut)
            let expected = whole.entries
            do {
                let (found, ending) = try salvage(cut)
                #expect(found == Array(entries.prefix(expected)), "cut at \(end)")
                if whole.hasEndMark {
                    #expect(ending == .complete)
                } else {
                    guard case .truncated = ending else {
                        Issue.record("cut at \(end) ends with \(String(describing: ending))")
                        continue
                    }
                }
                most = max(most, found.count)
            } catch let error as FixtureError {
                #expect(expected == 0 && !whole.hasHeader, "cut at \(end): \(error)")
                guard case .notAFixture = error.reason else {
                    Issue.record("cut at \(end): \(error)")
                    continue
                }
            }
        }
        #expect(most == entries.count)
    }

    @Test func `Plain JSON Lines cut at any byte give the entries that were whole`() throws {
        let text = Inflated.prefix(of: Samples.everything.fixtureBytes()).text
        for end in 0..<text.count {
            let cut = Array(text[..<end])
            let whole = Inflated.lines(of: cut)
            guard whole.hasHeader else {
                #expect(throws: FixtureError.self) { try salvage(cut) }
                continue
            }
            let (found, _) = try salvage(cut)
            #expect(
                found == Array(Samples.everything.entries.prefix(whole.entries)),
                "cut at \(end)"
            )
        }
    }

    @Test func `A byte damaged anywhere never crashes and never invents an entry`() throws {
        let bytes = Samples.everything.fixtureBytes()
        let entries = Set(Samples.everything.entries)
        var deliveries = 0
        for index in bytes.indices {
            for flip: UInt8 in [0x01, 0x80] {
                var damaged = bytes
                damaged[index] ^= flip
                // Where the header is damaged it is no fixture.
                guard let reader = try? SessionReader(bytes: damaged) else { continue }
                var delivered: [SessionEntry] = []
                do {
                    while let entry = try reader.next() { delivered.append(entry) }
                } catch {
                    // A damaged text can still be a line; the checksum at the end tells.
                    #expect(error.byte != nil)
                    deliveries += delivered.count
                    continue
                }
                // Bytes of the header that carry no data may change unnoticed.
                #expect(delivered.allSatisfy(entries.contains), "byte \(index)")
            }
        }
        #expect(deliveries > 0, "the entries before the damage")
    }

    @Test func `Every line before a damaged place is delivered before the error`() throws {
        let lines = Inflated.prefix(of: Samples.everything.fixtureBytes()).text
        // Stored blocks: text, and then a block of a type that there is not.
        var bytes: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff, 0]
        let (low, high) = (UInt8(lines.count & 255), UInt8(lines.count >> 8))
        bytes += [low, high, ~low, ~high] + lines + [0x07]
        let reader = try SessionReader(bytes: bytes)
        for entry in Samples.everything.entries { #expect(try reader.next() == entry) }
        let error = #expect(throws: FixtureError.self) { try reader.next() }
        #expect(error?.reason == .damagedCompression)
        #expect(try reader.next() == nil)
    }

    @Test func `The partial file of a recorder that is still at work can be read`() async throws {
        let file = MemoryFile()
        let writer = SessionWriter(
            file: file,
            header: Samples.header,
            options: SessionWriter.Options(flushInterval: .zero)
        )
        let entries = Samples.everything.entries
        for entry in entries { writer.append(entry) }
        // It flushes each entry by itself, on its thread; what can be read grows to all of them.
        var read: [SessionEntry] = []
        while read.count < entries.count {
            await Task.yield()
            guard let session = try? Session(bytes: file.bytes) else { continue }
            #expect(!session.isComplete)
            #expect(session.entries == Array(entries.prefix(session.entries.count)))
            #expect(session.entries.count >= read.count, "what was readable stays so")
            read = session.entries
        }
        try await writer.finish()
        #expect(try Session(bytes: file.bytes).isComplete)
    }
}
