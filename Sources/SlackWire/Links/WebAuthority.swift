/// Host and port as they stand in a URL or in a `host` field, taken apart strictly.
///
/// What two readers could understand differently is none: a name and a password before the host, percent
/// escapes, anything outside of ASCII, a backslash. So whoever decides by the host and whoever connects
/// to it mean the same one.
public struct WebAuthority: Sendable, Hashable {
    /// The host in lower case, an IPv6 address in its brackets.
    public let host: String
    /// The port; `nil` where none is named.
    public let port: Int?

    /// Takes `host`, `host:port` or `[address]:port` apart; `nil` if it is none of these.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard (1...255).contains(bytes.count) else { return nil }
        let end: Int
        if bytes[0] == UInt8(ascii: "[") {
            guard let bracket = bytes.firstIndex(of: UInt8(ascii: "]")), bracket > 1,
                bytes[1..<bracket].allSatisfy(Self.isAddressByte)
            else { return nil }
            end = bracket + 1
        } else {
            end = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.count
            guard end > 0, bytes[..<end].allSatisfy(Self.isNameByte) else { return nil }
        }
        guard let port = Self.port(bytes[end...]) else { return nil }
        self.port = port
        host = String(decoding: bytes[..<end], as: UTF8.self).lowercased()
    }

    /// Whether the host is this machine, in any spelling: `localhost` and names below it, 127/8, `[::1]`.
    public var isLoopback: Bool {
        if host == "localhost" || host.hasSuffix(".localhost") || host == "[::1]" { return true }
        // A name may begin with 127 as well, so all of it must be digits.
        return host.hasPrefix("127.")
            && host.utf8.allSatisfy { $0 == UInt8(ascii: ".") || Self.isDigit($0) }
    }

    /// What follows the host: `.some(nil)` for no port, `nil` if it is no port at all.
    private static func port(_ rest: ArraySlice<UInt8>) -> Int?? {
        guard let colon = rest.first else { return .some(nil) }
        let digits = rest.dropFirst()
        guard colon == UInt8(ascii: ":"), digits.count <= 5, digits.allSatisfy(isDigit) else {
            return nil
        }
        if digits.isEmpty { return .some(nil) }
        guard let number = Int(String(decoding: digits, as: UTF8.self)),
            (1...65_535).contains(number)
        else { return nil }
        return number
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"):
            true
        default: isDigit(byte)
        }
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"),
            UInt8(ascii: ":"), UInt8(ascii: "."):
            true
        default: isDigit(byte)
        }
    }
}
