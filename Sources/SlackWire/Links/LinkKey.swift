/// What a server marks the links with that it writes, so that it follows only those.
///
/// Whoever does not know the key cannot make a mark, and a mark is good for one address: for its scheme, its host, its
/// port and its path, in whichever way clients spell them. The query is free, since clients add to it. Nothing of the
/// key is ever printed.
public struct LinkKey: Sendable, Hashable {
    private let bytes: [UInt8]

    /// A key that nobody else has.
    public init() {
        var generator = SystemRandomNumberGenerator()
        bytes = (0..<32).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    /// A key of which somebody else makes the same.
    package init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// How many characters a mark has.
    package static let markLength = 22

    /// The mark of an address: 128 bits of HMAC-SHA256 in URL-safe base64.
    package func mark(of address: WebAddress) -> String {
        let code = HMAC.sha256(of: address.identity, key: bytes)
        return String(Base64.encode(Array(code.prefix(16)), with: .urlSafe).prefix(Self.markLength))
    }

    /// Whether a mark is that of an address.
    package func isMark(_ mark: some StringProtocol, of address: WebAddress) -> Bool {
        // Every byte is looked at, so that the time tells nothing of how much of a forged one is right.
        let (own, given) = (Array(self.mark(of: address).utf8), Array(mark.utf8))
        guard own.count == given.count else { return false }
        return zip(own, given).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
    }

    /// Whether a byte can stand in a mark.
    package static func isMarkByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"):
            true
        default: false
        }
    }
}

extension LinkKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Nothing of the key.
    public var description: String { "LinkKey(…)" }
    /// Nothing of the key.
    public var debugDescription: String { description }
    /// Nothing to look into, so that `dump` shows no secret either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension WebAddress {
    /// Scheme, host, port and path in one spelling, whatever clients make of them on the way.
    ///
    /// Some undo percent escapes that are not needed, some make capitals of their digits, some add those that were left
    /// out. The four that would change what a URL means stay (RFC 3986 §6.2.2).
    fileprivate var identity: [UInt8] {
        let path = target.utf8.prefix { $0 != UInt8(ascii: "?") && $0 != UInt8(ascii: "#") }
        let start = Array("\(scheme.rawValue)://\(host):\(port)".utf8)
        return start + (path.isEmpty ? [UInt8(ascii: "/")] : Self.plain(Array(path)))
    }

    private static func plain(_ path: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        var offset = 0
        while offset < path.count {
            guard path[offset] == UInt8(ascii: "%"), offset + 2 < path.count,
                let high = Hexadecimal.value(of: path[offset + 1]),
                let low = Hexadecimal.value(of: path[offset + 2])
            else {
                result.append(path[offset])
                offset += 1
                continue
            }
            let byte = high << 4 | low
            if "/?#%".utf8.contains(byte) {
                result.append(UInt8(ascii: "%"))
                result += [high, low].map { Hexadecimal.digit($0, isUppercase: true) }
            } else {
                result.append(byte)
            }
            offset += 3
        }
        return result
    }
}
