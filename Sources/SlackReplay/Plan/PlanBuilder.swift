import RepriseFloor
import SessionRecording
import SlackWire

/// Takes a recording apart, entry by entry, in one pass.
struct PlanBuilder {
    var timeline = RecordedTimeline()

    var callIndex: [Int: Int] = [:]
    private var socketIndex: [Int: Int] = [:]
    /// The arguments of each call, taken apart once for all that look at them while a plan is made; none if calls are read
    /// again from the session's text.
    var arguments: [WebAPIArguments] = []
    /// Where the calls go that have no outcome yet, and their arguments.
    var openCalls: [Int: (WebAPICall.Target, WebAPIArguments)] = [:]
    var links = CausalLinks()
    private var replies = ReplyPairing()
    private var deliveries = DeliveryBook()
    /// The numbers of conversations and people, by their hashes.
    var conversationNumbers: [UInt64: Int] = [:]
    /// By their numbers, from 1: the entry of the first event in each, and when the latest came.
    var conversations: [(first: Int?, latest: Int64)] = []
    /// Where the fields of the latest frame were found: memory to be used again.
    private var scratch: JSONFields?
    /// Reads what was said before, if that is not in memory.
    private let text: ScratchReader?
    /// When Slack did something last.
    var latestGiven: Int64?
    /// When something happened to the bot's process last.
    private var processAt: Int64 = .min
    /// WebSocket pings of the bot whose pong has not come, by socket: a replay answers pings itself.
    private var openPings: [Int: Int] = [:]

    var entries: Int { timeline.entries }

    /// - Parameter text: The session's text, if messages are to be read again from there.
    init(text: ScratchBytes? = nil) {
        timeline.text = text
        self.text = timeline.makeReader()
    }

    /// Takes in the next entry.
    ///
    /// - Parameter place: Where in the text its message stands.
    /// - Throws: ``ReplayError`` when it contradicts an earlier one.
    mutating func take(
        _ entry: SessionEntry,
        at place: ScratchBytes.Place? = nil
    ) throws(ReplayError) {
        timeline.entries += 1
        let before = max(timeline.latest, processAt)
        guard entry.at >= before else {
            throw .timeRunsBackwards(entry: entries, at: entry.at, after: before)
        }
        // What happens to the process is no part of what is played.
        switch entry.kind {
        case .process(let event):
            processAt = entry.at
            return timeline.process.take(event, at: entry.at)
        case .environment(let variable, let token):
            processAt = entry.at
            return timeline.process.tokens[variable] = token
        default: break
        }
        timeline.latest = entry.at
        if entry.kind.isNews { timeline.latestNews = entry.at }
        switch entry.kind {
        case .call(let id, let call): try take(call, id: id, at: entry.at, place)
        case .answer(let id, let answer): try take(.answer(answer), of: id, at: entry.at, place)
        case .failure(let id, let failure): try take(.failure(failure), of: id, at: entry.at)
        case .head(let id, let head): try begin(head, of: id, at: entry.at)
        case .chunk(let id, let chunk):
            try flow(of: id, at: entry.at) { $0.chunks.append((entry.at, chunk)) }
        case .part(let id, let bytes): try flow(of: id, at: entry.at) { $0.part = bytes }
        case .partFile(let id, let file): try flow(of: id, at: entry.at) { $0.partFile = file }
        case .open(let number, let request, let call):
            try take(request, number: number, call: call, at: entry.at)
        case .refused(let number, let failure):
            let socket = try socket(number)
            timeline.sockets[socket].refusal = (entries, entry.at, failure)
            timeline.sockets[socket].isEnded = true
        case .receive(let number, let message):
            try take(.message(message), on: number, at: entry.at, place)
        case .send(let number, let message):
            try take(message, sentOn: number, at: entry.at, place)
        case .ping(let number, .bot, _): openPings[try socket(number), default: 0] += 1
        case .ping(let number, _, let payload): try take(.ping(payload), on: number, at: entry.at)
        case .pong(_, .bot, _): break
        case .pong(let number, _, let payload):
            let socket = try socket(number)
            guard openPings[socket, default: 0] == 0 else {
                openPings[socket, default: 0] -= 1
                return
            }
            try take(.pong(payload), on: number, at: entry.at)
        case .close(let number, let close): try take(close, of: number, at: entry.at)
        case .environment, .process, .note, .unknown: break
        }
    }

