import SecretRedaction
import SessionRecording
import SlackWire
import TransportTestKit

/// A recorded session together with what its bot does: each action, and what it waits for.
struct BotScript: Sendable {
    /// Something the bot does.
    enum Act: Sendable, Hashable {
        case call(WebAPICall)
        case open(String)
        case send(SocketMessage)
    }

    /// A step of the bot.
    struct Step: Sendable {
        /// What it does.
        var act: Act
        /// The entries of Slack's that it waits for.
        var after: Set<Int>
        /// The entry in which it was recorded; what it leads to is known by that.
        var entry: Int
        /// The entry of its answer.
        var answer: Int?
        /// The recorded number of the socket that it opens or sends on.
        var socket: Int?
    }

    var session: Session
    var steps: [Step]
    /// The entries of steps that a quicker bot does not come to: Slack does not deliver again what it acknowledged.
    var unreached: Set<Int> = []
    /// The entry in which Slack first said something over a socket.
    var hello: Int {
        let first = session.entries.firstIndex { entry in
            if case .receive = entry.kind { return true }
            return false
        }
        return (first ?? 0) + 1
    }

    /// What the bot does when nothing was changed.
    init(_ builder: ScriptBuilder, redactedBy redactor: Redactor?) {
        var session = builder.session
        if var redactor { session = redactor.redacted(session) }
        self.session = session
        steps = builder.after.sorted { $0.key < $1.key }.map { entry, after in
            let act: Act =
                switch session.entries[entry - 1].kind {
                case .call(_, let call): .call(call)
                case .open(_, let request, _): .open(request.url)
                case .send(_, let message): .send(message)
                default: preconditionFailure("entry \(entry) is no action")
                }
            return Step(
                act: act,
                after: after,
                entry: entry,
                answer: builder.answers[entry],
                socket: 1
            )
        }
    }
}

/// Writes a session and notes what each action of its bot waits for.
struct ScriptBuilder {
    private(set) var entries: [SessionEntry] = []
    private(set) var after: [Int: Set<Int>] = [:]
    private(set) var answers: [Int: Int] = [:]
    private var calls = 0
    private var time: Int64 = 0
    /// What everything waits for: the connection.
    private var base: Set<Int> = []

    var session: Session {
        Session(header: SessionHeader(epoch: 0, isRedacted: false), entries: entries)
    }

    private mutating func add(_ kind: SessionEntry.Kind) -> Int {
        time += 7_000
        entries.append(SessionEntry(at: time, kind))
        return entries.count
    }

    /// The bot connects.
    mutating func connect(_ method: String, _ url: String, token: String, hello: String) {
        let connected = call(method, [:], token: token, ["ok": true, "url": .string(url)])
        let opened = add(.open(socket: 1, SocketRequest(url: url), call: calls))
        after[opened] = connected
        base = [add(.receive(socket: 1, SocketMessage(hello)))]
    }

    /// Slack says something.
    mutating func receive(_ value: JSONValue) -> Set<Int> {
        [add(.receive(socket: 1, SocketMessage(json: value)))]
    }

    /// The bot calls a method.
    mutating func call(
        _ method: String,
        _ arguments: JSONValue,
        token: String = Tokens.first,
        after causes: Set<Int> = [],
        _ answer: JSONValue = ["ok": true]
    ) -> Set<Int> {
        let call = WebAPICall(
            .method(method),
            headers: ["authorization": "Bearer " + token],
            body: .json(JSONText(arguments))
        )
        return self.call(call, after: causes, WebAPIAnswer(json: answer))
    }

    mutating func call(
        _ call: WebAPICall,
        after causes: Set<Int>,
        _ answer: WebAPIAnswer
    ) -> Set<Int> {
        calls += 1
        let made = add(.call(id: calls, call))
        after[made] = base.union(causes)
        let answered = add(.answer(call: calls, answer))
        answers[made] = answered
        return [answered]
    }

    /// The bot says something over the socket.
    @discardableResult
    mutating func send(_ value: JSONValue, after causes: Set<Int>) -> Set<Int> {
        let sent = add(.send(socket: 1, SocketMessage(json: value)))
        after[sent] = base.union(causes)
        return [sent]
    }
}

/// Tokens of two workspaces, made of pieces.
enum Tokens {
    static let first = ["xoxb", "111111111111", "aaaabbbbccccddddeeee1111"].joined(separator: "-")
    static let second = ["xoxb", "222222222222", "ffffgggghhhhiiiijjjj2222"].joined(separator: "-")
    static let app = ["xapp", "1", "A111", "222", "aaaabbbbccccdddd"].joined(separator: "-")
}
