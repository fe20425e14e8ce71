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
    /// The act it tells of.
    var act: MessageAct?
    /// The user who did what it tells of.
    var user: String?
    /// Socket URLs it gives (`reconnect_url`).
    var urls: [String] = []

    /// Reads a frame; one that is no JSON object says nothing.
    init(_ message: SocketMessage) {
        let bytes = message.bytes.span.bytes
        guard message.bytes.first == UInt8(ascii: "{"), let fields = try? Self.scanner.scan(bytes)
        else { return }
        func string(_ field: Field, _ level: Level) -> String? {
            fields.string(field.number(at: level), in: message.bytes.span.bytes)
        }
        let type = string(.type, .frame)
        if let id = string(.envelopeID, .frame) {
            let attempt = fields.int(Field.retryAttempt.number(at: .frame), in: bytes)
            kind = .envelope(id: id, event: string(.eventID, .payload), attempt: attempt ?? 0)
            read(.payload, string)
            read(.event, string)
            readFiles(.event, fields, message.bytes)
            return
        }
        let replyTo = fields.json(Field.replyTo.number(at: .frame), in: bytes)?.text
        if type == nil, replyTo != nil || fields.contains(Field.ok.number(at: .frame)) {
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
        readFiles(.frame, fields, message.bytes)
    }

    /// What announces the end of a socket: of Socket Mode the first, of RTM the others
    /// (docs.slack.dev/apis/events-api/using-socket-mode, /legacy/legacy-rtm-api).
    private static let farewells: Set<String> = ["disconnect", "goodbye", "team_migration_started"]

    private mutating func read(_ level: Level, _ string: (Field, Level) -> String?) {
        let channel =
            string(.channel, level) ?? string(.channelID, level) ?? string(.itemChannel, level)
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
        user = string(.user, level) ?? user
        if let event = string(.type, level),
            let ts = string(.itemTS, level) ?? string(.pinTS, level)
        {
            act = MessageAct(event: event, ts: ts, reaction: string(.reaction, level))
        }
    }

    private mutating func readFiles(_ level: Level, _ fields: JSONFields, _ bytes: [UInt8]) {
        for field in [Field.fileList, .messageFileList] {
            let list = fields.json(field.number(at: level), in: bytes.span.bytes)
            for file in (try? list?.value())?.array ?? [] {
                guard let id = file["id"]?.string else { continue }
                add(SlackReference(kind: .file, id: id))
            }
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
        case type, envelopeID, replyTo, ok, retryAttempt, eventID, url, user, reaction
        case channel, channelID, itemChannel
        case ts, threadTS, deletedTS, itemTS, pinTS, messageTS, messageThreadTS, previousTS
        case containerTS, notified
        case fileID, file, itemFile, fileList, messageFileList
        case view, rootView

        static let messages: [Field] = [
            .ts, .threadTS, .deletedTS, .itemTS, .pinTS, .messageTS, .messageThreadTS, .previousTS,
            .containerTS, .notified,
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
            case .user: ["user"]
            case .reaction: ["reaction"]
            case .channel: ["channel"]
            case .channelID: ["channel", "id"]
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
