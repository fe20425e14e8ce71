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
/// With a number as its argument, it pushes so many frames as soon as somebody listens.
@main
enum SlackServerMain {
    static func main() async throws {
        try await serve()
    }

    nonisolated private static func serve() async throws {
        let count = CommandLine.arguments.dropFirst().first.flatMap { Int($0) } ?? 0
        var configuration = SlackWorkspace.Configuration()
        configuration.channels = [
            SlackWorkspace.Channel(
                id: "C0BENCH0001",
                name: "bench",
                members: [configuration.bot.userID]
            )
        ]
        let frames = Firehose.frames(count).map { frame in
            WorkspaceScript.Entry(at: .zero, .frame(frame))
        }
        let workspace = SlackWorkspace(
            script: WorkspaceScript(frames),
            configuration: configuration
        )
        try await withSlackServer(over: workspace) { address in
            print(address.apiURL)
            fflush(nil)
            await endOfInput()
        }
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
