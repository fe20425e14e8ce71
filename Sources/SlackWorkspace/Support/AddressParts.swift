import SlackWire

/// The parts of a URL that the workspace looks at.
struct AddressParts: Sendable {
    /// The scheme, in lower case.
    let scheme: String
    /// The host and port, in lower case.
    let authority: String
    /// The path, as it is spelled; `/` when there is none.
    let path: String
    /// The names and values of the query, decoded.
    let fields: [FormField]

    /// Takes a URL apart; `nil` when it has no scheme or no host.
    init?(_ url: String) {
        let bytes = Array(url.utf8.prefix { $0 != UInt8(ascii: "#") })
        guard let colon = bytes.firstIndex(of: UInt8(ascii: ":")),
            bytes[colon...].starts(with: "://".utf8)
        else { return nil }
        scheme = String(decoding: bytes[..<colon], as: UTF8.self).lowercased()
        let rest = bytes[(colon + 3)...]
        let end = rest.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") }
        let host = rest[..<(end ?? rest.endIndex)]
        guard !host.isEmpty else { return nil }
        authority = String(decoding: host, as: UTF8.self).lowercased()
        let tail = rest[(end ?? rest.endIndex)...]
        let question = tail.firstIndex(of: UInt8(ascii: "?")) ?? tail.endIndex
        let spelled = String(decoding: tail[..<question], as: UTF8.self)
        path = spelled.isEmpty ? "/" : spelled
        let query = String(decoding: tail[question...].dropFirst(), as: UTF8.self)
        fields = FormCoding.decode(query)
    }

    /// The value of a field of the query, decoded.
    func query(_ name: String) -> String? {
        fields.first { $0.name == name }?.value
    }

    /// The path's segments.
    var segments: [String] { path.split(separator: "/").map(String.init) }
}
