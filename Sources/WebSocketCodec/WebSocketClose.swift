/// What a close frame says.
public struct WebSocketClose: Sendable, Hashable {
    /// The code, `nil` when the frame is empty, which stands for 1005 (RFC 6455 §7.1.5).
    public var code: UInt16?
    /// The reason, for people; at most 123 bytes of UTF-8.
    public var reason: String

    /// Makes a goodbye.
    public init(code: UInt16? = nil, reason: String = "") {
        self.code = code
        self.reason = reason
    }

    /// The most bytes a reason may have: a control frame holds 125, the code takes two.
    public static let reasonLimit = 123

    /// Whether a close frame may carry this code.
    ///
    /// 1005, 1006 and 1015 only describe an end, 1004 is reserved, and below 3000 only codes that are
    /// registered with IANA count (RFC 6455 §7.4).
    public static func isSendable(_ code: UInt16) -> Bool {
        switch code {
        case 1000...1003, 1007...1014, 3000...4999: true
        default: false
        }
    }

    /// The longest beginning of `reason` that fits a close frame and does not split a character.
    static func fitting(_ reason: String) -> String {
        var room = reasonLimit
        return String(
            reason.prefix { character in
                room -= character.utf8.count
                return room >= 0
            }
        )
    }
}
