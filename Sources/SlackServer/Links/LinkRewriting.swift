import SlackWire

/// Makes the links in Slack's answers and frames lead through the server.
///
/// A link to a host that does not stand for Slack stays as it is: a remote file's `url_private` may name
/// any host, and a bot that looks at the host before it sends its token must see that one.
struct LinkRewriting: Sendable {
    /// What the links shall lead to.
    let origin: LoopbackOrigin
    /// What marks them.
    let key: LinkKey
    /// The hosts whose links are rewritten.
    let hosts: SlackHosts
    /// What clients have handed back, which may come in any field.
    let quoted: QuotedLinks
    /// Whether they are rewritten at all.
    var isOn = true

    /// The document with its links rewritten and every other byte as it was.
    ///
    /// What is not JSON has no links, and is not changed.
    ///
    /// - Complexity: O(*n*) in the number of bytes.
    func rewritten(_ bytes: [UInt8], _ fields: @autoclosure () -> LinkFields) -> [UInt8] {
        // Most answers and frames hold no URL at all, in neither spelling.
        guard isOn else { return bytes }
        let mayHoldLinks = bytes.contains(":/".utf8) || bytes.contains(":\\".utf8)
        let result = mayHoldLinks ? rewritten(bytes, in: fields()) : bytes
        return quoted.rewritten(result, to: hosts, through: gateway)
    }

    private func rewritten(_ bytes: [UInt8], in fields: LinkFields) -> [UInt8] {
        let links = fields.links(in: JSONText(uncheckedBytes: bytes))
        let prefixes = links.compactMap { link -> (found: LinkPrefix, new: String)? in
            guard let address = WebAddress(link.url), hosts.contains(address) else { return nil }
            let quoted = link.place.range
            return LinkPrefix(bytes, at: quoted.lowerBound + 1..<quoted.upperBound - 1)
                .map { ($0, gateway.prefix(for: address)) }
        }
        guard !prefixes.isEmpty else { return bytes }
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count + prefixes.count * 96)
        var copied = 0
        for (found, new) in prefixes {
            result += bytes[copied..<found.range.lowerBound]
            result += (found.escapesSlashes ? LinkSpelling.escaped : .plain).spelled(new)
            copied = found.range.upperBound
        }
        return result + bytes[copied...]
    }

    /// How links are written.
    private var gateway: LinkGateway {
        LinkGateway(authority: origin.authority, isSecure: origin.isSecure, key: key)
    }

    /// The place that a redirect leads to, as it leads there through the server.
    ///
    /// A place without scheme or host is understood as the client of the real server would: relative to the
    /// address that was called. A foreign place stays what it is, for the client to go there or not; so does one that is
    /// relative to a method, where nobody knows at which host that is.
    ///
    /// - Parameters:
    ///   - location: The `location` field of an answer.
    ///   - called: What was called; `nil` for a Web API method.
    func rewritten(location: String, from called: WebAddress?) -> String {
        var location = location
        if location.hasPrefix("//") {
            // By the scheme of what was called (RFC 3986 §5.2.2).
            let scheme = (called?.origin ?? hosts.methodOrigin)?.prefix { $0 != ":" }
            location = "\(scheme ?? "https"):\(location)"
        } else if location.hasPrefix("/"), let called {
            location = called.origin + location
        } else if location.hasPrefix("/"), !location.hasPrefix("/api/"),
            let origin = hosts.methodOrigin
        {
            // Beside the methods, which alone are found here by their path.
            location = origin + location
        }
        guard hosts.contains(url: location) else { return location }
        return gateway.leading(location) ?? location
    }

    /// The message with its links rewritten, and on one line if it is JSON.
    ///
    /// Some clients split every frame at line feeds and parse the pieces; outside of strings, where JSON
    /// allows none, a line feed is only white space. Some drop frames that do not begin with a brace.
    func rewritten(_ message: SocketMessage) -> SocketMessage {
        guard message.kind == .text,
            let start = message.bytes.firstIndex(where: { $0 > 0x20 }),
            message.bytes[start] == UInt8(ascii: "{") || message.bytes[start] == UInt8(ascii: "[")
        else { return message }
        var message = message
        message.bytes = rewritten(
            message.bytes,
            LinkFields.inFrame(SocketFrame(parsing: message))
        )
        guard start > 0 || message.bytes.contains(where: { $0 == 0x0a || $0 == 0x0d }) else {
            return message
        }
        message.bytes = message.bytes[start...].map { $0 == 0x0a || $0 == 0x0d ? 0x20 : $0 }
        while message.bytes.last == 0x20 { message.bytes.removeLast() }
        return message
    }
}
