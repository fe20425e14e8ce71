import SlackWire

/// What a received frame says about what came before it.
struct FrameReading: Sendable, Hashable {
    /// What kind of frame it is.
    enum Kind: Sendable, Hashable {
        /// The answer to a message of the bot over RTM; `replyTo` as Slack spelled it.
        case acknowledgement(replyTo: String?)
        /// The answer to a JSON ping.
        case pong(replyTo: String?)
        /// A delivery of Socket Mode; `event` is the id that redeliveries share.
        case envelope(id: String, event: String?, attempt: Int)
        /// The announcement that Slack will close the socket.
        case farewell
        /// An event of RTM, of any type.
        case event
        /// The greeting, or what cannot be read.
        case other
    }

    var kind = Kind.other
    /// The things it is about.
    var references: [SlackReference] = []
    /// The acts that it may tell of.
    var acts: [BotAct] = []
    /// Whether who did it is its user.
    var isByItsUser = false
    /// The user who did what it tells of.
    var user: String?
    /// The conversation that it stands in.
    var channel: String?
    /// The text of the message that it is or tells of; over RTM only where it may tell of an act.
    var text: String?
    /// The name of the event that it is.
    private var event = ""
    /// Socket URLs it gives (`reconnect_url`).
    var urls: [String] = []

    /// Reads a frame; one that is no JSON object says nothing.
    ///
    /// - Parameter scratch: Where the fields of another frame were found: memory to be used again.
    init(_ message: SocketMessage, reusing scratch: inout JSONFields?) {
        let bytes = message.bytes.span.bytes
        guard message.bytes.first == UInt8(ascii: "{"),
            let fields = Self.fields(bytes, reusing: &scratch)
        else { return }
        defer { scratch = fields }
        func string(_ field: Field, _ level: Level) -> String? {
            fields.string(field.number(at: level), in: message.bytes.span.bytes)
        }
        let type = string(.type, .frame)
        if let id = string(.envelopeID, .frame) {
            let attempt = fields.int(Field.retryAttempt.number(at: .frame), in: bytes)
            kind = .envelope(id: id, event: string(.eventID, .payload), attempt: attempt ?? 0)
            read(.payload, string)
            read(.event, string)
            readLists(.event, fields, message.bytes)
            return
        }
        let replyTo = fields.json(Field.replyTo.number(at: .frame), in: bytes)?.text
        if type == nil || (type == "error" && replyTo != nil),
            replyTo != nil || fields.contains(Field.ok.number(at: .frame))
        {
            kind = .acknowledgement(replyTo: replyTo)
        } else if type == "pong" {
            kind = .pong(replyTo: replyTo)
        } else if let type, Self.farewells.contains(type) {
            kind = .farewell
        } else if type != "hello" {
            kind = .event
        }
        if type == "reconnect_url", let url = string(.url, .frame) { urls = [url] }
        read(.frame, string)
        readLists(.frame, fields, message.bytes)
    }

    private static func fields(_ bytes: RawSpan, reusing scratch: inout JSONFields?) -> JSONFields?
    {
        guard var fields = scratch.take() else { return try? scanner.scan(bytes) }
        do throws(JSONError) {
            try scanner.scan(bytes, into: &fields)
            return fields
        } catch {
            return nil
        }
    }

    /// Whether a thing of that kind is what it is about, so that its origin may come later.
    func isAbout(_ kind: SlackReference.Kind) -> Bool {
        kind != .conversation || Self.conversationEvents.contains(event)
    }

    /// Events that tell of a conversation as a whole.
    private static let conversationEvents: Set<String> = [
        "channel_created", "channel_joined", "group_joined", "group_open", "im_created", "im_open",
        "mpim_joined", "mpim_open", "member_joined_channel",
    ]

    /// What announces the end of a socket: of Socket Mode the first, of RTM the others
    /// (docs.slack.dev/apis/events-api/using-socket-mode, /legacy/legacy-rtm-api).
    private static let farewells: Set<String> = ["disconnect", "goodbye", "team_migration_started"]

    private mutating func read(_ level: Level, _ string: (Field, Level) -> String?) {
        let channel =
            string(.channel, level) ?? string(.channelID, level) ?? string(.place, level)
            ?? string(.itemChannel, level)
        self.channel = channel ?? self.channel
        for field in Field.messages {
            guard let ts = string(field, level) else { continue }
            add(SlackReference(kind: .message, id: ts, channel: channel))
        }
        for field in Field.files {
            guard let id = string(field, level) else { continue }
            add(SlackReference(kind: .file, id: id))
        }
        for field in Field.views {
            guard let id = string(field, level) else { continue }
            add(SlackReference(kind: .view, id: id))
        }
        if let hash = string(.viewHash, level) { add(SlackReference(kind: .viewState, id: hash)) }
        if let channel { add(SlackReference(kind: .conversation, id: channel)) }
        user = string(.user, level) ?? string(.userID, level) ?? string(.person, level) ?? user
        event = string(.subtype, level) ?? string(.type, level) ?? event
        // Only acts are told apart by it, and most messages tell of none.
        if level != .frame || string(.botID, level) != nil
            || CallEffects.tellingEvents.contains(event)
        {
            text = string(.text, level) ?? string(.messageText, level) ?? text
        }
        readActs(level, channel, string)
    }

