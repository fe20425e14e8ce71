import RepriseFloor
import SessionRecording
import SlackTransport

/// A recording to a file that is finished whatever happens to the bot.
struct FixtureRecording {
    let path: String
    var title: String?
    var source: String?
    var redactor = Redactor()
    var durability = SessionWriter.Durability.flush
    /// Whether a recording without any entry is thrown away, so that it replaces no earlier fixture.
    var discardsNothing = false

    /// Runs `work`, which records, and finishes the fixture when it returns or throws.
    ///
    /// - Returns: How many entries were recorded.
    func run(
        _ work: (any SessionRecorder, SessionClock) async throws -> Void
    ) async throws -> Int {
        let writer = try SessionWriter(
            path: path,
            header: SessionHeader(epoch: WallClock.now, title: title, source: source),
            options: SessionWriter.Options(
                durability: durability,
                redactor: redactor,
                onFailure: { Console.note("reprise: \($0)") }
            )
        )
        let recorder = EntryCounter(writer)
        do {
            try await work(recorder, SessionClock(ContinuousClock()))
        } catch {
            _ = try await finish(writer, recorder)
            throw error
        }
        return try await finish(writer, recorder)
    }

    private func finish(
        _ writer: SessionWriter,
        _ counter: EntryCounter
    ) async throws -> Int {
        guard discardsNothing, counter.count == 0 else { return try await writer.finish().entries }
        await writer.discard()
        return 0
    }
}

/// Counts the entries that reach a writer.
private final class EntryCounter: SessionRecorder {
    private let writer: SessionWriter
    private let counted = Locked(0)

    init(_ writer: SessionWriter) {
        self.writer = writer
    }

    var count: Int { counted.withLock { $0 } }

    func append(_ entry: SessionEntry) {
        counted.withLock { $0 += 1 }
        writer.append(entry)
    }

    func waitForRoom() async {
        await writer.waitForRoom()
    }
}
