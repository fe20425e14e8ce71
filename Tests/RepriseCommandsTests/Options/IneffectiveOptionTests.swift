import ArgumentParser
import Foundation
import RepriseTestSupport
import SlackWire
import Testing

@testable import RepriseCommands

/// What would have no effect is refused, with what to do; parsed in this process.
@Suite(.timeLimit(.generous)) struct IneffectiveOptionTests {
    /// What a command line is refused with, if it is.
    private func refusal(_ words: String) -> String? {
        do {
            _ = try RepriseCommand.parseAsRoot(words.split(separator: " ").map(String.init))
            return nil
        } catch {
            #expect(RepriseCommand.exitCode(for: error).rawValue == 64)
            return RepriseCommand.message(for: error)
        }
    }

    /// The options of `replay` that are for a command only, each with a value.
    private static let forCommands = [
        "--pace recorded", "--pace immediate", "--order any", "--faults seed:7", "--ignore text",
        "--strict-reads", "--settle 1", "--patience 1", "--timeout 1", "--grace 1",
        "--allow-unread", "--keep-tokens", "--allow-network", "--port 0", "--host ::1",
        "--name box", "--tls",
        "--host 0.0.0.0 --allow-remote", "--seed 1 --delay 1",
    ]
    private static let forBuiltIn = ["--policy queued", "--connection rtm", "--trace"]

    @Test(arguments: forCommands)
    func `What is for a command is refused of a built-in bot`(option: String) throws {
        #expect(refusal("replay f \(option) -- true") == nil)
        let refused = try #require(refusal("replay f \(option) --bot demo"))
        let name = try #require(option.split(separator: " ").last { $0.hasPrefix("--") })
        #expect(refused.contains(name))
        #expect(refused.contains("behind --"))
        // Nobody is there at all.
        #expect(refusal("replay Fixtures \(option)")?.contains("--bot demo") == true)
    }

    @Test(arguments: forBuiltIn)
    func `What is for a built-in bot is refused of a command`(option: String) throws {
        #expect(refusal("replay f \(option) --bot demo") == nil)
        let refused = try #require(refusal("replay f \(option) -- true"))
        #expect(refused.contains(option.split(separator: " ")[0]))
        #expect(refused.contains("a built-in bot"))
    }

    @Test func `Every option of replay is in one of the lists, or is for both`() async throws {
        let help = try await Command.run("--experimental-dump-help")
        let verbs = try JSONValue(parsing: help.output)["command"]?["subcommands"]?.array ?? []
        let replay = try #require(verbs.first { $0["commandName"] == "replay" })
        let names = (replay["arguments"]?.array ?? []).compactMap { argument in
            argument["names"]?.array?.first { $0["kind"] == "long" }?["name"]?.string.map {
                "--\($0)"
            }
        }
        let listed = (Self.forCommands + Self.forBuiltIn).flatMap { $0.split(separator: " ") }
            .filter { $0.hasPrefix("--") }.map(String.init)
        let both = [
            "--shard", "--seed", "--schedules", "--allow-truncated", "--json", "--junit",
            "--quiet", "--bot", "--limit", "--rules", "--version", "--help",
        ]
        #expect(Set(names) == Set(listed + both))
    }

    @Test(arguments: [
        ("replay f", "as in reprise replay f -- python bot.py"),
        ("replay f --bot demo -- true", "leave one out"),
        ("replay f --delay 1 -- true", "without --seed or --schedules"),
        ("replay f --bot demo --trace --json", "no effect with --json"),
        ("replay f --bot demo --trace --quiet", "no effect with --quiet"),
        ("replay f --host 0.0.0.0 --schedules 0 -- true", "--schedules"),
        ("replay f --allow-remote -- true", "without --host"),
        ("record -o f", "as in reprise record -o f -- python bot.py"),
        ("record -o f --bot demo -- true", "leave one out"),
        ("record -o f --bot demo --serve", "do not go together"),
        ("record -o f --serve -- true", "do not go together"),
        ("record -o f --seconds 1 -- true", "--seconds is for a built-in bot"),
        ("record -o f --connection rtm --serve", "no effect with --serve"),
        ("record -o f --bot demo --port 1 --tls", "--port and --tls are for a server"),
        ("record -o f --bot demo --upstream-host a:1", "--upstream-host is for a server"),
        ("record -o f --bot demo --grace 1", "--grace is for the command"),
        ("record -o f --serve --grace 1", "--grace is for the command"),
        ("record -o f --serve --message-text", "--pseudonymise"),
        ("serve --speed 2", "without a fixture or --script"),
        ("serve f --speed 2 --pace recorded", "both say how fast"),
        ("serve --once", "are for a fixture"),
        ("serve f --script g", "at once"),
        ("serve --allow-remote", "without --host"),
        ("serve --faults seed:7", "is for a fixture"),
        ("repair f --in-place -o g", "exclude each other"),
        ("redact f --in-place -o g", "Say where to write"),
    ])
    func `What would have no effect is refused in words`(words: String, expected: String) throws {
        let refused = try #require(refusal(words))
        #expect(refused.contains(expected), "\(refused)")
    }

    @Test(arguments: [
        "replay f -- true", "replay f --bot listener --seed 3 --policy detached --trace",
        "replay f --schedules 3 --delay 1 --seed 4 -- true", "record -o f -- true",
        "record -o f --serve --port 8080", "record -o f --bot listener --seconds 3",
        "record -o f --grace 1 --tls --upstream-host a:1 -- true", "serve", "serve f",
        "serve f --speed 2", "serve --script f --speed 2", "serve --host ::1 --allow-remote",
    ])
    func `What has an effect is not`(words: String) {
        #expect(refusal(words) == nil)
    }

    @Test func `Refused by the process, nothing is replayed`() async throws {
        let folder = Command.root.appendingPathComponent("Fixtures").path
        let faults = try await Command.run("replay", folder, "--faults", "seed:7")
        #expect(faults.status == 64)
        #expect(faults.output.isEmpty)
        #expect(faults.errors.contains("nobody is there to replay"))
        let builtIn = try await Command.run("replay", folder, "--bot", "demo", "--faults", "seed:7")
        #expect(builtIn.status == 64)
        #expect(builtIn.errors.contains("--faults is for the command of a bot"))
    }
}
