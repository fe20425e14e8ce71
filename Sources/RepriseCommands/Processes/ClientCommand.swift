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
    /// The tokens that the recorded environment held, by their variables; where tokens are made up, it gets one for each.
    var recordedTokens: [String: String] = [:]
    /// The proxy that leads nowhere which it gets, so that it reaches nothing but this machine; `nil` leaves the caller's.
    var deadEnd: DeadEnd?
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

    /// The tokens that it gets made up; `nil` if it gets the caller's.
    var handedOutTokens: Set<String>? {
        guard makesUpTokens else { return nil }
        return replaced.standIns.union(defaults.values)
    }

    /// The variables of its environment that hold a token, and nothing else.
    var tokenHolders: [(variable: String, token: String)] {
        MadeUpTokens.holders(in: environment)
    }

    /// The recorded token for each that it gets in the place of one; for none that it gets in the place of several.
    var recordedTokensByHandedOut: [String: String] {
        let environment = environment
        let pairs = recordedTokens.compactMap { name, recorded in
            environment[name].map { ($0, recorded) }
        }
        return Dictionary(grouping: pairs, by: \.0).compactMapValues { pairs in
            Set(pairs.map(\.1)).count == 1 ? pairs[0].1 : nil
        }
    }

    /// The caller's environment with stand-ins for its tokens, and these.
    private var replaced: (environment: [String: String], standIns: Set<String>) {
        MadeUpTokens.replacingSecrets(
            in: ProcessInfo.processInfo.environment,
            for: recordedTokens
        )
    }

    /// The caller's environment with what it gets beside that, wherever the server is.
    private var environment: [String: String] {
        var variables =
            makesUpTokens ? replaced.environment : ProcessInfo.processInfo.environment
        variables.merge(self.variables) { $1 }
        variables.merge(Self.fixedHashes) { own, fixed in own.isEmpty ? fixed : own }
        for (name, value) in defaults where variables[name, default: ""].isEmpty {
            variables[name] = value
        }
        return variables
    }

    /// The caller's environment with the server's address, and no proxy before that.
    private func environment(at address: SlackServerAddress) -> [String: String] {
        var variables = environment
        variables["SLACK_API_URL"] = address.apiURL
        if let deadEnd {
            variables.merge(Self.sealed(deadEnd, at: address)) { $1 }
        } else {
            for name in ["NO_PROXY", "no_proxy"] where variables[name] != "*" {
                let others = variables[name].map { $0.isEmpty ? "" : $0 + "," } ?? ""
                variables[name] = others + "127.0.0.1,localhost"
            }
        }
        return variables
    }

    /// Fixed seeds for the hashes of languages that draw them anew for each process, when it was recorded as when it is replayed: else
    /// a set of texts is another text each time (docs.python.org/3/using/cmdline.html, perldoc.perl.org/perlrun).
    private static let fixedHashes = ["PYTHONHASHSEED": "0", "PERL_HASH_SEED": "0"]

    /// The variables by which clients find a proxy, for one that leads nowhere, and by which they leave it out for this
    /// machine.
    ///
    /// `HTTPS_PROXY` is blank, and clients that read the name in small letters first find the proxy there. slack_sdk takes
    /// it for any proxy otherwise, for the loopback, too, and its WebSocket client then speaks TLS to a server that speaks
    /// none (`socket_mode/builtin/internals.py`); where it is blank, urllib finds the other. Go reads this one first,
    /// finds no address in it, and reaches nothing but the loopback (`x/net/http/httpproxy`).
    ///
    /// Node heeds them where it is told to (nodejs.org/api/cli.html, `NODE_USE_ENV_PROXY`).
    private static func sealed(
        _ deadEnd: DeadEnd,
        at address: SlackServerAddress
    ) -> [String: String] {
        var variables = ["NODE_USE_ENV_PROXY": "1"]
        for name in ["http", "https", "all", "ws", "wss"].map({ "\($0)_proxy" }) {
            variables[name] = deadEnd.url(at: address)
            variables[name.uppercased()] = deadEnd.url(at: address)
        }
        variables["HTTPS_PROXY"] = " "
        let here = ["127.0.0.1", "localhost", "::1", "[::1]", ".localhost", address.host]
        for name in ["no_proxy", "NO_PROXY"] { variables[name] = here.joined(separator: ",") }
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
