/// Which fields of an answer or a frame are URLs that the bot follows.
///
/// A recorder learns from it which answer an opened socket comes from; a server, which URLs to lead to
/// itself. The list is that of Slack's method schema and of recorded traffic; the URLs of a workspace
/// (`auth.test`) or an avatar are for people and are not in it.
public struct LinkFields: Sendable, Hashable {
    /// The methods whose answer's `url` opens a socket.
    public static let socketMethods: Set<String> = [
        "rtm.connect", "rtm.start", "apps.connections.open",
    ]

    private let root: SlackLink.Kind?

    /// The fields of an answer to a method; `nil` for another URL.
    public static func inAnswer(to method: String?) -> LinkFields {
        LinkFields(root: method.map(socketMethods.contains) == true ? .socket : nil)
    }

    /// The fields of a frame that Slack sends, over RTM or Socket Mode.
    public static func inFrame(_ frame: SocketFrame) -> LinkFields {
        guard case .event(let event) = frame, event.type == "reconnect_url" else {
            return LinkFields(root: nil)
        }
        return LinkFields(root: .socket)
    }

    /// What is known of a value by the way to it.
    private struct Way {
        /// What the URL there is for; `nil` if none is expected there.
        var kind: SlackLink.Kind?
        var isRoot = false
        var isWebhook = false
    }

    private func entering(_ way: Way, _ step: JSONStep) -> Way {
        guard case .member(let name) = step else { return Way() }
        return Way(kind: kind(of: name, in: way), isWebhook: name == "incoming_webhook")
    }

    private func kind(of name: String, in object: Way) -> SlackLink.Kind? {
        switch name {
        case "url" where object.isRoot: root
        case "url": object.isWebhook ? .webhook : nil
        case "upload_url": .upload
        case "response_url": .response
        default: Self.isFile(name) ? .file : nil
        }
    }

    /// Whether a field of that name of a file holds a link that takes the bot's token: to the file, its previews, or what
    /// was made of it (docs.slack.dev/reference/objects/file-object, and the types that Slack generates for its SDKs).
    ///
    /// Its `permalink` and `permalink_public` are pages for people, and its `external_url` is another service's.
    private static func isFile(_ name: String) -> Bool {
        name.hasPrefix("url_private") || name.hasPrefix("thumb_") || otherFiles.contains(name)
    }

    private static let otherFiles: Set<String> = [
        "aac", "converted_pdf", "deanimate", "deanimate_gif", "hls", "mp4", "mp4_low", "pjpeg",
        "vtt",
    ]

    /// The URLs of a document in its order; none if it is not JSON.
    ///
    /// - Complexity: O(*n*) in the number of bytes.
    public func links(in json: JSONText) -> [SlackLink] {
        let strings = try? json.strings(
            from: Way(isRoot: true),
            entering: entering,
            where: { $0.kind != nil }
        )
        return (strings ?? []).compactMap { way, place in
            guard let kind = way.kind, place.text.contains("://") else { return nil }
            return SlackLink(kind: kind, place: place)
        }
    }

    /// The document with some of its URLs replaced; every other byte stays as it is.
    ///
    /// - Parameter newURL: What to put in the place of a link; `nil` leaves it.
    public func replacingLinks(
        in json: JSONText,
        with newURL: (SlackLink) -> String?
    ) -> JSONText {
        let replacements = links(in: json).compactMap { link in
            newURL(link).map { (place: link.place, text: $0) }
        }
        return replacements.isEmpty ? json : json.replacing(replacements)
    }
}

extension WebAPIAnswer {
    /// The URL of the socket that the answer to `method` lets the bot open.
    public func socketURL(from method: String?) -> String? {
        guard let method, LinkFields.socketMethods.contains(method) else { return nil }
        let bytes = body.span.bytes
        return try? Self.urlScanner.scan(bytes).string(0, in: bytes)
    }

    private static let urlScanner = JSONFieldScanner([["url"]])
}
