/// The scheme and authority under which a client reaches the server.
struct LoopbackOrigin: Sendable, Hashable {
    /// `host:port` as it stands in a URL.
    var authority: String
    /// Whether the client speaks TLS.
    var isSecure: Bool

    /// Takes what the client calls the server, if it makes sense.
    ///
    /// A `Host` without a port names port 80 by the letter, but slack_sdk's own WebSocket client leaves
    /// the port out whatever it is: then the port is the one it came in by.
    ///
    /// - Parameters:
    ///   - host: The request's `Host` field.
    ///   - local: The address the client connected to.
    init(host: String?, local: SlackServerAddress) {
        isSecure = local.isSecure
        authority = host.flatMap { Self.authority($0, port: local.port) } ?? local.authority
    }

    init(authority: String, isSecure: Bool) {
        self.authority = authority
        self.isSecure = isSecure
    }

    private static func authority(_ host: String, port: Int) -> String? {
        guard (1...255).contains(host.utf8.count) else { return nil }
        var name = host[...]
        var digits: Substring?
        if host.hasPrefix("[") {
            guard let end = host.firstIndex(of: "]") else { return nil }
            name = host[...end]
            let inner = name.dropFirst().dropLast()
            guard !inner.isEmpty, inner.utf8.allSatisfy(isAddressByte) else { return nil }
            let rest = host[host.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            digits = rest.isEmpty ? nil : rest.dropFirst()
        } else {
            if let colon = host.firstIndex(of: ":") {
                name = host[..<colon]
                digits = host[host.index(after: colon)...]
            }
            guard !name.isEmpty, name.utf8.allSatisfy(isNameByte) else { return nil }
        }
        guard let digits, !digits.isEmpty else { return "\(name):\(port)" }
        guard digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(digits),
            (1...65_535).contains(number)
        else { return nil }
        return "\(name):\(number)"
    }

    private static func isNameByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."),
            UInt8(ascii: "_"):
            true
        default: false
        }
    }

    private static func isAddressByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "f"), UInt8(ascii: "A")...UInt8(ascii: "F"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: ":"), UInt8(ascii: "."):
            true
        default: false
        }
    }
}
