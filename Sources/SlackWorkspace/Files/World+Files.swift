import SlackWire

extension World {
    /// Announces a file and gives out the address to which it is to be uploaded.
    mutating func announceFile(
        named name: String,
        length: Int,
        by user: String
    ) -> (url: String, id: String) {
        let id = identifiers.next("F")
        files[id] = StoredFile(
            id: id,
            object: newFileObject(id, named: name, length: length, by: user),
            isComplete: false
        )
        let secret = uploadSecret(file: id, user: user)
        uploads[secret] = id
        return ("https://files.slack.com/upload/v1/\(secret)", id)
    }

    /// What stands in an upload URL: a Thrift structure in base64, with the ids in clear, as recorded.
    private mutating func uploadSecret(file: String, user: String) -> String {
        var bytes: [UInt8] = []
        for (field, text) in [(1, team.id), (2, user), (3, file)] {
            bytes += [0x0b, 0, UInt8(field), 0, 0, 0, UInt8(truncatingIfNeeded: text.utf8.count)]
            bytes += text.utf8
        }
        bytes += [0x0b, 0, 4, 0, 0, 0, 24] + identifiers.secret(count: 24) + [0]
        return Base64.encode(bytes, with: .urlSafe)
    }

    private mutating func newFileObject(
        _ id: String,
        named name: String,
        length: Int,
        by user: String
    ) -> [JSONMember] {
        let kind = FileKind.of(name)
        return [
            JSONMember("id", .string(id)),
            JSONMember("created", .integer(wallSeconds)),
            JSONMember("timestamp", .integer(wallSeconds)),
            JSONMember("name", .string(name)),
            JSONMember("title", .string(name)),
            JSONMember("mimetype", .string(kind.mimetype)),
            JSONMember("filetype", .string(kind.filetype)),
            JSONMember("pretty_type", .string(kind.prettyType)),
            JSONMember("user", .string(user)),
            JSONMember("user_team", .string(team.id)),
            JSONMember("editable", .bool(kind.isText)),
            JSONMember("size", .integer(length)),
            JSONMember("mode", kind.isText ? "snippet" : "hosted"),
            JSONMember("is_external", false),
            JSONMember("external_type", ""),
            JSONMember("is_public", false),
            JSONMember("public_url_shared", false),
            JSONMember("display_as_bot", false),
            JSONMember("username", ""),
        ] + fileAddresses(id, slug: Self.slug(name), by: user) + Self.unsharedMembers
    }

    private mutating func fileAddresses(
        _ id: String,
        slug: String,
        by user: String
    ) -> [JSONMember] {
        let place = "https://files.slack.com/files-pri/\(team.id)-\(id)"
        let secret = identifiers.hexadecimal(width: 10)
        let publicLink = "https://slack-files.com/\(team.id)-\(id)-\(secret)"
        let permalink = "https://\(team.domain).slack.com/files/\(user)/\(id)/\(slug)"
        return [
            JSONMember("url_private", .string("\(place)/\(slug)")),
            JSONMember("url_private_download", .string("\(place)/download/\(slug)")),
            JSONMember("media_display_type", "unknown"),
            JSONMember("permalink", .string(permalink)),
            JSONMember("permalink_public", .string(publicLink)),
        ]
    }

    /// What is said of a file that nobody shared.
    private static let unsharedMembers: [JSONMember] = [
        JSONMember("comments_count", 0), JSONMember("is_starred", false),
        JSONMember("shares", .object([])), JSONMember("channels", []), JSONMember("groups", []),
        JSONMember("ims", []), JSONMember("has_more_shares", false),
        JSONMember("has_rich_preview", false), JSONMember("file_access", "visible"),
    ]

    /// A name as it stands in addresses: lower case, anything unusual replaced.
    private static func slug(_ name: String) -> String {
        let bytes = name.lowercased().utf8.map { byte -> UInt8 in
            let isPlain =
                (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte)
                || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            return isPlain ? byte : UInt8(ascii: "_")
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The file's object with where it was shared.
    func fileObject(_ file: StoredFile) -> JSONValue {
        guard !file.shares.isEmpty else { return .object(file.object) }
        var lists: [String: [String]] = ["channels": [], "groups": [], "ims": []]
        var shares: [(place: String, channel: String, value: JSONValue)] = []
        for share in file.shares {
            guard let channel = conversations[share.channel]?.channel else { continue }
            lists[channel.kind.fileList, default: []].append(channel.id)
            let value: JSONValue = [
                "reply_users": [], "reply_users_count": 0, "reply_count": 0,
                "ts": .string(share.ts), "channel_name": .string(channel.name),
                "team_id": .string(team.id), "share_user_id": .optional(file.user),
            ]
            let place = channel.kind == .publicChannel ? "public" : "private"
            shares.append((place, channel.id, value))
        }
        var object = file.object
        for name in ["channels", "groups", "ims"] { object[name] = .strings(lists[name] ?? []) }
        object["is_public"] = .bool(shares.contains { $0.place == "public" })
        let places = ["public", "private"].compactMap { place -> JSONMember? in
            let here = shares.filter { $0.place == place }
            guard !here.isEmpty else { return nil }
            return JSONMember(place, .object(here.map { JSONMember($0.channel, [$0.value]) }))
        }
        object["shares"] = .object(places)
        return .object(object)
    }

    /// Shares uploaded files in a channel: one message for all of them.
    mutating func share(
        _ ids: [String],
        in channel: String,
        content: [JSONMember],
        thread: String?
    ) {
        var content = content
        content["subtype"] = "file_share"
        content["upload"] = true
        content["display_as_bot"] = false
        let ts = mintTimestamp(in: channel)
        for id in ids { _ = files.update(id) { $0.shares.append((channel, ts)) } }
        content["files"] = .array(ids.compactMap { files[$0] }.map { fileObject($0) })
        _ = post(content, in: channel, as: ts, thread: thread)
        for id in ids {
            guard let file = files[id] else { continue }
            announce(
                Event([
                    JSONMember("type", "file_shared"), JSONMember("channel_id", .string(channel)),
                    JSONMember("file_id", .string(id)),
                    JSONMember("user_id", .optional(file.user)),
                    JSONMember("file", ["id": .string(id)]),
                    JSONMember("event_ts", .string(mintEventTimestamp())),
                ])
            )
        }
    }
}

extension SlackWorkspace.Channel.Kind {
    /// Which of a file's lists names such a channel.
    fileprivate var fileList: String {
        switch self {
        case .publicChannel: "channels"
        case .privateChannel, .groupMessage: "groups"
        case .directMessage: "ims"
        }
    }
}
