import RepriseFloor
import SessionRecording
import SlackWire
import Testing

@Suite(.timeLimit(.minutes(5))) struct FailingDiskTests {
    private let entries = (0..<200).map { index in
        SessionEntry(at: Int64(index), .note("entry \(index) " + String(index * 7919)))
    }

    @Test func `A full disk is reported once, and recording goes on without it`() async throws {
        let file = FailingFile(capacity: 900)
        let reports = Locked<[FixtureError]>([])
        let writer = SessionWriter(
            file: file,
            path: "a/b.jsonl.gz",
            header: Samples.header,
            options: SessionWriter.Options(
                flushInterval: .zero,
                bufferedEntries: 4,
                onFailure: { error in reports.withLock { $0.append(error) } }
            )
        )
        for entry in entries {
            writer.append(entry)
            await writer.waitForRoom()
        }
        let error = await #expect(throws: FixtureError.self) { try await writer.finish() }
        #expect(
            reports.withLock { $0.map(\.description) } == [
                "a/b.jsonl.gz: cannot write the file: No space left on device; "
                    + "check space and permissions there"
            ]
        )
        #expect(writer.failure == reports.withLock { $0.first })
        #expect(file.state.withLock { $0.attemptsAfterFailure } == 1)
        guard case .incompleteRecording(let written, let lost, .write, 28)? = error?.reason else {
            Issue.record("\(String(describing: error))")
            return
        }
        #expect(written + lost == entries.count)
        #expect(written > 0 && !file.isCommitted)
        // Whatever was promised to be written can be read.
        let salvaged = try Session(bytes: file.bytes)
        #expect(!salvaged.isComplete)
        #expect(salvaged.entries.prefix(written) == entries.prefix(written))
    }

    @Test func `A disk that is full from the start loses everything and says so`() async {
        let file = FailingFile(capacity: 0)
        let writer = SessionWriter(file: file, header: Samples.header)
        for entry in entries { writer.append(entry) }
        let error = await #expect(throws: FixtureError.self) { try await writer.finish() }
        #expect(
            error?.reason
                == .incompleteRecording(written: 0, lost: entries.count, cause: .write, code: 28)
        )
    }

    @Test func `Without room to compress again the recording is finished as it is`() async throws {
        let file = FailingFile(capacity: .max, canReplace: false)
        let writer = SessionWriter(
            file: file,
            header: Samples.header,
            options: SessionWriter.Options(flushInterval: .zero)
        )
        for entry in entries { writer.append(entry) }
        try await writer.finish()
        #expect(file.isCommitted)
        #expect(try Session(bytes: file.bytes).entries == entries)
    }

    @Test func `A finished recording that cannot take its place is an error`() async {
        let file = FailingFile(capacity: .max, canReplace: false, canCommit: false)
        let writer = SessionWriter(file: file, header: Samples.header)
        for entry in entries { writer.append(entry) }
        let error = await #expect(throws: FixtureError.self) { try await writer.finish() }
        #expect(
            error?.reason
                == .incompleteRecording(written: 200, lost: 0, cause: .rename, code: 30)
        )
    }

    @Test func `Asking twice for the end gives the same answer`() async throws {
        let writer = SessionWriter(file: MemoryFile(), header: Samples.header)
        writer.append(entries[0])
        let first = try await writer.finish()
        let second = try await writer.finish()
        #expect(first == second)
        // What comes after the end is not part of the session.
        writer.append(entries[1])
    }

    @Test func `Entries keep the order in which they were appended, whatever the pressure`()
        async throws
    {
        let file = MemoryFile()
        let writer = SessionWriter(
            file: file,
            header: Samples.header,
            options: SessionWriter.Options(flushInterval: .microseconds(50), bufferedEntries: 2)
        )
        for index in 0..<5_000 {
            // Times that run backwards are raised to the last one.
            writer.append(SessionEntry(at: Int64(index % 7), .note("\(index)")))
            await writer.waitForRoom()
        }
        try await writer.finish()
        let session = try Session(bytes: file.bytes)
        #expect(session.entries.map(\.kind) == (0..<5_000).map { .note("\($0)") })
        #expect(session.entries.last?.at == 6)
    }

    @Test func `A task that is cancelled does not wait for room`() async throws {
        let file = StuckFile()
        let writer = SessionWriter(
            file: file,
            header: Samples.header,
            options: SessionWriter.Options(flushInterval: .zero, bufferedEntries: 4)
        )
        for entry in entries { writer.append(entry) }
        // The disk does not answer, so there is no room, and none will come.
        let patient = Task {
            await writer.waitForRoom()
            return file.isStuck
        }
        await withTaskGroup { group in
            for _ in 0..<50 { group.addTask { await writer.waitForRoom() } }
            group.cancelAll()
        }
        #expect(file.isStuck, "those who were cancelled came back before there was room")
        file.letGo()
        #expect(await patient.value == false, "who was not cancelled came back when there was")
        try await writer.finish()
        #expect(try Session(bytes: file.bytes).entries == entries)
    }
}
