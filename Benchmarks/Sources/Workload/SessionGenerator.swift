public import SessionRecording
import SlackWire

/// Makes a session of any length, the same for the same seed: people talk, edit, react and type, and a bot
/// answers those who ask it, by the Web API or over the socket.
///
/// It is what ``answeringBot`` would have recorded, so a replay to that bot is faithful.
public struct SessionGenerator: Sequence, IteratorProtocol {
    private var random: SplitMix
    private let frames: Frames
    private let people: [String]
    private let channels: [String]
    private let count: Int
    private let mix: Mix
    private var made = 0
    private var isClosed = false
    private var pending: [SessionEntry] = []
    private var delivered = 0
    private var lastStamp: Int64 = 0
    private var microseconds: Int64 = 0
    private var calls = 1
    private var sends = 0
    private var recent: [Message] = []

    /// What happens in a session.
    public enum Mix: Sendable {
        /// Everything that happens in a busy workspace.
        case everything
        /// People ask the bot, and it answers over the socket, and nothing else.
        case questions
    }

    /// The first line of the session.
    public static let header = SessionHeader(
        epoch: 1_700_000_000_000_000,
        title: "A generated session",
        isRedacted: false
    )

    /// Prepares a session of `count` entries, and up to three more to end its last exchange.
    public init(entries count: Int, seed: UInt64 = 1, mix: Mix = .everything) {
        var random = SplitMix(seed: seed)
        people = (0..<60).map { _ in random.identifier("U") }
        channels = (0..<30).map { _ in random.identifier("C") }
        frames = Frames(team: "T0BENCH001", bot: "U0BENCHBOT", botID: "B0BENCH001")
        self.random = random
        self.count = count
        self.mix = mix
        open()
    }

    /// The next entry.
    public mutating func next() -> SessionEntry? {
        if delivered == pending.count {
            guard made + 1 < count else { return close() }
            pending.removeAll(keepingCapacity: true)
            delivered = 0
            moment()
        }
        defer { delivered += 1 }
        made += 1
        return pending[delivered]
    }

    private mutating func close() -> SessionEntry? {
        guard !isClosed else { return nil }
        isClosed = true
        return entry(.close(socket: 1, SocketClose(code: 1000, by: .bot)))
    }

    // MARK: What happens

    private mutating func moment() {
        pass(1_000 + random.below(400_000))
        if case .questions = mix { return askOverSocket() }
        switch random.below(100) {
        case 0..<14: receive(typing())
        case 14..<22: receive(presence())
        case 22..<32 where !recent.isEmpty: receive(reaction())
        case 32..<37 where !recent.isEmpty: receive(edit())
        case 37..<41: askOverWebAPI()
        case 41..<45: askOverSocket()
        default: say(Chatter.text(&random, people: people))
        }
    }

    private mutating func open() {
        let url = "wss:\\/\\/wss-primary.slack.com\\/websocket\\/bench"
        let call = WebAPICall(.method("rtm.connect"), headers: Self.callHeaders, body: .form([]))
        append(.call(id: 1, call))
        pass(80_000)
        append(.answer(call: 1, answer(frames.connected(url: url))))
        let request = SocketRequest(url: "wss://wss-primary.slack.com/websocket/bench")
        append(.open(socket: 1, request, call: 1))
        pass(120_000)
        receive(#"{"type":"hello","host_id":"gs-bench"}"#)
    }

    @discardableResult
    private mutating func say(_ text: String) -> Message {
        let message = Message(channel: channel(), user: person(), text: text, ts: timestamp())
        if recent.count < 40 {
            recent.append(message)
        } else {
            recent[random.below(40)] = message
        }
        receive(frames.message(message, id: random.uuid(), block: block()))
        return message
    }

    private mutating func typing() -> String {
        #"{"type":"user_typing","channel":"\#(channel())","id":1,"user":"\#(person())"}"#
    }

    private mutating func presence() -> String {
        let state = random.below(2) == 0 ? "away" : "active"
        return #"{"type":"presence_change","presence":"\#(state)","user":"\#(person())"}"#
    }

    private mutating func reaction() -> String {
        let names = ["thumbsup", "eyes", "tada", "heart", "white_check_mark", "joy"]
        let item = recent[random.below(recent.count)]
        let name = names[random.below(names.count)]
        return frames.reaction(name, by: person(), to: item, at: timestamp())
    }

    private mutating func edit() -> String {
        let text = Chatter.text(&random, people: people)
        let old = recent[random.below(recent.count)]
        return frames.edit(of: old, to: text, at: timestamp(), block: block())
    }

    // MARK: What the bot does

    private mutating func askOverWebAPI() {
        let asked = say("<@\(frames.bot)> \(Chatter.text(&random, people: people))")
        calls += 1
        pass(2_000 + random.below(3_000))
        let text = AnsweringBot.answer(to: asked.user)
        let form = [FormField("channel", asked.channel), FormField("text", text)]
        let call = WebAPICall(
            .method("chat.postMessage"),
            headers: Self.callHeaders,
            body: .form(form)
        )
        append(.call(id: calls, call))
        pass(60_000 + random.below(90_000))
        let posted = Message(
            channel: asked.channel,
            user: frames.bot,
            text: text,
            ts: timestamp()
        )
        let block = block()
        append(.answer(call: calls, answer(frames.posted(posted, block: block))))
        pass(random.below(20_000))
        receive(frames.echo(posted, block: block))
    }

    private mutating func askOverSocket() {
        let asked = say("! \(Chatter.text(&random, people: people))")
        sends += 1
        pass(2_000 + random.below(3_000))
        let text = AnsweringBot.answer(to: asked.user)
        let message = RTMMessage(id: sends, channel: asked.channel, text: text)
        append(.send(socket: 1, message.message))
        pass(40_000 + random.below(60_000))
        receive(#"{"ok":true,"reply_to":\#(sends),"ts":"\#(timestamp())","text":"\#(text)"}"#)
    }

    // MARK: Entries

    private mutating func receive(_ json: String) {
        append(.receive(socket: 1, SocketMessage(json)))
    }

    private mutating func append(_ kind: SessionEntry.Kind) {
        pending.append(entry(kind))
    }

    private func entry(_ kind: SessionEntry.Kind) -> SessionEntry {
        SessionEntry(at: microseconds, kind)
    }

    private mutating func pass(_ duration: Int) {
        microseconds += Int64(duration)
    }

    private mutating func answer(_ json: String) -> WebAPIAnswer {
        WebAPIAnswer(
            headers: [
                "content-type": "application/json; charset=utf-8",
                "x-slack-req-id": random.characters(32, of: SplitMix.hexadecimal),
                "x-oauth-scopes": "chat:write,channels:history,channels:read,reactions:read",
                "x-accepted-oauth-scopes": "chat:write",
            ],
            body: Array(json.utf8)
        )
    }

    private static let callHeaders: HTTPHeaders = [
        "authorization": "Bearer xoxb" + "-REDACTED-1"
    ]

    private mutating func person() -> String { people[random.below(people.count)] }
    private mutating func channel() -> String { channels[random.below(channels.count)] }
    private mutating func block() -> String { random.characters(5, of: SplitMix.mixed) }

    /// A time that no other message has.
    private mutating func timestamp() -> String {
        lastStamp = Swift.max(lastStamp + 1, SessionGenerator.header.epoch + microseconds)
        let fraction = String(lastStamp % 1_000_000)
        let padding = String(repeating: "0", count: 6 - fraction.count)
        return "\(lastStamp / 1_000_000).\(padding)\(fraction)"
    }
}
