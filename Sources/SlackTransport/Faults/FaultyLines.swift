import RepriseFloor
import SlackWire

/// The sockets of the transport behind, and the URLs under which a bot comes back to them.
struct FaultyLines: Sendable {
    /// How a socket's URL was given.
    private struct Grant: Sendable {
        var method: String
        var token: SlackToken?
        var answer: WebAPIAnswer

        /// Whether the same bot asked for it in the same way.
        func isLike(_ other: Grant?) -> Bool { other?.method == method && other?.token == token }
    }

    private struct Entry: Sendable {
        var line: FaultyLine
        var url: String
        var grant: Grant?
    }

    private var grants: [String: Grant] = [:]
    private var entries: [Entry] = []
    private var opened = 0
    /// The lines by the URLs that were made up for them.
    private var fresh: [String: FaultyLine] = [:]
    private var reconnections = 0
    /// Answers that were lost on their way, and with them the links that they give.
    private var lost: [Grant] = []

    /// An answer gave a URL.
    mutating func granted(
        _ url: String,
        by method: String,
        _ token: SlackToken?,
        _ answer: WebAPIAnswer
    ) {
        grants[url] = Grant(method: method, token: token, answer: answer)
        // What stands behind may give URLs that were made up in the same way, when it was recorded.
        fresh[Self.place(of: url)] = nil
    }

    /// An answer that gives a URL does not reach the bot.
    mutating func lose(_ answer: WebAPIAnswer, by method: String, _ token: SlackToken?) {
        lost.append(Grant(method: method, token: token, answer: answer))
    }

    /// What was lost when the same bot asked before: nobody has opened that, so it is as good as another.
    mutating func takeLost(by method: String, _ token: SlackToken?) -> WebAPIAnswer? {
        let place = lost.firstIndex { $0.method == method && $0.token == token }
        return place.map { lost.remove(at: $0).answer }
    }

    /// A socket was opened behind.
    mutating func add(
        _ socket: any TransportSocket,
        url: String,
        schedule: Locked<FaultSchedule>,
        clock: SessionClock
    ) -> FaultyLine {
        opened += 1
        let line = FaultyLine(socket, number: opened, schedule: schedule, clock: clock)
        entries.removeAll { $0.line.isOver }
        entries.append(Entry(line: line, url: url, grant: Self.grant(of: url, in: grants)))
        return line
    }

    /// The answer that leads the bot back to a socket whose connection a fault ended, or is about to end.
    mutating func reconnection(by method: String, _ token: SlackToken?) -> WebAPIAnswer? {
        for entry in entries where entry.line.wantsConnection {
            guard let grant = entry.grant, grant.method == method, grant.token == token,
                let old = grant.answer.socketURL(from: method)
            else {
                continue
            }
            reconnections += 1
            fresh = fresh.filter { !$0.value.isOver }
            let url = Self.marked(old, reconnections)
            fresh[Self.place(of: url)] = entry.line
            var answer = grant.answer
            answer.body = JSONEdit.setting("url", to: Self.spelled(url), in: answer.body)
            return answer
        }
        return nil
    }

    /// The same bot's lines before one that may have something left to say.
    func elders(of line: FaultyLine) -> [FaultyLine] {
        guard let grant = entries.first(where: { $0.line === line })?.grant else { return [] }
        return entries.prefix { $0.line !== line }
            .filter { grant.isLike($0.grant) && !$0.line.isOver }
            .map(\.line)
    }

    /// The line that a made-up URL leads to; a client may have made a query of its own (slack-go does).
    func line(for url: String) -> FaultyLine? { fresh[Self.place(of: url)] }

    /// The URL with a number at the end of its path, where a client that makes a query of its own leaves it.
    private static func marked(_ url: String, _ number: Int) -> String {
        let place = place(of: url)
        let joint = place.hasSuffix("/") ? "" : "/"
        return "\(place)\(joint)reprise-connection-\(number)\(url.dropFirst(place.count))"
    }

    private static func place(of url: String) -> String {
        String(url.prefix { $0 != "?" && $0 != "#" })
    }

    /// The grant of a URL to which a client may have appended, or whose query it may have replaced.
    private static func grant(of url: String, in grants: [String: Grant]) -> Grant? {
        if let grant = grants[url] { return grant }
        let longer = grants.filter { url.hasPrefix($0.key) }
        let found = longer.isEmpty ? grants.filter { place(of: $0.key) == place(of: url) } : longer
        return found.max { ($0.key.utf8.count, $0.key) < ($1.key.utf8.count, $1.key) }?.value
    }

    /// A string of JSON as Slack spells it, with its slashes escaped.
    private static func spelled(_ url: String) -> [UInt8] {
        JSONValue.string(url).compactBytes.flatMap { byte in
            byte == UInt8(ascii: "/") ? [UInt8(ascii: "\\"), byte] : [byte]
        }
    }
}
