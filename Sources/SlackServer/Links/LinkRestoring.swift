import SlackWire

/// Turns links through the server back into Slack's where a client quotes one, for example a file's
/// `url_private` in a block.
///
/// A quoted link leads nowhere, so whose mark it bears does not matter: a client may have kept it from an earlier
/// run, and no recording shall hold it.
struct LinkRestoring: Sendable {
    /// The names under which clients may know the server.
    let origins: [LoopbackOrigin]
    /// What becomes of the links that were restored.
    private let quoted: QuotedLinks

    init(origins: [LoopbackOrigin], quoted: QuotedLinks) {
        self.origins = origins
        self.quoted = quoted
    }

    /// The bytes with every link restored, in base64 as well, and all others unchanged; `nil` if there is none.
    func restored(_ bytes: [UInt8]) -> [UInt8]? {
        let plain = restoredAsSpelled(bytes)
        return Base64Runs.edited(plain ?? bytes) { restoredAsSpelled($0) } ?? plain
    }

    private func restoredAsSpelled(_ bytes: [UInt8]) -> [UInt8]? {
        let needles = ["/_", "%2F_", "%2f_", "%252F_", "%252f_"]
        guard needles.contains(where: { bytes.contains($0.utf8) }) else { return nil }
        var result = bytes
        for origin in origins {
            for spelling in LinkSpelling.all {
                result = restored(result, from: origin, spelling) ?? result
            }
        }
        return result == bytes ? nil : result
    }

    /// The text with every link restored.
    func restored(_ text: String) -> String {
        // A link through a server is as long, as it is and in base64.
        guard text.utf8.count >= Base64Runs.shortest, let bytes = restored(Array(text.utf8)) else {
            return text
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private func restored(
        _ bytes: [UInt8],
        from origin: LoopbackOrigin,
        _ spelling: LinkSpelling
    ) -> [UInt8]? {
        // What stands between a link's `scheme://` and its mark.
        let needle = spelling.spelled(origin.authority + LinkGateway.marker)
        var result: [UInt8] = []
        var (copied, searched) = (0, 0)
        while let offset = ByteSearch.firstOffset(of: needle, in: bytes.span, from: searched) {
            searched = offset + needle.count
            guard let outer = spelling.scheme(atEndOf: bytes[copied..<offset]),
                let (scheme, end) = spelling.marked(bytes[searched...])
            else { continue }
            result += bytes[copied..<outer.start]
            result += spelling.spelled("\(scheme.rawValue)://")
            quoted.insert("\(scheme.rawValue)://\(spelling.rest(of: bytes, from: end))")
            copied = end
            searched = end
        }
        return copied == 0 ? nil : result + bytes[copied...]
    }
}

extension [UInt8] {
    /// Whether the bytes hold `needle`, which must not be empty.
    func contains(_ needle: String.UTF8View) -> Bool {
        ByteSearch.firstOffset(of: Array(needle), in: span, from: 0) != nil
    }
}
