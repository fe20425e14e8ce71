import Foundation
import RepriseTestSupport
import Testing

/// `reprise serve FILE`, as a process, with `reprise` itself as the client.
@Suite(.timeLimit(.generous)) struct ServeCommandTests {
    private static let token = "xoxb" + "-1-2-abcdefabcdef"

    private func serve(_ arguments: String...) async throws -> (RunningCommand, url: String) {
        let server = try RunningCommand(["serve", Command.fixture] + arguments)
        return (server, try #require(await server.nextLine()))
    }

    /// A client that prints what it hears, until it has heard the last of it.
    private func listen(at url: String, until last: String) async throws -> [String] {
        let client = try RunningCommand(
            ["listen", "--connection", "rtm"],
            environment: ["SLACK_API_URL": url, "SLACK_BOT_TOKEN": Self.token]
        )
        var lines: [String] = []
        while let line = await client.nextLine() {
            lines.append(line)
            if line.contains(last) { break }
        }
        client.interrupt()
        _ = await client.finish()
        return lines
    }

    @Test func `Each client in turn gets the session from its start`() async throws {
        let (server, url) = try await serve("--pace", "immediate")
        for _ in 0..<2 {
            // The bot owes a reply after this; what waits for that does not come.
            let lines = try await listen(at: url, until: "hi bob")
            #expect(lines.contains { $0.contains("hi bob") })
        }
        server.interrupt()
        let result = await server.finish()
        #expect(result.status == 1)
        #expect(result.errors.contains("run 1: not as recorded"))
        #expect(result.errors.contains("run 2: not as recorded"))
        #expect(!result.errors.contains("run 3"))
    }

    @Test func `With --once it ends after the first run`() async throws {
        let (server, url) = try await serve("--pace", "immediate", "--once")
        _ = try await listen(at: url, until: "hi bob")
        let result = await server.finish()
        #expect(result.status == 1)
        #expect(result.errors.contains("run 1: not as recorded"))
    }

    @Test func `Options that are for a fixture are refused without one`() async throws {
        let result = try await Command.run("serve", "--once")
        #expect(result.status == 64)
        #expect(result.errors.contains("are for a fixture"))
    }
}