    /// Notes how long the bot has done nothing since Slack did something, now that it does.
    mutating func think(at: Int64) {
        guard let latestGiven else { return }
        timeline.thinkingTime = max(timeline.thinkingTime, at - latestGiven)
    }

    mutating func act(_ content: RecordedAction.Content, at: Int64) -> Int {
        timeline.actions.append(RecordedAction(entry: entries, at: at, content: content))
        return timeline.actions.count - 1
    }

    /// The code of a close that says that somebody goes away (RFC 6455 §7.4.1), and that stands for a bot whose process
    /// went away.
    private static let goingAway: UInt16 = 1_001

    private func socket(_ number: Int) throws(ReplayError) -> Int {
        guard let socket = socketIndex[number] else {
            throw .frameWithoutSocket(entry: entries, socket: number)
        }
        return socket
    }
}

extension SessionEntry.Kind {
    /// Whether it is more than a sign of life, an end, or words.
    fileprivate var isNews: Bool {
        switch self {
        case .call, .answer, .head, .chunk, .part, .partFile, .failure, .open, .refused, .receive,
            .send:
            true
        case .ping, .pong, .close, .environment, .process, .note, .unknown: false
        }
    }
}

// MARK: Sockets

extension PlanBuilder {
    private mutating func take(
        _ request: SocketRequest,
        number: Int,
        call: Int?,
        at: Int64
    ) throws(ReplayError) {
        let index = timeline.sockets.count
        guard socketIndex.updateValue(index, forKey: number) == nil else {
            throw .repeatedSocket(entry: entries, socket: number)
        }
        var origin = links.origin(ofURL: request.url)
        if let call {
            guard let giver = callIndex[call] else {
                throw .openWithoutCall(entry: entries, call: call)
            }
            origin = .answer(call: giver)
        }
        timeline.isLeftByBot = true
        let action = act(.open(index), at: at)
        timeline.sockets.append(
            RecordedSocket(
                number: number,
                entry: entries,
                at: at,
                action: action,
                request: request,
                origin: origin
            )
        )
    }

    private mutating func take(
        _ message: SocketMessage,
        sentOn number: Int,
        at: Int64,
        _ place: ScratchBytes.Place?
    ) throws(ReplayError) {
        let socket = try socket(number)
        let reading = SentMessage(message)
        let index = timeline.sends.count
        let action = reading.kind == .ping ? nil : act(.send(index), at: at)
        timeline.sends.append(
            RecordedSend(
                entry: entries,
                at: at,
                socket: socket,
                kind: RecordedSend.Kind(reading.kind),
                action: action
            )
        )
        timeline.sendContents.append(
            message,
            at: message.kind == .text ? place : nil,
            isStored: timeline.text != nil
        )
        if let action {
            think(at: at)
            self.place(action, in: JSONValue.object(reading.members)["channel"]?.string)
            let recorded = timeline.sockets[socket]
            // It never left.
            if recorded.isEnded || recorded.closeAction != nil {
                timeline.actions[action].isOptional = true
            }
        }
        switch reading.kind {
        case .acknowledgement(let envelope):
            let key = EnvelopeKey(envelope)
            deliveries.acknowledged(key)
            let payload = JSONValue.object(reading.members)["payload"]
            if let action, let text = payload?["text"]?.string { links.said(text, action: action) }
            timeline.acknowledged.insert(key)
        case .ping: replies.pinged(index, on: socket, id: reading.id)
        case .other("message"):
            replies.sent(index, on: socket, id: reading.id)
            if let action { links.sent(action: action) }
        case .other: if reading.id != nil { replies.sent(index, on: socket, id: reading.id) }
        }
    }

