import SecretRedaction
public import SlackWire

/// One thing in which a session differs from the one that was expected.
public struct SessionDifference: Sendable, Hashable {
    /// How an entry differs.
    public enum Kind: Sendable, Hashable {
        /// It is expected and not there.
        case missing
        /// It is there and not expected.
        case extra
        /// It is there with another content.
        case changed([Field])
        /// Its payload means the same and is spelled otherwise.
        case respelled
        /// It is there, at another place in the order.
        case moved
        /// The call that a socket's URL came from is another.
        case otherCause
    }

    /// One value in which an entry differs.
    public struct Field: Sendable, Hashable {
        /// Where in the entry's line it stands, for example `form.text` or `json.blocks[0].type`.
        public let path: String
        /// What is expected there; `nil` if nothing.
        public let expected: JSONValue?
        /// What is there; `nil` if nothing.
        public let actual: JSONValue?
    }

    /// An entry of one of the sessions.
    public struct Entry: Sendable, Hashable {
        /// Its position among the session's entries, from 0.
        public let index: Int
        /// Its time, in microseconds since the start.
        public let at: Int64
        /// What it is, in a few words, for example `call 3 chat.postMessage`.
        public let label: String
    }

    /// How the entry differs.
    public let kind: Kind
    /// The entry of the expected session, if it has one.
    public let expected: Entry?
    /// The entry of the other session, if it has one.
    public let actual: Entry?

    /// Where the difference belongs in a list.
    var place: Int { expected?.index ?? actual?.index ?? 0 }
}

extension SessionDifference: CustomStringConvertible {
    /// One sentence, without secrets; what differs in a changed entry stands on lines of its own.
    public var description: String {
        var redactor = Redactor()
        let entry =
            (expected ?? actual).map { "\(redactor.redacted($0.label)) (entry \($0.index + 1))" }
            ?? "an entry"
        return switch kind {
        case .missing: "missing: \(entry)"
        case .extra: "extra: \(entry)"
        case .moved: "moved: \(entry) is now entry \((actual?.index ?? 0) + 1)"
        case .respelled: "respelled: \(entry) means the same in other bytes"
        case .otherCause: "other cause: \(entry) was opened with the URL of another call"
        case .changed(let fields):
            (["changed: \(entry)"] + fields.map { "  \($0)" }).joined(separator: "\n")
        }
    }
}

extension SessionDifference.Field: CustomStringConvertible {
    /// The path and both values, each cut after 120 characters, without secrets: a session may have been recorded with them, and
    /// what differs is printed by tests.
    public var description: String {
        var redactor = Redactor()
        let place = redactor.redacted(path)
        let expected = text(of: expected, &redactor)
        return "\(place): expected \(expected), found \(text(of: actual, &redactor))"
    }

    private func text(of value: JSONValue?, _ redactor: inout Redactor) -> String {
        guard let value else { return "nothing" }
        let text = redactor.redacted(value, named: name)
        return text.count > 120 ? text.prefix(120) + "…" : text
    }

    /// The name that the value goes by; `nil` for an element of a list.
    private var name: String? {
        path.split { $0 == "." || $0 == "[" }.last { !$0.hasSuffix("]") }.map(String.init)
    }
}
