import RepriseHarness
import SecretRedaction
import SessionRecording
import SlackServer
import SlackTransport
import SlackWire

/// Requests that are no part of a replay: those of strangers, and those of the bot that lead nowhere.
struct Visits: Sendable, Hashable {
    /// Those of one kind: how many, and the first few.
    struct Kind: Sendable, Hashable {
        fileprivate static let shown = 3

        private(set) var count = 0
        private(set) var examples: [String] = []

        fileprivate mutating func add(_ words: String) {
            count += 1
            guard examples.count < Self.shown, !examples.contains(words) else { return }
            examples.append(words)
        }

        /// For example `2 requests`.
        fileprivate var requests: String { count == 1 ? "1 request" : "\(count) requests" }

        /// For example `GET /favicon.ico, GET /robots.txt …`.
        fileprivate var list: String {
            examples.joined(separator: ", ") + (count > examples.count ? " …" : "")
        }
    }

    /// Of nobody whom the replay knows.
    private(set) var strangers = Kind()
    /// Of strangers, the calls of methods: a bot without a token looks like one.
    private(set) var withoutToken = Kind()
    /// With a token, to a place that is none of Slack's.
    private(set) var astray = Kind()

    /// By the bot, to hosts that no replay leads to, by its proxy.
    private(set) var outward: [String: Int] = [:]

    /// A request that the server answered by itself.
    mutating func add(_ request: RefusedRequest) {
        if let wayOut = request.wayOut?.harmless {
            // A bot that scans the world need not be listed whole.
            if outward[wayOut] != nil || outward.count < 100 { outward[wayOut, default: 0] += 1 }
            return
        }
        let words = request.line.isEmpty ? "no HTTP" : request.line.harmless
        if request.hasToken {
            astray.add("\(words), status \(request.status)")
        } else {
            strangers.add(words)
        }
    }

    /// A call that nobody could have made who was given something.
    mutating func add(_ call: WebAPICall) {
        guard let method = call.methodName else { return }
        withoutToken.add(method.harmless)
        strangers.add("\(method.harmless) without a token")
    }

    /// A socket whose link nobody was given.
    mutating func add(_ request: SocketRequest) {
        strangers.add("a WebSocket to \(Self.path(request.url).harmless)")
    }

    /// What is to be told, a line each.
    var notes: [String] {
        var notes: [String] = []
        if strangers.count > 0 {
            notes.append("not the bot's, so not counted: \(strangers.requests), \(strangers.list)")
        }
        if astray.count > 0 {
            notes.append(
                "\(astray.requests) with a token led to no place of Slack's, which no recording holds and nobody "
                    + "compares: \(astray.list)"
            )
        }
        return notes
    }

    private static func path(_ url: String) -> String {
        let target = WebAddress(url)?.target ?? "/"
        return target.isEmpty ? "/" : String(target.prefix { $0 != "?" && $0 != "#" })
    }
}

extension String {
    /// The text as it may be shown: short, on one line, without what looks like a secret.
    fileprivate var harmless: String {
        var redactor = Redactor()
        let text = redactor.redacted(self).printable
        return text.count > 60 ? text.prefix(59) + "…" : text
    }
}
