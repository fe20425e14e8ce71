/// The parts of URLs that are as good as a password.
extension TextScan {
    /// A URL, whose `://` stands here.
    mutating func url() {
        let isHTTP =
            bytes.matches("http", at: index - 4) || bytes.matches("https", at: index - 5)
        let isSocket = bytes.matches("ws", at: index - 2) || bytes.matches("wss", at: index - 3)
        guard isHTTP || isSocket else { return }
        let authority = index + 3
        let end = endOfURL(from: authority)
        var hostEnd = authority
        let limit = min(end, authority + Self.reach * 4)
        while hostEnd < limit, !Self.endsAuthority(bytes[hostEnd]) { hostEnd += 1 }
        if let at = bytes[authority..<hostEnd].lastIndex(of: UInt8(ascii: "@")) {
            add(authority..<at, .userInfo)
        }
        let rest = min(hostEnd + 1, end)..<end
        if isSocket {
            guard socket == nil else { return }
            (socket, foundBefore) = (rest, found.count)
        }
    }

    /// All of a socket's URL behind the host is a ticket, unless one was found in it.
    mutating func endSocket() {
        guard let rest = socket else { return }
        socket = nil
        let hasTicket = found[foundBefore...].contains { secret in
            rest.contains(secret.range.lowerBound)
                && (secret.kind == .socketURL || secret.kind == .named)
        }
        if !hasTicket { add(rest, .socketURL) }
    }

    private static let markers: [(text: StaticString, kind: SecretKind)] = [
        ("/websocket/", .socketURL), ("/upload/v1/", .fileURL), ("/files-pri/", .fileURL),
        ("/files-tmb/", .fileURL),
    ]
    private static let hooks: [StaticString] = [
        "/services/t", "/commands/t", "/actions/t", "/workflows/t", "/triggers/t",
    ]

    /// The fewest characters of a team's id, its `T` included.
    private static let shortestID = 9

    /// Whether a byte may stand in an id of Slack's: capitals and digits.
    private static func isOfID(_ byte: UInt8) -> Bool {
        ASCII.isDigit(byte) || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(byte)
    }

    /// A step of a path behind which a secret stands, on whatever host.
    mutating func marker() {
        for (text, kind) in Self.markers where bytes.matches(text, at: index) {
            let start = index + text.utf8CodeUnitCount
            return add(start..<max(start, endOfPath(from: start)), kind)
        }
        for text in Self.hooks where bytes.matches(text, at: index) {
            let start = index + text.utf8CodeUnitCount - 1
            let end = endOfPath(from: start)
            // A team, and at least one more step behind it: other sites have paths like these, too.
            let team = bytes[start..<min(end, start + Self.reach)].prefix(while: Self.isOfID)
            guard bytes[start] == UInt8(ascii: "T"), team.count >= Self.shortestID,
                team.endIndex + 1 < end, bytes[team.endIndex] == UInt8(ascii: "/")
            else { return }
            add(start..<end, .webhook)
        }
    }

    /// A host whose paths are secret behind so many steps, with or without a scheme before it.
    mutating func host(_ name: StaticString, _ kind: SecretKind, steps: Int) {
        guard bytes.matches(name, at: index) else { return }
        var start = index
        for _ in 0...steps {
            let limit = min(bytes.count, start + Self.reach)
            guard let slash = bytes[start..<limit].firstIndex(where: Self.endsAuthority),
                bytes[slash] == UInt8(ascii: "/")
            else { return }
            start = slash + 1
        }
        add(start..<max(start, endOfPath(from: start)), kind)
    }

    private mutating func endOfURL(from start: Int) -> Int {
        if start < urlEnd { return urlEnd }
        var end = start
        while end < bytes.count, !Self.endsURL(bytes[end]) { end += 1 }
        urlEnd = end
        return end
    }

    private mutating func endOfPath(from start: Int) -> Int {
        if start < pathEnd { return pathEnd }
        var end = start
        while end < bytes.count, !Self.endsURL(bytes[end]), !Self.endsPath(bytes[end]) { end += 1 }
        pathEnd = end
        return end
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
        byte == UInt8(ascii: "/") || endsPath(byte) || endsURL(byte)
    }

    private static func endsPath(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "?") || byte == UInt8(ascii: "#") || byte == UInt8(ascii: "&")
    }
}
