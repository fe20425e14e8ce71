extension Pseudonymiser {
    /// What stands for a text.
    ///
    /// - Parameter isSaid: Whether a person or a bot said it, so that names stand in it.
    mutating func text(_ bytes: [UInt8], isSaid: Bool) -> [UInt8] {
        guard
            bytes.contains(where: { $0 == UInt8(ascii: "@") || $0 == UInt8(ascii: ".") }) || isSaid
        else { return bytes }
        var result = addresses(bytes)
        result = hosts(result)
        guard isSaid else { return result }
        return said(result)
    }

    /// E-mail addresses, wherever they stand.
    private mutating func addresses(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var copied = 0
        for at in bytes.indices where bytes[at] == UInt8(ascii: "@") && at >= copied {
            var (start, end) = (at, at + 1)
            while start > copied, at - start < 64, Self.isLocal(bytes[start - 1]) { start -= 1 }
            while end < bytes.count, end - at < 255, Self.isDomain(bytes[end]) { end += 1 }
            while end > at + 1, bytes[end - 1] == UInt8(ascii: ".") { end -= 1 }
            guard start < at, bytes[(at + 1)..<end].contains(UInt8(ascii: ".")) else { continue }
            result += bytes[copied..<start]
            result += Array(email(String(decoding: bytes[start..<end], as: UTF8.self)).utf8)
            copied = end
        }
        return copied == 0 ? bytes : result + bytes[copied...]
    }

    /// The parts of Slack's hosts that are no team's domain.
    private static let ownHosts: Set<String> = [
        "a", "api", "app", "assets", "b", "blog", "ca", "cdn", "cerebral-primary", "classic",
        "docs", "downloads",
        "edgeapi", "emoji", "enterprise", "files", "files-origin", "gantry", "get", "hooks", "help",
        "join", "my",
        "platform", "slack", "slackb", "slackhq", "status", "trust", "upload", "wss-backup",
        "wss-mobile",
        "wss-primary", "www",
    ]

    /// A team's domain in a host of Slack's, whichever team's.
    private mutating func hosts(_ bytes: [UInt8]) -> [UInt8] {
        let suffix: StaticString = ".slack.com"
        var result: [UInt8] = []
        var copied = 0
        for dot in bytes.indices
        where bytes[dot] == UInt8(ascii: ".") && bytes.matches(suffix, at: dot) {
            var start = dot
            while start > copied, dot - start < 64, Self.isHost(bytes[start - 1]) { start -= 1 }
            var end = dot
            let enterprise: StaticString = "enterprise"
            if bytes.matches(enterprise, at: start), dot - start == enterprise.utf8CodeUnitCount,
                start > copied, bytes[start - 1] == UInt8(ascii: ".")
            {
                end = start - 1
                start = end
                while start > copied, end - start < 64, Self.isHost(bytes[start - 1]) { start -= 1 }
            }
            let domain = String(decoding: bytes[start..<end], as: UTF8.self)
            guard !domain.isEmpty, !Self.ownHosts.contains(domain.lowercased()) else { continue }
            result += bytes[copied..<start]
            result += Array(team(domain).utf8)
            copied = end
        }
        return copied == 0 ? bytes : result + bytes[copied...]
    }

    /// Names that are known, and every word if that was asked for; what Slack puts in `<…>` for ids and
    /// in `:…:` for emoji stays.
    private mutating func said(_ bytes: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            if let end = reference(bytes, at: index) {
                result += bytes[index..<end]
                index = end
                continue
            }
            guard Self.isWordByte(bytes[index]) else {
                result.append(bytes[index])
                index += 1
                continue
            }
            let word = Array(bytes[index...].prefix(while: Self.isWordByte))
            if let (length, tag) = name(bytes, at: index, word) {
                let name = String(decoding: bytes[index..<index + length], as: UTF8.self)
                result += Array(pseudonym(for: name, .user, tag: tag).utf8)
                index += length
            } else if Self.standsPseudonym(bytes, at: index, word) {
                var end = bytes[(index + word.count + 1)...].prefix(while: Self.isWordByte).endIndex
                if bytes.matches(Self.emailSuffix, at: end) {
                    end += Self.emailSuffix.utf8CodeUnitCount
                }
                result += bytes[index..<end]
                index = end
            } else {
                result += options.messageText ? self.word(word) : word
                index += word.count
            }
        }
        return result
    }

    /// The longest known name that stands there as whole words.
    private func name(_ bytes: [UInt8], at start: Int, _ word: [UInt8]) -> (Int, String)? {
        let found = names[word]?.longest(in: bytes, at: start) { end in
            end == bytes.count || !Self.isWordByte(bytes[end])
        }
        return found.map { ($0.length, tag(of: $0.person)) }
    }

    /// The end of `<@U1`, `<#C1`, `<!here`, a link, an entity, or an emoji, up to the label.
    private func reference(_ bytes: [UInt8], at start: Int) -> Int? {
        let limit = min(bytes.count, start + 2_048)
        switch bytes[start] {
        case UInt8(ascii: "<"):
            let end = bytes[start..<limit].firstIndex {
                $0 == UInt8(ascii: ">") || $0 == UInt8(ascii: "|")
            }
            return end
        case UInt8(ascii: "&"), UInt8(ascii: ":"):
            let mark = bytes[start] == UInt8(ascii: "&") ? UInt8(ascii: ";") : UInt8(ascii: ":")
            let name = bytes[(start + 1)..<min(limit, start + 64)].prefix {
                Self.isWordByte($0) || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+")
            }
            let isClosed = name.endIndex < bytes.count && bytes[name.endIndex] == mark
            return isClosed && !name.isEmpty ? name.endIndex + 1 : nil
        default: return nil
        }
    }

    /// Whether what stands for a person stands there already.
    private static func standsPseudonym(_ bytes: [UInt8], at start: Int, _ word: [UInt8]) -> Bool {
        let end = start + word.count
        guard word == Array("person".utf8) || word == Array("Person".utf8), end + 1 < bytes.count,
            bytes[end] == UInt8(ascii: "-") || bytes[end] == 0x20
        else { return false }
        let tag = bytes[(end + 1)...].prefix(while: isWordByte)
        return isPseudonym("person-" + String(decoding: tag, as: UTF8.self))
    }

    private static func isLocal(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumericOrUnderscore(byte) || ".+-%'".utf8.contains(byte)
    }

    private static func isDomain(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: ".")
    }

    private static func isHost(_ byte: UInt8) -> Bool {
        ASCII.isAlphanumeric(byte) || byte == UInt8(ascii: "-")
    }
}
