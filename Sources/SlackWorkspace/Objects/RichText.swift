import SlackWire

/// The block that Slack makes of a text, beside which it keeps the text itself.
///
/// It knows mentions, links and plain text; styles such as `*bold*` stay text.
enum RichText {
    /// The message's blocks.
    static func blocks(for text: String) -> JSONValue {
        let section: JSONValue = [
            "type": "rich_text_section", "elements": .array(elements(of: text)),
        ]
        return [
            [
                "type": "rich_text", "block_id": .string(World.digest(of: text, width: 5)),
                "elements": [section],
            ]
        ]
    }

    private static func elements(of text: String) -> [JSONValue] {
        var elements: [JSONValue] = []
        var plain: [UInt8] = []
        func flush() {
            guard !plain.isEmpty else { return }
            let text = unescaped(String(decoding: plain, as: UTF8.self))
            elements.append(["type": "text", "text": .string(text)])
            plain = []
        }
        var rest = text.utf8[...]
        while let first = rest.first {
            if first == UInt8(ascii: "<"), let end = rest.firstIndex(of: UInt8(ascii: ">")),
                let element = reference(String(Substring(rest[..<end].dropFirst())))
            {
                flush()
                elements.append(element)
                rest = rest[end...].dropFirst()
            } else {
                plain.append(first)
                rest = rest.dropFirst()
            }
        }
        flush()
        return elements
    }

    /// What stands between `<` and `>`; `nil` when it is no reference.
    private static func reference(_ text: String) -> JSONValue? {
        let parts = text.split(separator: "|", maxSplits: 1).map(String.init)
        guard let target = parts.first else { return nil }
        let name = String(target.dropFirst())
        switch target.first {
        case "@": return ["type": "user", "user_id": .string(name)]
        case "#": return ["type": "channel", "channel_id": .string(name)]
        case "!": return ["type": "broadcast", "range": .string(name)]
        default: break
        }
        guard target.contains("://") || target.hasPrefix("mailto:") else { return nil }
        var link = [JSONMember("type", "link"), JSONMember("url", .string(unescaped(target)))]
        if parts.count > 1 { link.append(JSONMember("text", .string(unescaped(parts[1])))) }
        return .object(link)
    }

    /// Slack escapes `&`, `<` and `>` in texts and nowhere else.
    private static func unescaped(_ text: String) -> String {
        guard text.utf8.contains(UInt8(ascii: "&")) else { return text }
        return text.replacing("&lt;", with: "<").replacing("&gt;", with: ">")
            .replacing("&amp;", with: "&")
    }
}
