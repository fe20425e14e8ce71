import SlackWire

/// Finds the strings in a JSON document that are links to rewrite, without building a tree.
///
/// Links are known by where they stand: Slack's `auth.test` also has a `url`, and that one is for people.
/// What cannot be read ends the search, so a damaged document keeps its damage.
struct LinkSites {
    /// A container that is being read.
    private struct Level {
        var isObject: Bool
        /// The name of the member being read, in an object.
        var member = ""
        /// Whether a name must come next, in an object.
        var expectsName: Bool
    }

    private static let depthLimit = 512
    /// Members that are links wherever they stand.
    private static let linkMembers: Set<String> = [
        "upload_url", "response_url", "url_private", "url_private_download",
    ]

    private let bytes: [UInt8]
    private var offset = 0
    private var levels: [Level] = []
    private var sites: [Range<Int>] = []

    /// The contents of the strings, between their quotes, in order.
    ///
    /// - Complexity: O(*n*) in the number of bytes.
    static func find(in bytes: [UInt8]) -> [Range<Int>] {
        guard bytes.contains("url".utf8) else { return [] }
        var search = LinkSites(bytes: bytes)
        search.run()
        return search.sites
    }

    private init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    private mutating func run() {
        while offset < bytes.count {
            let byte = bytes[offset]
            offset += 1
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                let isObject = byte == UInt8(ascii: "{")
                guard levels.count < Self.depthLimit else { return }
                levels.append(Level(isObject: isObject, expectsName: isObject))
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard levels.popLast() != nil else { return }
            case UInt8(ascii: ","):
                guard let last = levels.indices.last else { return }
                levels[last].expectsName = levels[last].isObject
            case UInt8(ascii: "\""):
                guard let content = string() else { return }
                take(content)
            default: break
            }
        }
    }

    /// Skips to the end of the string whose quote was just read.
    private mutating func string() -> Range<Int>? {
        let start = offset
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\""):
                offset += 1
                return start..<(offset - 1)
            case UInt8(ascii: "\\"): offset += 2
            default: offset += 1
            }
        }
        return nil
    }

    private mutating func take(_ content: Range<Int>) {
        guard let last = levels.indices.last, levels[last].isObject else { return }
        if levels[last].expectsName {
            levels[last].expectsName = false
            levels[last].member = text(content)
        } else if isLink(member: levels[last].member, content: content) {
            sites.append(content)
        }
    }

    private func isLink(member: String, content: Range<Int>) -> Bool {
        if Self.linkMembers.contains(member) { return true }
        guard member == "url" else { return false }
        if levels.count == 1 { return LinkPrefix(bytes, at: content)?.scheme.isSocket == true }
        return levels[levels.count - 2].member == "incoming_webhook"
    }

    private func text(_ content: Range<Int>) -> String {
        let raw = bytes[content]
        guard raw.contains(UInt8(ascii: "\\")) else { return String(decoding: raw, as: UTF8.self) }
        let quoted = [UInt8(ascii: "\"")] + raw + [UInt8(ascii: "\"")]
        return (try? JSONValue(parsing: quoted))?.string ?? ""
    }
}
