import ArgumentParser
import Foundation
import RepriseTestSupport
import SlackServer
import SlackWire
import SlackWorkspace
import Testing

@testable import RepriseCommands

/// Every number that a command line can hold, in every option of every verb.
@Suite struct NumericOptionTests {
    /// Numbers that conversions stop the process for, that are none, or that are out of everybody's range.
    private static let nasty = [
        "inf", "-inf", "nan", "1e300", "-1e300", "1e-320", "0x1p-1074", "0", "-0.0", "-1", "1e19",
        "9223372036854775808", "-9223372036854775808", "18446744073709551616", "1000000000000",
        "65536", "1e", "", " 5", "+5", "\u{663}", "1,5",
    ]

    /// The options that take numbers, and the least and the most that each takes.
    private static let bounds: [String: (least: String, most: String)] = [
        "record --grace": ("0", "31536000"),
        "record --seconds": ("0.001", "31536000"),
        "record --port": ("0", "65535"),
        "replay --seed": ("0", "18446744073709551615"),
        "replay --schedules": ("1", "1000000"),
        "replay --pace": ("0.000001", "1000000000"),
        "replay --delay": ("0", "31536000"),
        "replay --settle": ("0", "31536000"),
        "replay --patience": ("0", "31536000"),
        "replay --timeout": ("0", "31536000"),
        "replay --grace": ("0", "31536000"),
        "replay --port": ("0", "65535"),
        "serve --port": ("0", "65535"),
        "serve --speed": ("0.000001", "1000000000"),
        "serve --pace": ("0.000001", "1000000000"),
        "serve --seed": ("0", "18446744073709551615"),
        "demo --speed": ("1", "10000"),
        "verify --max-age": ("0", "36500"),
    ]

    /// What each verb needs besides an option: one or the other.
    private static let rest: [String: [[String]]] = [
        "demo": [[]], "record": [["-o", "f", "--bot", "demo"], ["-o", "f", "--", "true"]],
        "replay": [["f", "--seed", "1", "--", "true"], ["f", "--bot", "demo"]], "show": [["f"]],
        "redact": [["f", "-o", "g"]], "verify": [["f"]], "repair": [["f"]], "serve": [["f"]],
        "whoami": [[]], "listen": [[]],
    ]

    /// Every option with a value, as `verb --option`.
    private static func options() async throws -> [String] {
        let help = try await Command.run("--experimental-dump-help")
        let verbs = try JSONValue(parsing: help.output)["command"]?["subcommands"]?.array ?? []
        return verbs.flatMap { verb -> [String] in
            guard let name = verb["commandName"]?.string, rest[name] != nil else { return [] }
            return (verb["arguments"]?.array ?? []).compactMap { argument in
                guard argument["kind"] == "option" else { return nil }
                let names = argument["names"]?.array?.filter { $0["kind"] == "long" }
                return names?.first?["name"]?.string.map { "\(name) --\($0)" }
            }
        }
    }

    /// Parses a command line; what it is refused with, if it is.
    private static func refusal(of option: String, _ value: String) -> String? {
        let words = option.split(separator: " ").map(String.init)
        guard let verb = verbs[words[0]] else { return "no such verb" }
        var refusal: String?
        for rest in rest[words[0]] ?? [[]] {
            let (before, after) = (rest.prefix { $0 != "--" }, rest.drop { $0 != "--" })
            do {
                _ = try verb.parse(before + ["\(words[1])=\(value)"] + after)
                return nil
            } catch {
                refusal = refusal ?? verb.message(for: error)
            }
        }
        return refusal
    }

    private static let verbs = Dictionary(
        uniqueKeysWithValues: RepriseCommand.configuration.subcommands.map {
            ($0.configuration.commandName ?? "", $0)
        }
    )

    @Test func `Whatever number stands in whatever option, it is taken or refused in words`()
        async throws
    {
        let options = try await Self.options()
        #expect(options.count > 30)
        let (silent, refused, numeric) = await offPool {
            var silent: [String] = []
            var refused = 0
            var numeric: Set<String> = []
            for option in options {
                if Self.refusal(of: option, "2") == nil, Self.refusal(of: option, "none") != nil {
                    numeric.insert(option)
                }
                for number in numeric.contains(option) ? Self.nasty : ["inf", "1e300", "-1"] {
                    guard let words = Self.refusal(of: option, number) else { continue }
                    refused += 1
                    if words.isEmpty { silent.append("\(option)=\(number)") }
                }
            }
            return (silent, refused, numeric)
        }
        #expect(silent == [])
        #expect(refused > 100)
        // A new option that takes a number gets its bounds here.
        #expect(numeric == Set(Self.bounds.keys))
    }

