import SessionRecording
import SlackTransport

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A recording to a file that is finished whatever happens to the bot.
struct FixtureRecording {
    let path: String
    var title: String?
    var source: String?
    var durability = SessionWriter.Durability.flush

    /// Runs `work`, which records, and finishes the fixture when it returns or throws.
    func run(
        _ work: (SessionWriter, SessionClock) async throws -> Void
    ) async throws -> SessionWriter.Summary {
        let writer = try SessionWriter(
            path: path,
            header: SessionHeader(epoch: Self.now, title: title, source: source),
            options: SessionWriter.Options(
                durability: durability,
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

    /// Whole microseconds since 1970.
    private static var now: Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1_000
    }
}
