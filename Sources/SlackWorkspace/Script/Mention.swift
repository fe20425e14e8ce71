/// A reference in a message's text: `<@U1|alice>`, `<#C1|general>`.
struct Mention: Sendable, Hashable {
    /// Who or what is meant.
    let id: String
    /// The name beside the id, if any.
    let label: String?

    /// All references to users and channels in a text, in order.
    static func all(in text: String) -> [Mention] {
        var mentions: [Mention] = []
        var rest = text.utf8[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "<")) {
            rest = rest[rest.index(after: start)...]
            guard let sigil = rest.first, sigil == UInt8(ascii: "@") || sigil == UInt8(ascii: "#"),
                let end = rest.firstIndex(of: UInt8(ascii: ">"))
            else { continue }
            let parts = rest[..<end].dropFirst().split(
                separator: UInt8(ascii: "|"),
                maxSplits: 1
            )
            guard let id = parts.first else { continue }
            let label = parts.count > 1 ? String(Substring(parts[1])) : nil
            mentions.append(Mention(id: String(Substring(id)), label: label))
            rest = rest[end...]
        }
        return mentions
    }
}