    @Test func `Every option that takes a number keeps its bounds, and says so by its name`()
        async throws
    {
        let wrong = await offPool {
            Self.bounds.flatMap { option, bounds -> [String] in
                var wrong = [bounds.least, bounds.most].filter {
                    Self.refusal(of: option, $0) != nil
                }
                let name = option.split(separator: " ").last ?? ""
                wrong += ["inf", "nan", "1e300", "-1", "1e", "99999999999999999999"].filter {
                    Self.refusal(of: option, $0)?.contains(name) != true
                }
                return wrong.map { "\(option)=\($0)" }
            }
        }
        #expect(wrong == [])
    }

    @Test(arguments: [
        "0/0", "1/0", "0/1", "2/1", "-1/-1", "1", "1/1/1", "1/9223372036854775808", "a/b",
    ])
    func `A share that is none is refused`(text: String) {
        #expect(Self.refusal(of: "replay --shard", text)?.contains("--shard") == true)
    }

    @Test func `The largest share is one`() {
        let text = "9223372036854775807/9223372036854775807"
        #expect(Shard(argument: text)?.share(of: ["a", "b"]) == [])
    }

    // MARK: As processes, at the bounds

    /// Runs a command that ends by itself; a trap would end it with a signal's number.
    private func ends(_ arguments: [String], _ environment: [String: String] = [:]) async throws {
        let result = try await RunningCommand(arguments, environment: environment).finish()
        #expect(
            (0...2).contains(result.status),
            Comment(rawValue: "\(arguments): \(result.status), \(result.errors)")
        )
    }

    @Test func `Commands run at the bounds of their numbers`() async throws {
        let scratch = try Scratch()
        let fixture = scratch.path + "/whoami.jsonl.gz"
        let token = ["SLACK_BOT_TOKEN": "xoxb" + "-1-2-abcdefabcdef"]
        try await withSlackServer(over: SlackWorkspace()) { address in
            for grace in ["0", "31536000"] {
                let words = ["record", "-o", fixture, "--upstream", address.apiURL]
                try await ends(words + ["--grace", grace, "--", Command.path, "whoami"], token)
            }
        }
        for seconds in ["0.001", "31536000"] {
            // Without a token it ends at once.
            let words =
                ["record", "-o", scratch.path + "/none.jsonl.gz", "--bot", "demo"] + [
                    "--seconds", seconds,
                ]
            try await ends(words)
        }
        for name in ["settle", "patience", "timeout", "grace", "delay", "pace"] {
            let (least, most) = try #require(Self.bounds["replay --\(name)"])
            for value in [least, most] {
                var words = ["replay", fixture, "--seed", "1", "--\(name)", value, "--quiet"]
                if name == "pace" { words += ["--timeout", "1"] }
                try await ends(words + ["--", Command.path, "whoami"])
            }
        }
        // The first that fails is the last that is tried.
        try await ends(["replay", fixture, "--schedules", "1000000", "--quiet", "--", "true"])
        try await ends(["verify", "--max-age", "0", fixture])
        try await ends(
            ["verify", "--max-age", "36500", fixture],
            ["COLUMNS": "-9223372036854775808"]
        )
        try await ends(
            ["replay", fixture, "--bot", "demo", "--seed", "1"],
            ["COLUMNS": "9223372036854775807"]
        )
    }

    @Test(arguments: [
        ["record", "-o", "f", "--seconds", "inf"], ["record", "-o", "f", "--seconds", "nan"],
        ["record", "-o", "f", "--seconds", "1e300"],
        ["serve", "--script", "f", "--speed", "1e-320"],
        ["serve", "f", "--pace", "1e-320"], ["serve", "f", "--speed", "1e-310"],
        ["replay", "f", "--schedules", "1000000000000"], ["replay", "f", "--shard", "0/0"],
        ["replay", "f", "--pace", "1e-320", "--", "true"], ["serve", "--port", "65536"],
    ])
    func `What stopped the process is refused with a sentence`(arguments: [String]) async throws {
        let result = try await RunningCommand(arguments).finish()
        #expect(result.status == 64)
        #expect(result.errors.contains("is invalid for"))
    }
}
