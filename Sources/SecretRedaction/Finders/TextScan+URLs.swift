import SlackWire

/// The parts of URLs that are as good as a password.
extension TextScan {
    /// A URL, whose `://` stands here.
    mutating func url() {
        let isHTTP =
            bytes.matches("http", at: index - 4) || bytes.matches("https", at: index - 5)
        let isSocket = bytes.matches("ws", at: index - 2) || bytes.matches("wss", at: index - 3)
        // A user's name and password stand in the URLs of databases and queues as well.
        guard isHTTP || isSocket || holdsScheme else { return }
        let authority = index + 3
        let end = endOfURL(from: authority)
        var hostEnd = authority
        let limit = min(end, authority + Self.reach * 4)
        while hostEnd < limit, !Self.endsAuthority(bytes[hostEnd]) { hostEnd += 1 }
        if let at = bytes[authority..<hostEnd].lastIndex(of: UInt8(ascii: "@")),
            Self.isPassword(bytes[authority..<at])
        {
            add(authority..<at, .userInfo)
        }
        guard isHTTP || isSocket else { return }
        let rest = min(hostEnd + 1, end)..<end
        if isSocket, socket == nil, isSlack(authority..<hostEnd) || holdsTicket(rest) {
            (socket, foundBefore) = (rest, found.count)
        }
    }

    /// Whether a scheme ends here (RFC 3986 §3.1).
    private var holdsScheme: Bool {
        var start = index
        while start > 0, index - start < Self.reach, Self.isOfScheme(bytes[start - 1]) {
            start -= 1
        }
        return start < index && ASCII.isAlphanumeric(bytes[start]) && !ASCII.isDigit(bytes[start])
    }

    private static func isOfScheme(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || "+-.".utf8.contains(byte)
    }

    /// Whether what stands before the `@` is a name with a password, or a token in place of a name.
    private static func isPassword(_ user: ArraySlice<UInt8>) -> Bool {
        if let colon = user.firstIndex(of: UInt8(ascii: ":")) { return colon + 1 < user.endIndex }
        return user.count >= ticketLength && user.contains(where: ASCII.isDigit)
    }

    /// Whether a host with its port is Slack's.
    private func isSlack(_ authority: Range<Int>) -> Bool {
        let colon = bytes[authority].lastIndex(of: UInt8(ascii: ":")) ?? authority.upperBound
        return SlackHosts.domains.contains { domain in
            let start = colon - domain.utf8.count
            guard start >= authority.lowerBound,
                zip(bytes[start..<colon], domain.utf8).allSatisfy({ ASCII.lowercase($0) == $1 })
            else { return false }
            return start == authority.lowerBound || bytes[start - 1] == UInt8(ascii: ".")
                || bytes[start - 1] == UInt8(ascii: "@")
        }
    }

    /// Whether something random stands in the path of a socket that is not Slack's: that of a server in Slack's place, and
    /// not that of a browser's tools.
    private func holdsTicket(_ rest: Range<Int>) -> Bool {
        guard rest.count <= Self.ticketReach else { return true }
        guard !bytes.matches("devtools/", at: rest.lowerBound) else { return false }
        return bytes[rest].split {
            !ASCII.isAlphanumericOrUnderscore($0) && $0 != UInt8(ascii: "-")
        }
        .contains { run in
            run.count >= Self.ticketLength && run.contains(where: ASCII.isDigit)
                && run.contains { ASCII.isAlphanumeric($0) && !ASCII.isDigit($0) }
        }
    }

    private static let ticketLength = 16
    private static let ticketReach = 512

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
        ("/files-tmb/", .fileURL), ("/shared_invite/", .invitation),
    ]
    private static let hooks: [StaticString] = [
        "/services/", "/commands/", "/actions/", "/workflows/", "/triggers/",
    ]

    /// A step of a path behind which a secret stands, on whatever host.
    mutating func marker() {
        for (text, kind) in Self.markers where bytes.matches(text, at: index) {
            let start = index + text.utf8CodeUnitCount
            let end = max(start, endOfPath(from: start))
            return add(start..<(endOfFileStep(start..<end) ?? end), kind)
        }
        for text in Self.hooks where bytes.matches(text, at: index) {
            let start = index + text.utf8CodeUnitCount
            guard start < bytes.count,
                "TER".utf8.contains(bytes[start])
            else { return }
            let end = endOfPath(from: start)
            // What stands for a secret tells of it as the team did that stood there: else all of the path would be one.
            if Placeholders.isPlaceholder(bytes[start..<end]) {
                return add(start..<end, .webhook)
            }
            // A team or an organisation, and at least one more step behind it: other sites have paths like these, too.
            let team = bytes[start..<min(end, start + Self.reach)].prefix(while: SlackID.holds)
            guard bytes[start] != UInt8(ascii: "R"), team.count >= SlackID.shortest,
                team.endIndex + 1 < end, bytes[team.endIndex] == UInt8(ascii: "/")
            else { return }
            add(start..<end, .webhook)
        }
    }

    /// The end of the step that says which file it is, in the path of one of Slack's, if the file's name stands behind that:
    /// `T0123ABCD-F0123ABCD/report.csv`.
    ///
    /// The name is no secret and stands beside the link as it is, so a bot that takes it from there must find the same.
    private func endOfFileStep(_ path: Range<Int>) -> Int? {
        guard let slash = bytes[path].firstIndex(of: UInt8(ascii: "/")), slash + 1 < path.upperBound
        else { return nil }
        let step = bytes[path.lowerBound..<slash]
        if Placeholders.isPlaceholder(step) { return slash }
        let parts = step.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 2 || parts.count == 3,
            SlackID.stands(in: parts[0], startingWith: UInt8(ascii: "T")),
            SlackID.stands(in: parts[1], startingWith: UInt8(ascii: "F")),
            parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(ASCII.isAlphanumeric) })
        else { return nil }
        return slash
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
