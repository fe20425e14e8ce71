/// The part of a URL that is as good as a password.
///
/// Socket tickets (`/websocket/…`), webhooks and response URLs (`hooks.slack.com/…`), upload URLs
/// (`/upload/v1/…`), private files (`/files-pri/…`, `slack-files.com/…`), and a user's name and password.
struct SecretURL {
    /// Where the URL ends.
    let end: Int
    /// The secret parts, in order.
    let secrets: [Range<Int>]
    /// What follows the origin and its slash.
    let rest: Range<Int>
    /// Whether it is the URL of a socket.
    let isSocket: Bool

    /// The URL whose `://` stands at `colon`, if it has a scheme of interest.
    init?(in bytes: [UInt8], colon: Int) {
        let isHTTP =
            bytes.matches("http", at: colon - 4) || bytes.matches("https", at: colon - 5)
        isSocket = bytes.matches("ws", at: colon - 2) || bytes.matches("wss", at: colon - 3)
        guard isHTTP || isSocket else { return nil }
        let authority = colon + 3
        var index = authority
        while index < bytes.count, !Self.endsURL(bytes[index]) { index += 1 }
        end = index
        let pathStart = bytes[authority..<end].firstIndex(where: Self.endsAuthority) ?? end
        let pathEnd = bytes[pathStart..<end].firstIndex(where: Self.endsPath) ?? end
        var secrets: [Range<Int>] = []
        var host = authority..<pathStart
        if let at = bytes[host].lastIndex(of: UInt8(ascii: "@")) {
            secrets.append(authority..<at)
            host = at + 1..<pathStart
        }
        rest = min(pathStart + 1, end)..<end
        if let secret = Self.secretPath(bytes, host, pathStart..<pathEnd) { secrets.append(secret) }
        self.secrets = secrets
    }

    private static func secretPath(
        _ bytes: [UInt8],
        _ host: Range<Int>,
        _ path: Range<Int>
    ) -> Range<Int>? {
        for marker: StaticString in ["/websocket/", "/upload/v1/", "/files-pri/", "/files-tmb/"] {
            for index in path where bytes.matches(marker, at: index) {
                let start = index + marker.utf8CodeUnitCount
                return start < path.upperBound ? start..<path.upperBound : nil
            }
        }
        if bytes.matches("slack-files.com", at: host.lowerBound) {
            return path.count > 1 ? path.lowerBound + 1..<path.upperBound : nil
        }
        guard bytes.matches("hooks.slack", at: host.lowerBound), path.count > 1 else { return nil }
        // The first step tells webhooks, commands, actions and workflows apart.
        let second = bytes[path.lowerBound + 1..<path.upperBound].firstIndex(of: UInt8(ascii: "/"))
        guard let second, second + 1 < path.upperBound else { return nil }
        return second + 1..<path.upperBound
    }

    private static func endsURL(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, 0x7f, UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: "|"), UInt8(ascii: "\\"), UInt8(ascii: "`"),
            UInt8(ascii: "{"), UInt8(ascii: "}"):
            true
        default: false
        }
    }

    private static func endsAuthority(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "/") || endsPath(byte)
    }

    private static func endsPath(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") || byte == UInt8(ascii: "&")
    }
}
