import SessionRecording
import SlackTransport

/// A recording to a file that is finished whatever happens to the bot.
struct FixtureRecording {
    let path: String
    var title: String?
    var source: String?
    var redactor = Redactor()

    /// Runs `work`, which records, and finishes the fixture when it returns or throws.
    func run(
        _ work: (SessionWriter, SessionClock) async throws -> Void
    ) async throws -> SessionWriter.Summary {
        let writer = try SessionWriter(
            path: path,
            header: SessionHeader(epoch: WallClock.now, title: title, source: source),
            options: SessionWriter.Options(
                redactor: redactor,
                onFailure: { Console.note("reprise: \($0)") }
            )
        )
        do {
            try await work(writer, SessionClock(ContinuousClock()))
        } catch {
            _ = try await writer.finish()
            throw error
        }
        return try await writer.finish()
    }
}
