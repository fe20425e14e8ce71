import RepriseFloor
import SlackWire

/// Ways to spell a text, one inside the other, made out of a seed: what bots, people and adversaries put together.
struct SpellingChain: CustomStringConvertible {
    /// A way to spell a text, and what may stand inside and around it.
    struct Link: Sendable {
        var name: String
        /// Whether what it makes are digits of base64.
        var isBase64 = false
        /// Whether what it makes can be read without undoing it.
        var isCompressed = false
        var isHexadecimal = false
        var spelled: @Sendable (String) -> String
    }

    var links: [Link] = []

    /// A chain of at most so many links that redaction promises to undo: base64 twice, compression once in a text, hexadecimal
    /// digits by themselves, other encodings up to five times over.
    ///
    /// - Parameter limit: How often base64 may be undone.
    init(upTo count: Int, base64 limit: Int = 2, _ random: inout SeededGenerator) {
        let length = Int.random(in: 0...count, using: &random)
        while links.count < length {
            guard let link = Self.all.randomElement(using: &random) else { return }
            let digits = links.count { $0.isBase64 }
            if link.isBase64, digits == limit || links.contains(where: \.isHexadecimal) { continue }
            if link.isCompressed, digits > 0 { continue }
            if link.isBase64, links.contains(where: \.isCompressed) { continue }
            if link.isHexadecimal, digits > 0 || links.contains(where: \.isHexadecimal) { continue }
            links.append(link)
        }
    }

    func spelled(_ text: String) -> String { links.reduce(text) { $1.spelled($0) } }

    var description: String {
        links.isEmpty ? "as it is" : links.map(\.name).joined(separator: " in ")
    }

    private static func each(_ text: String, _ spelled: (Unicode.Scalar) -> String) -> String {
        text.unicodeScalars.map(spelled).joined()
    }

    private static func hexadecimal(_ text: String) -> String {
        text.utf8.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }

    private static let all: [Link] = [
        Link(name: "percent") { Secrets.percentEncoded($0) },
        Link(name: "entities") { text in each(text) { "&#\($0.value);" } },
        Link(name: "JSON") { String(JSONValue.string($0).compactText.dropFirst().dropLast()) },
        Link(name: "JSON's escapes") { Spelling.unicode($0) },
        Link(name: "slashes of JSON") { $0.replacing("/", with: "\\/") },
        Link(name: #"\x"#) { text in text.replacing("-", with: #"\x2d"#) },
        Link(name: "Markdown") { text in text.replacing("-", with: #"\-"#) },
        Link(name: "hyphens") { text in text.replacing("-", with: "\u{2011}") },
        Link(name: "base64", isBase64: true) { Spelling.base64($0) },
        Link(name: "base64 behind a text", isBase64: true) { Spelling.base64("a:" + $0) },
        Link(name: "base64 for URLs", isBase64: true) { Spelling.base64($0, isForURLs: true) },
        Link(name: "base64 of JSON", isBase64: true) {
            Spelling.base64(JSONValue.object([JSONMember("v", .string($0))]).compactText)
        },
        Link(name: "gzip", isBase64: true, isCompressed: true) {
            Base64.encode(Deflated.gzip(Array(("state of a bot: " + $0).utf8)))
        },
        Link(name: "zlib", isBase64: true, isCompressed: true) {
            Base64.encode(Deflated.zlib(Array(("state of a bot: " + $0).utf8)))
        },
        Link(name: "hexadecimal", isHexadecimal: true) { hexadecimal($0) },
    ]
}
