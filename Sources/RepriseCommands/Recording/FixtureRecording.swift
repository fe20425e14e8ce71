import Foundation
import RepriseFloor
import SecretRedaction
import SessionRecording
import SlackTransport

/// A recording to a file that is finished whatever happens to the bot.
///
/// An earlier fixture is replaced only by a recording in which Slack said something. Without an entry there
/// is no fixture at all.
struct FixtureRecording {
    let path: String
    var title: String?
    var source: String?
    var redactor = Redactor()
    var durability = SessionWriter.Durability.flush

    /// What a recording came to.
    struct Outcome: Sendable, Hashable {
        /// How many entries were recorded.
        var entries: Int
        /// Whether Slack said anything.
        var isAnswered: Bool
        /// Whether the fixture was written.
        var isWritten: Bool
        /// How many secrets are not looked for everywhere.
        var unsought = 0
    }

    /// Runs `work`, which records, and finishes the fixture when it returns or throws.
    func run(
        _ work: (any SessionRecorder, SessionClock) async throws -> Void
    ) async throws -> Outcome {
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
            let outcome = try await finish(writer, recorder)
            if !outcome.isWritten { Console.note(words(outcome)) }
            throw error
        }
        return try await finish(writer, recorder)
    }

    /// What became of it, for people.
    func words(_ outcome: Outcome) -> String {
        guard outcome.isWritten else {
            return outcome.entries == 0
                ? "reprise: nobody called Slack, so nothing was recorded and \(path) was left alone"
                : "reprise: nothing answered, so \(path) was left alone and the \(outcome.entries) "
                    + "entries of this recording were dropped"
        }
        let entries = "\(path): \(outcome.entries) entries"
        let words = outcome.isAnswered ? entries : entries + ", and none of them an answer"
        return outcome.unsought == 0
            ? words : words + "\nreprise: " + UnsoughtSecrets.notice(outcome.unsought)
    }

    private func finish(
        _ writer: SessionWriter,
        _ counter: EntryCounter
    ) async throws -> Outcome {
        var outcome = counter.outcome
        let isEarlier = FileManager.default.fileExists(atPath: path)
        guard outcome.entries > 0, outcome.isAnswered || !isEarlier else {
            await writer.discard()
            return outcome
        }
        let summary = try await writer.finish()
        (outcome.entries, outcome.unsought) = (summary.entries, summary.unsought)
        outcome.isWritten = true
        return outcome
    }
}

/// Counts the entries that reach a writer.
private final class EntryCounter: SessionRecorder {
    private let writer: SessionWriter
    private let counted = Locked(
        FixtureRecording.Outcome(entries: 0, isAnswered: false, isWritten: false)
    )

    init(_ writer: SessionWriter) {
        self.writer = writer
    }

    var outcome: FixtureRecording.Outcome { counted.withLock { $0 } }

    func append(_ entry: SessionEntry) {
        let isAnswer: Bool
        switch entry.kind {
        // What the command was given, and how it ended, is worth nothing by itself.
        case .environment, .process: return writer.append(entry)
        case .answer, .receive: isAnswer = true
        default: isAnswer = false
        }
        counted.withLock { outcome in
            outcome.entries += 1
            if isAnswer { outcome.isAnswered = true }
        }
        writer.append(entry)
    }

    func waitForRoom() async {
        await writer.waitForRoom()
    }

    func beginBody(of entry: SessionEntry) -> (any BodyRecording)? {
        writer.beginBody(of: entry)
    }
}
