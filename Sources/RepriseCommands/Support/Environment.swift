import SlackBot
import SlackWire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// What the commands take from the environment.
struct Environment {
    private let read: (String) -> String?
    /// The Web API's base URL, where the command line names one.
    var upstream: String?

    /// The environment of this process.
    static var process: Environment {
        Environment { name in getenv(name).map { String(cString: $0) } }
    }

    /// An environment for tests.
    init(_ variables: [String: String]) {
        self.init { variables[$0] }
    }

    private init(_ read: @escaping (String) -> String?) {
        self.read = read
    }

    /// A variable; an empty one counts as missing.
    subscript(name: String) -> String? {
        read(name).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The tokens.
    var credentials: Credentials {
        var variables: [String: String] = [:]
        for name in ["SLACK_BOT_TOKEN", "SLACK_APP_TOKEN"] {
            variables[name] = self[name]
        }
        return Credentials(environment: variables)
    }

    /// The Web API's base URL.
    var apiURL: String { upstream ?? self["SLACK_API_URL"] ?? "https://slack.com/api/" }

    /// Whether the wire is to be shown.
    var isDebugging: Bool {
        guard let value = self["DEBUG"] else { return false }
        return !["0", "false", "no", "off"].contains(value.lowercased())
    }

    /// How the bot connects when nobody says it: Socket Mode where there is an app-level token.
    var connection: Bot.Connection {
        credentials.app == nil ? .rtm : .socketMode
    }
}
