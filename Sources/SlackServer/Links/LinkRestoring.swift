import SlackWire

/// Turns links through the server back into Slack's where a client quotes one, for example a file's
/// `url_private` in a block.
///
/// A quoted link leads nowhere, so whose mark it bears does not matter: a client may have kept it from an earlier
/// run, and no recording shall hold it.
struct LinkRestoring: Sendable {
    /// What every link begins with under the names by which clients may know the server, in both spellings of JSON.
    private let starts: [(plain: [UInt8], escaped: [UInt8])]
    /// The names under which clients may know the server.
    let origins: [LoopbackOrigin]

    init(origins: [LoopbackOrigin]) {
        self.origins = origins
        starts = origins.map { origin in
            let start = origin.authority + LinkGateway.marker
            return (Array(start.utf8), Array(start.escapingSlashes.utf8))
        }
    }

    /// The bytes with every link restored, and all others unchanged; `nil` if there is none.
    func restored(_ bytes: [UInt8]) -> [UInt8]? {
        guard bytes.contains("/_/".utf8) || bytes.contains("/_\\/".utf8) else { return nil }
        var result = bytes
        for start in starts {
            for (needle, slash) in [(start.plain, "/"), (start.escaped, "\\/")] {
                if let restored = Self.restored(result, from: needle, slash: Array(slash.utf8)) {
                    result = restored
                }
            }
        }
        return result == bytes ? nil : result
    }

    /// The text with every link restored.
    func restored(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "_")), let bytes = restored(Array(text.utf8)) else {
            return text
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// - Parameters:
    ///   - needle: What stands between a link's `scheme://` and its mark.
    ///   - slash: How slashes are spelled.
    private static func restored(
        _ bytes: [UInt8],
        from needle: [UInt8],
        slash: [UInt8]
    ) -> [UInt8]? {
        var result: [UInt8] = []
        var copied = 0
        var searched = 0
        while let offset = ByteSearch.firstOffset(of: needle, in: bytes.span, from: searched) {
            searched = offset + needle.count
            guard let start = startOfScheme(bytes[copied..<offset], slash: slash),
                let (scheme, end) = marked(bytes[searched...], slash: slash)
            else { continue }
            result += bytes[copied..<start]
            result += Array("\(scheme.rawValue):".utf8) + slash + slash
            copied = end
            searched = end
        }
        return copied == 0 ? nil : result + bytes[copied...]
    }

    /// Where the scheme begins that stands at the end of some bytes, with `://` behind it.
    private static func startOfScheme(_ bytes: ArraySlice<UInt8>, slash: [UInt8]) -> Int? {
        for scheme in WebAddress.Scheme.allCases {
            let text = Array("\(scheme.rawValue):".utf8) + slash + slash
            if bytes.suffix(text.count).elementsEqual(text) { return bytes.endIndex - text.count }
        }
        return nil
    }

    /// The link's own scheme behind a mark, and where it ends with its slash.
    private static func marked(
        _ bytes: ArraySlice<UInt8>,
        slash: [UInt8]
    ) -> (WebAddress.Scheme, end: Int)? {
        let mark = bytes.prefix(LinkKey.markLength)
        let rest = bytes.dropFirst(LinkKey.markLength)
        guard mark.count == LinkKey.markLength, mark.allSatisfy(LinkKey.isMarkByte),
            rest.starts(with: slash)
        else { return nil }
        let name = rest.dropFirst(slash.count)
        for scheme in WebAddress.Scheme.allCases {
            let text = Array(scheme.rawValue.utf8) + slash
            if name.starts(with: text) { return (scheme, name.startIndex + text.count) }
        }
        return nil
    }
}

extension String {
    /// Slack's spelling of a link in JSON: every slash escaped.
    var escapingSlashes: String { split("/").joined(separator: "\\/") }

    private func split(_ separator: Character) -> [Substring] {
        split(separator: separator, omittingEmptySubsequences: false)
    }
}

extension [UInt8] {
    /// Whether the bytes hold `needle`, which must not be empty.
    func contains(_ needle: String.UTF8View) -> Bool {
        ByteSearch.firstOffset(of: Array(needle), in: span, from: 0) != nil
    }
}