    private mutating func readActs(
        _ level: Level,
        _ channel: String?,
        _ string: (Field, Level) -> String?
    ) {
        if string(.botID, level) != nil, let text {
            acts.append(BotAct(event: BotAct.said, id: text))
        }
        guard CallEffects.tellingEvents.contains(event) else { return }
        let item = string(.itemTS, level) ?? string(.pinTS, level)
        let id: String?
        switch event {
        case "message_changed": id = string(.messageTS, level)
        case "message_deleted": id = string(.deletedTS, level)
        case "file_deleted", "file_public": id = string(.fileID, level) ?? string(.file, level)
        default: id = item ?? channel
        }
        guard let id else { return }
        isByItsUser = item != nil
        acts.append(BotAct(event: event, id: id, detail: string(.reaction, level)))
    }

    private mutating func readLists(_ level: Level, _ fields: JSONFields, _ bytes: [UInt8]) {
        for field in [Field.fileList, .messageFileList] {
            let list = fields.json(field.number(at: level), in: bytes.span.bytes)
            for file in (try? list?.value())?.array ?? [] {
                guard let id = file["id"]?.string else { continue }
                add(SlackReference(kind: .file, id: id))
            }
        }
        let replies = fields.json(Field.replyList.number(at: level), in: bytes.span.bytes)
        for reply in (try? replies?.value())?.array ?? [] {
            guard let ts = reply["ts"]?.string else { continue }
            add(SlackReference(kind: .message, id: ts, channel: channel))
        }
    }

    private mutating func add(_ reference: SlackReference) {
        if references.count < Self.referenceLimit, !references.contains(reference) {
            references.append(reference)
        }
    }

    /// How many things a frame may be about: Slack lists at most ten files with a message.
    private static let referenceLimit = 64
}

extension FrameReading {
    /// Where a field stands: RTM has events bare, Socket Mode two levels down.
    private enum Level: Int, CaseIterable {
        case frame, payload, event

        var prefix: [String] {
            switch self {
            case .frame: []
            case .payload: ["payload"]
            case .event: ["payload", "event"]
            }
        }
    }

    /// What one scan looks for, at every level.
    private enum Field: Int, CaseIterable {
        case type, subtype, envelopeID, replyTo, ok, retryAttempt, eventID, url, reaction
        case user, userID, person, botID, text, messageText
        case channel, channelID, place, itemChannel
        case ts, threadTS, deletedTS, itemTS, pinTS, messageTS, messageThreadTS, previousTS
        case containerTS, notified, latestReply, replyList
        case fileID, file, itemFile, fileList, messageFileList
        case view, rootView, viewHash

        static let messages: [Field] = [
            .ts, .threadTS, .deletedTS, .itemTS, .pinTS, .messageTS, .messageThreadTS, .previousTS,
            .containerTS, .notified, .latestReply,
        ]
        static let files: [Field] = [.fileID, .file, .itemFile]
        static let views: [Field] = [.view, .rootView]

        func number(at level: Level) -> Int { level.rawValue * Self.allCases.count + rawValue }

        var path: [String] {
            switch self {
            case .type: ["type"]
            case .envelopeID: ["envelope_id"]
            case .replyTo: ["reply_to"]
            case .ok: ["ok"]
            case .retryAttempt: ["retry_attempt"]
            case .eventID: ["event_id"]
            case .url: ["url"]
            case .subtype: ["subtype"]
            case .user: ["user"]
            case .userID: ["user", "id"]
            case .person: ["user_id"]
            case .botID: ["bot_id"]
            case .text: ["text"]
            case .messageText: ["message", "text"]
            case .latestReply: ["message", "latest_reply"]
            case .replyList: ["message", "replies"]
            case .viewHash: ["view", "hash"]
            case .reaction: ["reaction"]
            case .channel: ["channel"]
            case .channelID: ["channel", "id"]
            case .place: ["channel_id"]
            case .itemChannel: ["item", "channel"]
            case .ts: ["ts"]
            case .threadTS: ["thread_ts"]
            case .deletedTS: ["deleted_ts"]
            case .itemTS: ["item", "ts"]
            case .pinTS: ["item", "message", "ts"]
            case .messageTS: ["message", "ts"]
            case .messageThreadTS: ["message", "thread_ts"]
            case .previousTS: ["previous_message", "ts"]
            case .containerTS: ["container", "message_ts"]
            case .notified: ["msg"]
            case .fileID: ["file_id"]
            case .file: ["file", "id"]
            case .itemFile: ["item", "file"]
            case .fileList: ["files"]
            case .messageFileList: ["message", "files"]
            case .view: ["view", "id"]
            case .rootView: ["view", "root_view_id"]
            }
        }
    }

    private static let scanner = JSONFieldScanner(
        Level.allCases.flatMap { level in Field.allCases.map { level.prefix + $0.path } }
    )
}
