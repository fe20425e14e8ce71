import SessionRecording

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Records one session after the other to the same fixture until it is killed, for tests.
///
///     RecorderUnderLoad FIXTURE INTERVAL none|flush|fsync [FILE-SIZE-LIMIT]
///
/// On stdout, a line each: `flushed ROUND ENTRIES` when the writer says so, `finished ROUND ENTRIES`,
/// `failed WORDS`, and `late ROUND ENTRIES` when a flush does not come by itself. With a
/// limit it ends after one round.
@main
struct RecorderUnderLoad {
    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count >= 4, let interval = Int(arguments[2]) else { exit(64) }
        let options = SessionWriter.Options(
            flushInterval: .microseconds(interval),
            durability: durability(arguments[3]),
            onFailure: { say("failed \($0)") }
        )
        if arguments.count > 4, let limit = UInt(arguments[4]) {
            var limits = rlimit(rlim_cur: limit, rlim_max: limit)
            #if canImport(Glibc)
            setrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limits)
            #else
            setrlimit(RLIMIT_FSIZE, &limits)
            #endif
            await record(round: 1, entries: 2_000, to: arguments[1], options)
            return
        }
        var round = 0
        while true {
            round += 1
            await record(round: round, entries: .random(in: 20...200), to: arguments[1], options)
        }
    }

    private static func record(
        round: Int,
        entries: Int,
        to path: String,
        _ options: SessionWriter.Options
    ) async {
        do {
            let header = SessionHeader(epoch: 0, title: "\(round)")
            let writer = try SessionWriter(path: path, header: header, options: options)
            var flushed = 0
            for index in 0..<entries {
                writer.append(SessionEntry(at: Int64(index), .note(words(round, index))))
                await writer.waitForRoom()
                // The bot has other things to do as well.
                if index % 4 == 0 { usleep(.random(in: 0...400)) }
                if index == entries / 2, !isFlushed(index + 1, by: writer, options) {
                    say("late \(round) \(index + 1)")
                }
                if writer.flushedEntries > flushed {
                    flushed = writer.flushedEntries
                    say("flushed \(round) \(flushed)")
                }
            }
            let summary = try await writer.finish()
            say("finished \(round) \(summary.entries)")
        } catch {
            say("ended \(error)")
        }
    }

    /// Whether so many entries are flushed without anything that follows them, as the interval asks.
    ///
    /// It waits far longer than any load of the machine explains.
    private static func isFlushed(
        _ entries: Int,
        by writer: SessionWriter,
        _ options: SessionWriter.Options
    ) -> Bool {
        guard options.durability != .none else { return true }
        for _ in 0..<100_000 where writer.failure == nil && writer.flushedEntries < entries {
            usleep(200)
        }
        return writer.failure != nil || writer.flushedEntries >= entries
    }

    /// What the entry says: its place, and as much else as makes files of some size.
    private static func words(_ round: Int, _ index: Int) -> String {
        let size = (index * 7_919 + round * 104_729) % 3_000
        return "\(round) \(index) " + String(repeating: "\(index * 31 % 97) ", count: size / 3)
    }

    private static func durability(_ name: String) -> SessionWriter.Durability {
        switch name {
        case "none": .none
        case "fsync": .fsync
        default: .flush
        }
    }
}

/// Writes a line in one piece, so that a kill leaves whole lines.
private func say(_ line: String) {
    let bytes = Array((line + "\n").utf8)
    _ = write(STDOUT_FILENO, bytes, bytes.count)
}
