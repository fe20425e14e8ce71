/// The shapes of Slack's tokens (docs.slack.dev/authentication/tokens), looser than a scanner's: what
/// is replaced without need does no harm, what is missed does.
///
/// `xoxb-…`, `xoxp-…` and any other letter; `xapp-…`, `xwfp-…`; each also behind `xoxe.`; the session
/// cookie `xoxd-…`, whose alphabet is that of base64.
struct TokenShape {
    /// Where the token stands.
    let range: Range<Int>
    /// Where its prefix ends, the hyphen included.
    let prefixEnd: Int

    private static let shortestBody = 6

    /// Up to where what begins as a token is known to go on as none does, by the two alphabets of tokens.
    ///
    /// Whoever goes through a text remembers it: in `xoxb-xoxb-…` each token would be looked at to the end of all.
    struct Barren {
        fileprivate var plain = 0
        fileprivate var cookie = 0
    }

    /// The token that begins at `start`, if one does.
    init?(in bytes: [UInt8], at start: Int) {
        var barren = Barren()
        self.init(in: bytes, at: start, barren: &barren)
    }

    /// The token that begins at `start`, if one does.
    ///
    /// - Parameter barren: What is known of the bytes from calls for places before.
    init?(in bytes: [UInt8], at start: Int, barren: inout Barren) {
        var index = start
        if bytes.matches("xoxe.x", at: index) { index += 5 }
        let isCookie: Bool
        if bytes.matches("xox", at: index), index + 3 < bytes.count,
            ASCII.isAlphanumeric(bytes[index + 3])
        {
            isCookie = bytes[index + 3] | 0x20 == UInt8(ascii: "d")
        } else if bytes.matches("xapp", at: index) || bytes.matches("xwfp", at: index) {
            isCookie = false
        } else {
            return nil
        }
        index += 4
        guard index < bytes.count, bytes[index] == UInt8(ascii: "-") else { return nil }
        prefixEnd = index + 1
        guard prefixEnd >= (isCookie ? barren.cookie : barren.plain) else { return nil }
        index = prefixEnd
        while index < bytes.count, Self.isBody(bytes[index], isCookie: isCookie) { index += 1 }
        guard Self.isBody(bytes[prefixEnd..<index]) else {
            if isCookie { barren.cookie = index } else { barren.plain = index }
            return nil
        }
        guard index - prefixEnd >= Self.shortestBody else { return nil }
        range = start..<index
    }

    /// Whether a token may go on like that: all of Slack's have digits, and `xoxb-your-token-here` is none.
    private static func isBody(_ body: ArraySlice<UInt8>) -> Bool {
        body.contains(where: ASCII.isDigit)
            || body.split { !ASCII.isAlphanumeric($0) }.contains {
                $0.count >= shortestWithoutDigits
            }
    }

    private static let shortestWithoutDigits = 16

    /// Whether bytes begin as a token and go on as none does.
    static func isExample(_ bytes: [UInt8]) -> Bool {
        let isPrefix =
            bytes.matches("xoxe.xo", at: 0)
            || bytes.matches("xox", at: 0) && bytes.count > 4
                && bytes[4] == UInt8(ascii: "-")
            || bytes.matches("xapp-", at: 0) || bytes.matches("xwfp-", at: 0)
        return isPrefix && !isBody(bytes[...])
    }

    static func isBody(_ byte: UInt8, isCookie: Bool) -> Bool {
        if ASCII.isAlphanumeric(byte) { return true }
        switch byte {
        case UInt8(ascii: "-"), UInt8(ascii: "_"): return true
        case UInt8(ascii: "+"), UInt8(ascii: "/"), UInt8(ascii: "="), UInt8(ascii: "."),
            UInt8(ascii: "~"):
            return isCookie
        default: return false
        }
    }
}

extension TokenShape {
    /// Whether a text ends in the beginning of a token that is too short to be one.
    static func isOpen(atEndOf bytes: [UInt8]) -> Bool {
        let body = bytes.suffix(shortestBody).reversed().prefix { isBody($0, isCookie: false) }
        for length in 0...body.count {
            let prefixEnd = bytes.count - length
            guard prefixEnd >= 5, bytes[prefixEnd - 1] == UInt8(ascii: "-") else { continue }
            let start = prefixEnd - 5
            if bytes.matches("xox", at: start) || bytes.matches("xapp", at: start)
                || bytes.matches("xwfp", at: start)
            {
                return true
            }
        }
        return false
    }
}
