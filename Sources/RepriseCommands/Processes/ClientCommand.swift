import Foundation
import SlackServer

/// A command that talks to a loopback server instead of Slack.
struct ClientCommand: Sendable {
    /// The command and its arguments.
    var words: [String]
    /// What else its environment holds where the caller's does not.
    var defaults: [String: String] = [:]
    /// Whether it gets made-up tokens in the place of the caller's.
    var makesUpTokens = false
    /// What else its environment holds, whatever the caller's does.
    var variables: [String: String] = [:]
    /// Where its standard output goes.
    var output = ChildOutput.inherited

    /// Fails unless the command can be found.
    ///
    /// - Throws: ``ChildProcessError``.
    func check() throws(ChildProcessError) {
        let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/local/bin:/usr/bin:/bin"
        _ = try Executable.find(words.first ?? "", path: path)
    }

    /// Starts it.
    func start(at address: SlackServerAddress) throws(ChildProcessError) -> ChildProcess {
        try ChildProcess(words, environment: environment(at: address), output: output)
    }

    /// The caller's environment with the server's address, and no proxy before that.
    private func environment(at address: SlackServerAddress) -> [String: String] {
        var variables = ProcessInfo.processInfo.environment
        if makesUpTokens { variables = MadeUpTokens.replacingSecrets(in: variables) }
        variables.merge(self.variables) { $1 }
        variables["SLACK_API_URL"] = address.apiURL
        for (name, value) in defaults where variables[name, default: ""].isEmpty {
            variables[name] = value
        }
        for name in ["NO_PROXY", "no_proxy"] where variables[name] != "*" {
            let others = variables[name].map { $0.isEmpty ? "" : $0 + "," } ?? ""
            variables[name] = others + "127.0.0.1,localhost"
        }
        return variables
    }

    /// The command as it would be typed into a shell.
    var shellText: String { words.map(\.quotedForShell).joined(separator: " ") }
}

extension String {
    /// The text as one word of a shell's.
    var quotedForShell: String {
        let plain = utf8.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"):
                true
            default: "@%+=:,./-_".utf8.contains(byte)
            }
        }
        if plain, !isEmpty { return self }
        return "'" + replacingOccurrences(of: "'", with: #"'\''"#) + "'"
    }
}
