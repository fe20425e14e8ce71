import SessionRecording
import SlackWire
import Testing

@Suite struct GeneratedSessionTests {
    @Test(arguments: 1...60 as ClosedRange<UInt64>)
    func `Any session is read as it was written, and written as it was read`(seed: UInt64) throws {
        var generator = SessionGenerator(seed: seed)
        let session = generator.session(40)
        let bytes = session.fixtureBytes()
        let read = try Session(bytes: bytes)
        for (index, pair) in zip(session.entries, read.entries).enumerated()
        where pair.0 != pair.1 {
            Issue.record("seed \(seed), entry \(index): \(pair.0) became \(pair.1)")
        }
        #expect(read.entries.count == session.entries.count)
        #expect(read.fixtureBytes() == bytes)
        #expect(read.differences(from: session).isEmpty)
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>)
    func `The fast path sees what the decoder sees`(seed: UInt64) throws {
        var generator = SessionGenerator(seed: seed)
        let session = generator.session(60)
        let reader = try SessionReader(bytes: session.fixtureBytes())
        for entry in session.entries {
            let front = try reader.nextRecord { record, line in
                (record, record.payload.map { line.unsafeLoad(fromByteOffset: $0, as: UInt8.self) })
            }
            guard let (record, payload) = front else {
                Issue.record("seed \(seed): an entry is missing")
                return
            }
            #expect(record.at == entry.at)
            guard case .receive(let socket, let message) = entry.kind else { continue }
            #expect(record.kind == .receive && record.id == socket)
            #expect(record.isBinary == (message.kind == .binary))
            if record.spelling == .json, !record.hasTail { #expect(payload == message.bytes) }
        }
        #expect(try reader.nextRecord { record, _ in record } == nil)
        #expect(reader.ending == .complete)
    }
}
