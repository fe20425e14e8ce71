import SlackWire

/// The socket URLs that Slack has given, and the calls whose answers gave them.
package struct SocketLinks: Sendable {
    private var calls = GivenURLs<Int>()

    /// Remembers the URLs in a call's answer.
    mutating func note(answerTo call: Int, body: [UInt8]) {
        for url in Self.urls(in: body) { calls.note(url, from: call) }
    }

    /// The call whose answer gave `url`, or the URL that it begins with.
    func call(for url: String) -> Int? { calls.origin(of: url) }

    /// Every `ws` and `wss` URL among the string values of a JSON document; none if it is not JSON.
    package static func urls(in document: [UInt8]) -> [String] {
        guard mayHoldURL(document), let value = try? JSONValue(parsing: document) else { return [] }
        var found: [String] = []
        collect(from: value, into: &found)
        return found
    }

    /// Whether `ws:` or `wss:` stands anywhere, which spares most documents from being parsed.
    private static func mayHoldURL(_ bytes: [UInt8]) -> Bool {
        var previous: (UInt8, UInt8) = (0, 0)
        for byte in bytes {
            if byte == UInt8(ascii: ":"), previous.1 == UInt8(ascii: "s"),
                previous.0 == UInt8(ascii: "w") || previous.0 == UInt8(ascii: "s")
            {
                return true
            }
            previous = (previous.1, byte)
        }
        return false
    }

    private static func collect(from value: JSONValue, into found: inout [String]) {
        switch value {
        case .string(let text):
            if text.hasPrefix("wss://") || text.hasPrefix("ws://") { found.append(text) }
        case .array(let elements):
            for element in elements { collect(from: element, into: &found) }
        case .object(let members):
            for member in members { collect(from: member.value, into: &found) }
        case .null, .bool, .number:
            break
        }
    }
}