    private mutating func take(_ close: SocketClose, of number: Int, at: Int64) throws(ReplayError)
    {
        let socket = try socket(number)
        timeline.isLeftByBot = close.by == .bot
        guard close.by == .bot else { return try take(.closed(close), on: number, at: at) }
        timeline.isAbandoned = close.code == Self.goingAway
        timeline.sockets[socket].closeAction = act(.close(socket: socket), at: at)
    }

    private mutating func take(
        _ event: SocketEvent,
        on number: Int,
        at: Int64,
        _ place: ScratchBytes.Place? = nil
    ) throws(ReplayError) {
        let socket = try socket(number)
        guard !timeline.sockets[socket].isEnded else {
            throw .frameAfterEnd(entry: entries, socket: number)
        }
        let ref = FrameRef(socket: socket, frame: timeline.sockets[socket].frames.count)
        var frame = RecordedFrame(entry: entries, at: at, event: event)
        frame.actionsBefore = timeline.actions.count
        if case .closed = event {
            timeline.sockets[socket].isEnded = true
            frame.role = .ending
        }
        if case .message(let message) = event {
            latestGiven = at
            read(message, into: &frame, ref)
        }
        timeline.sockets[socket].frames.append(frame)
        var isText = false
        if case .message(let message) = event { isText = message.kind == .text }
        timeline.sockets[socket].contents.append(
            event,
            at: isText ? place : nil,
            isStored: timeline.text != nil
        )
    }

    private mutating func read(
        _ message: SocketMessage,
        into frame: inout RecordedFrame,
        _ ref: FrameRef
    ) {
        let reading = FrameReading(message, reusing: &scratch)
        switch reading.kind {
        case .acknowledgement(let replyTo):
            guard let send = replies.acknowledged(on: ref.socket, id: replyTo) else { break }
            frame.reply = send
            timeline.sends[send].reply = ref
            guard let action = timeline.sends[send].action else { return }
            let members = timeline.reading(of: send, by: text).members
            let channel = JSONValue.object(members)["channel"]?.string
            return add(links.acknowledged(action: action, channel: channel, by: ref, reading))
        case .pong(let replyTo):
            guard let ping = replies.ponged(on: ref.socket, id: replyTo) else { return }
            frame.isPong = true
            frame.reply = ping
            timeline.sends[ping].reply = ref
            return
        case .envelope(let id, let event, let attempt):
            let key = EnvelopeKey(id)
            let earlier = deliveries.delivered(key, event: event, attempt: attempt, in: ref)
            timeline.deliver(
                RecordedDelivery(envelope: key, repeatsUnacknowledged: earlier?.unacknowledged),
                with: &frame
            )
            if let earlier, earlier.frame.socket != ref.socket {
                timeline.add(.frame(earlier.frame), to: &frame)
            }
            frame.role = .movable
        case .farewell:
            frame.role = .ending
        case .event:
            frame.role = .movable
        case .other:
            break
        }
        for cause in links.received(ref, reading, actions: timeline.actions.count) {
            timeline.add(cause, to: &frame)
        }
        guard frame.role == .movable else { return }
        frame.isByAnother = links.isByAnother(reading)
        frame.channel = begin(reading.channel, isEcho: frame.isAboutBot)
        frame.person = begin(reading.user, isEcho: frame.isAboutBot)
    }

    /// Notes that there was an event in a conversation; returns the number of that.
    ///
    /// - Parameter isEcho: Whether it tells of what the bot did itself, which is nothing that it may have waited for.
    private mutating func begin(_ conversation: String?, isEcho: Bool) -> Int {
        guard let conversation else { return 0 }
        let id = ValueRuns.hash(conversation.utf8)
        let number = conversationNumbers[id] ?? conversations.count + 1
        if number > conversations.count {
            conversationNumbers[id] = number
            timeline.conversations.append(id)
            conversations.append((nil, 0))
        }
        if conversations[number - 1].first == nil, !isEcho {
            conversations[number - 1].first = entries
        }
        conversations[number - 1].latest = timeline.latest
        return number
    }
}
