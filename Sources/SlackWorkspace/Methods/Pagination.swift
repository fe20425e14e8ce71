import SlackWire

/// One page of a list, and where the next begins.
struct Page<Element> {
    let elements: [Element]
    /// What to ask for next; empty at the end.
    let next: String

    /// The member of an answer that tells it.
    var member: JSONMember {
        JSONMember("response_metadata", ["next_cursor": .string(next)])
    }
}

extension MethodRequest {
    /// The largest `limit` that Slack takes.
    private static let largestLimit = 1_000

    /// How many elements are wanted.
    func limit(default standard: Int) throws(MethodError) -> Int {
        guard let text = arguments.nonEmpty("limit") else { return standard }
        guard let limit = Int(text), (0...Self.largestLimit).contains(limit) else {
            throw MethodError("invalid_limit")
        }
        return limit == 0 ? standard : limit
    }

    /// Cuts the page that is asked for out of a list.
    ///
    /// A cursor is the base64 of a kind and the id of the first element of the next page, as at Slack.
    func page<Element>(
        of list: [Element],
        kind: String,
        default standard: Int = .max,
        id: (Element) -> String
    ) throws(MethodError) -> Page<Element> {
        let limit = try limit(default: standard)
        var start = 0
        if let cursor = arguments.nonEmpty("cursor") {
            guard let bytes = Base64.decode(cursor.utf8),
                let text = String(validating: bytes, as: UTF8.self), text.hasPrefix(kind + ":"),
                let index = list.firstIndex(where: { id($0) == text.dropFirst(kind.count + 1) })
            else { throw MethodError("invalid_cursor") }
            start = index
        }
        let end = limit >= list.count - start ? list.count : start + limit
        let next = end < list.count ? Base64.encode(Array("\(kind):\(id(list[end]))".utf8)) : ""
        return Page(elements: Array(list[start..<end]), next: next)
    }
}
