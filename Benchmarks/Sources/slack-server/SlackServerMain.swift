import Dispatch
import SlackServer
import SlackWire
import SlackWorkspace
import Workload

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// A Slack on the loopback, in a process of its own: prints its address and serves until its standard input
/// ends, so that it cannot outlive whoever started it.
///
/// With a number as its argument, it pushes so many frames as soon as somebody listens. With two more, it
/// pushes numbered messages instead: so many, that many seconds after somebody listens, one every so many
/// milliseconds.
@main
enum SlackServerMain {
    static func main() async throws {
        try await serve()
    }

    nonisolated private static func serve() async throws {
        let numbers = CommandLine.arguments.dropFirst().compactMap { Int($0) }
        var configuration = SlackWorkspace.Configuration()
        configuration.channels = [
            SlackWorkspace.Channel(
                id: "C0BENCH0001",
                name: "bench",
                members: [configuration.bot.userID]
            )
        ]
        let workspace = SlackWorkspace(
            script: WorkspaceScript(entries(numbers)),
            configuration: configuration
        )
        try await withSlackServer(over: workspace) { address in
            print(address.apiURL)
            fflush(nil)
            await endOfInput()
        }
    }

    private static func entries(_ numbers: [Int]) -> [WorkspaceScript.Entry] {
        guard numbers.count == 3, numbers[0] > 0 else {
            return Firehose.frames(numbers.first ?? 0).map { frame in
                WorkspaceScript.Entry(at: .zero, .frame(frame))
            }
        }
        // A socket for each client, and some descriptors more.
        raiseDescriptorLimit()
        return (1...numbers[0]).map { number in
            let frame =
                #"{"type":"message","channel":"C0BENCH0001","user":"U0BENCH0001","text":"\#(number)","ts":"1700000000.\#(100_000 + number)"}"#
            let at = Duration.seconds(numbers[1]) + .milliseconds(numbers[2] * (number - 1))
            return WorkspaceScript.Entry(
                at: at,
                .frame(JSONText(uncheckedBytes: Array(frame.utf8)))
            )
        }
    }

    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }

    /// Waits on a thread that nobody else needs.
    private static func endOfInput() async {
        await withCheckedContinuation { continuation in
            DispatchQueue(label: "input").async {
                while readLine() != nil {}
                continuation.resume()
            }
        }
    }
}
