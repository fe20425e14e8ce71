import SlackWire

/// Methods about files; uploading takes three steps (docs.slack.dev/messaging/working-with-files).
enum FileMethods {
    static let all: [Method] = [
        Method("files.getUploadURLExternal", scopes: ["files:write"], getUploadURL),
        Method("files.completeUploadExternal", scopes: ["files:write"], complete),
        Method("files.info", scopes: ["files:read"], info),
        Method("files.list", scopes: ["files:read"], list),
        Method("files.delete", scopes: ["files:write"], delete),
        Method("files.upload", scopes: ["files:write"], upload),
    ]

    @Sendable private static func getUploadURL(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let name = try request.require("filename")
        guard let length = request.arguments.int("length") else { throw .missing("length") }
        guard length > 0 else {
            throw .invalidArguments("length must be greater than 0 [json-pointer:/length]")
        }
        let (url, id) = world.announceFile(named: name, length: length, by: request.user)
        return [JSONMember("upload_url", .string(url)), JSONMember("file_id", .string(id))]
    }

    @Sendable private static func complete(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        guard let list = try request.structured("files", orElse: "invalid_arguments")?.array,
            !list.isEmpty
        else { throw .missing("files") }
        var ids: [String] = []
        for entry in list {
            guard let id = entry["id"]?.string else { throw .missing("id") }
            // Who completes has to be who announced, and the content has to be there.
            guard let file = world.files[id], file.user == request.user, file.bytes != nil,
                !file.isComplete
            else { throw .fileNotFound }
            ids.append(id)
        }
        let channels = try channels(of: request, in: &world)
        let thread = request.arguments.nonEmpty("thread_ts")
        let content = try content(of: request, in: world)
        for (entry, id) in zip(list, ids) {
            _ = world.files.update(id) { file in
                file.isComplete = true
                if let title = entry["title"]?.string { file.object["title"] = .string(title) }
            }
        }
        for channel in channels {
            let thread = try world.thread(named: thread, in: channel)
            world.share(ids, in: channel, content: content, thread: thread)
        }
        let objects = ids.compactMap { world.files[$0] }.map { world.fileObject($0) }
        return [JSONMember("files", .array(objects))]
    }

    private static func channels(
        of request: MethodRequest,
        in world: inout World
    ) throws(MethodError) -> [String] {
        let names =
            request.arguments.nonEmpty("channel_id").map { [$0] }
            ?? request.arguments.list("channels") ?? []
        var channels: [String] = []
        for name in names {
            channels.append(try world.channelToPost(name, by: request.user))
        }
        return channels
    }

    private static func content(
        of request: MethodRequest,
        in world: World
    ) throws(MethodError) -> [JSONMember] {
        let comment = request.arguments.text("initial_comment") ?? ""
        var content = world.authored(by: request.user, text: comment)
        if let blocks = try request.structured("blocks", orElse: "invalid_blocks_format")?.array {
            content["blocks"] = world.numbered(blocks)
        }
        return content
    }

    private static func file(
        of request: MethodRequest,
        in world: World
    ) throws(MethodError) -> StoredFile {
        guard let file = world.files[try request.require("file")], file.isComplete else {
            throw .fileNotFound
        }
        return file
    }

    @Sendable private static func info(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let file = try file(of: request, in: world)
        return [
            JSONMember("file", world.fileObject(file)), JSONMember("comments", []),
            JSONMember("response_metadata", ["next_cursor": ""]),
        ]
    }

    @Sendable private static func list(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let arguments = request.arguments
        let found = world.files.values.filter { file in
            guard file.isComplete else { return false }
            if let user = arguments.nonEmpty("user"), file.user != user { return false }
            guard let channel = arguments.nonEmpty("channel") else { return true }
            let named = ["channels", "groups", "ims"].flatMap { file.object[$0]?.array ?? [] }
            return file.shares.contains { $0.channel == channel }
                || named.contains(.string(channel))
        }
        let count = min(max(arguments.int("count") ?? 100, 1), 1_000)
        let pages = max(1, (found.count + count - 1) / count)
        let page = max(arguments.int("page") ?? 1, 1)
        let shown = page > pages ? [] : found.dropFirst((page - 1) * count).prefix(count)
        let paging: JSONValue = [
            "count": .integer(count), "total": .integer(found.count), "page": .integer(page),
            "pages": .integer(pages),
        ]
        return [
            JSONMember("files", .array(shown.map { world.fileObject($0) })),
            JSONMember("paging", paging),
        ]
    }

    @Sendable private static func delete(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        let file = try file(of: request, in: world)
        guard file.user == request.user else { throw MethodError("cant_delete_file") }
        world.files[file.id] = nil
        world.announce(
            Event([
                JSONMember("type", "file_deleted"), JSONMember("file_id", .string(file.id)),
                JSONMember("event_ts", .string(world.mintEventTimestamp())),
            ])
        )
        return []
    }

    /// Gone since November 2025 (docs.slack.dev/changelog).
    @Sendable private static func upload(
        _ world: inout World,
        _ request: MethodRequest
    ) throws(MethodError) -> [JSONMember] {
        throw MethodError("method_deprecated")
    }
}
