import SlackWire

/// Secrets in shapes of other makers than Slack, which people and bots say in messages.
extension TextScan {
    /// A JSON Web Token that begins here, if one does: three parts in base64 for URLs, the first two of which are JSON objects
    /// (RFC 7519 §3); returns where it ends.
    mutating func webToken() -> Int? {
        let object: StaticString = "eyJ"
        guard bytes.holds(object, at: index), index == 0 || !Self.isName(bytes[index - 1]),
            let payload = nextPart(behind: index), bytes.holds(object, at: payload),
            let signature = nextPart(behind: payload)
        else { return nil }
        let end = endOfPart(from: signature)
        guard end - signature >= Self.shortestPart else { return nil }
        add(index..<end, .webToken)
        return end
    }

    /// No part of a token is shorter.
    private static let shortestPart = 10

    /// Where the part behind another begins, which a point separates.
    private func nextPart(behind start: Int) -> Int? {
        let end = endOfPart(from: start)
        guard end - start >= Self.shortestPart, end + 1 < bytes.count,
            bytes[end] == UInt8(ascii: ".")
        else { return nil }
        return end + 1
    }

    /// The letters of base64 for URLs are those of names.
    private func endOfPart(from start: Int) -> Int {
        bytes[start...].firstIndex { !Self.isName($0) } ?? bytes.count
    }

    /// A private key between its marks, or up to the end of a text that is cut; returns where it ends.
    mutating func privateKey() -> Int? {
        guard bytes.matches("-----begin ", at: index) else { return nil }
        let mark: StaticString = "private key-----"
        let limit = min(bytes.count, index + Self.reach)
        guard let found = (index..<limit).first(where: { bytes.matches(mark, at: $0) }) else {
            return nil
        }
        let start = found + mark.utf8CodeUnitCount
        var end = start
        while end < bytes.count, !bytes.matches("-----end", at: end) { end += 1 }
        add(start..<end, .privateKey)
        return end
    }

    /// `-u name:password`, or `--user`, of a command that is curl.
    mutating func user() {
        guard index >= assignedEnd, index == 0 || bytes[index - 1] <= 0x20 else { return }
        let options: [StaticString] = ["-u ", "--user "]
        guard let option = options.first(where: { bytes.matches($0, at: index) }) else { return }
        var start = index + option.utf8CodeUnitCount
        if start < bytes.count, "\"'".utf8.contains(bytes[start]) { start += 1 }
        var end = start
        while end < bytes.count, bytes[end] > 0x20, !"\"'`".utf8.contains(bytes[end]) { end += 1 }
        guard let colon = bytes[start..<end].firstIndex(of: UInt8(ascii: ":")), colon > start,
            colon + 1 < end, bytes[colon + 1] != UInt8(ascii: "$"), isBehindCurl
        else { return }
        assignedEnd = end
        add(start..<end, .userInfo)
    }

    /// Whether the word stands a little before, in the same line.
    private var isBehindCurl: Bool {
        let line = bytes[max(0, index - 256)..<index].reversed().prefix { $0 != 0x0a }.reversed()
        return ByteSearch.firstOffset(of: Array("curl ".utf8), in: Array(line).span, from: 0) != nil
    }
}

extension [UInt8] {
    /// Whether a text stands there, letter for letter.
    fileprivate func holds(_ text: StaticString, at start: Int) -> Bool {
        guard start + text.utf8CodeUnitCount <= count else { return false }
        return text.withUTF8Buffer { self[start..<start + $0.count].elementsEqual($0) }
    }
}
