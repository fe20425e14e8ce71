import SlackWire

/// Runs of base64 in a text, in either alphabet (RFC 4648 §4 and §5), padded or not.
///
/// A state that a client keeps with Slack is often written so, and the links in it with it.
enum Base64Runs {
    /// What is shorter holds no link of a server.
    static let shortest = 40

    /// The bytes with every run written anew whose content `edit` changes; `nil` if it changes none.
    ///
    /// - Parameter edit: Gives the new content; `nil` for one that stays as it is.
    /// - Complexity: O(*n*) in the number of bytes, but for what `edit` does.
    static func edited(_ bytes: [UInt8], _ edit: ([UInt8]) -> [UInt8]?) -> [UInt8]? {
        var result: [UInt8] = []
        var (copied, offset) = (0, 0)
        while offset < bytes.count {
            let end = endOfRun(bytes, from: offset)
            if end - offset >= shortest, let new = edited(run: bytes[offset..<end], edit) {
                result += bytes[copied..<offset]
                result += new
                copied = end
            }
            offset = max(end, offset + 1)
        }
        return copied == 0 ? nil : result + bytes[copied...]
    }

    private static func edited(
        run: ArraySlice<UInt8>,
        _ edit: ([UInt8]) -> [UInt8]?
    ) -> [UInt8]? {
        let spelled = run.filter { $0 != UInt8(ascii: "\\") }
        let digits = spelled.prefix { $0 != UInt8(ascii: "=") }
        let isURLSafe = digits.contains(where: "-_".utf8.contains)
        guard !isURLSafe || !digits.contains(where: "+/".utf8.contains) else { return nil }
        let plain = digits.map { byte in
            switch byte {
            case UInt8(ascii: "-"): UInt8(ascii: "+")
            case UInt8(ascii: "_"): UInt8(ascii: "/")
            default: byte
            }
        }
        let missing = (4 - plain.count % 4) % 4
        let padding = [UInt8](repeating: UInt8(ascii: "="), count: missing)
        guard let content = Base64.decode(plain + padding), let new = edit(content) else {
            return nil
        }
        // Where there was nothing to pad, the alphabet says what its writers do.
        let isPadded = spelled.count > digits.count || (missing == 0 && !isURLSafe)
        var text = Array(Base64.encode(new, with: isURLSafe ? .urlSafe : .standard).utf8)
        if !isPadded { text.removeAll { $0 == UInt8(ascii: "=") } }
        guard spelled.count < run.count else { return text }
        return text.flatMap { $0 == UInt8(ascii: "/") ? Array(#"\/"#.utf8) : [$0] }
    }

    /// Where the run ends that begins at an offset; the slash may be escaped as in JSON.
    private static func endOfRun(_ bytes: [UInt8], from start: Int) -> Int {
        var end = start
        while end < bytes.count {
            if isDigit(bytes[end]) {
                end += 1
            } else if bytes[end...].starts(with: #"\/"#.utf8) {
                end += 2
            } else {
                break
            }
        }
        let most = min(end + 2, bytes.count)
        while end > start, end < most, bytes[end] == UInt8(ascii: "=") { end += 1 }
        return end
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "/"),
            UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}
