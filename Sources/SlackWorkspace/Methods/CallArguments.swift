import SlackWire

/// The arguments of a call as Slack reads them, with their values as they were given.
struct CallArguments: Sendable {
    /// Why there are none.
    enum Problem: Error {
        case invalidJSON
        case notAnObject
    }

    private var members: [JSONMember]
    /// The files of a multipart body.
    private(set) var files: [MultipartPart] = []

    init(_ call: WebAPICall) throws(Problem) {
        members = call.query.map { JSONMember($0.name, .string($0.value)) }
        switch call.body {
        case .none, .bytes, .flowing, .file: break
        case .form(let fields):
            members += fields.map { JSONMember($0.name, .string($0.value)) }
        case .json(let text):
            try add(text)
        case .multipart(let parts):
            for part in parts {
                if part.filename == nil {
                    let text = String(decoding: part.bytes, as: UTF8.self)
                    members.append(JSONMember(part.name, .string(text)))
                } else {
                    files.append(part)
                }
            }
        }
    }

    private mutating func add(_ text: JSONText) throws(Problem) {
        // An empty body with a JSON media type is what slack_sdk sends for a call without arguments.
        if text.bytes.isEmpty { return }
        guard let value = try? text.value() else { throw .invalidJSON }
        guard let found = value.members else { throw .notAnObject }
        members += found
    }

    /// All arguments but the token, in order.
    var all: [JSONMember] { members.filter { $0.name != "token" } }

    /// The argument as it was given; `null` is none.
    subscript(name: String) -> JSONValue? {
        guard let value = members[name], value != .null else { return nil }
        return value
    }

    /// The argument as text.
    func text(_ name: String) -> String? {
        switch self[name] {
        case nil: nil
        case .string(let text)?: text
        case .number(let spelling)?: spelling
        case .bool(let truth)?: truth ? "true" : "false"
        case let value?: value.compactText
        }
    }

    /// The argument as text, if it is there and not empty.
    func nonEmpty(_ name: String) -> String? {
        text(name).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The argument as a truth value.
    func bool(_ name: String) -> Bool? {
        switch text(name) {
        case "true", "1", "True": true
        case "false", "0", "False", "": false
        default: nil
        }
    }

    /// The argument as a whole number.
    func int(_ name: String) -> Int? {
        text(name).flatMap { Int($0) }
    }

    /// The argument as a list: a JSON array, the text of one, or names between commas; empty pieces are none.
    func list(_ name: String) -> [String]? {
        guard let value = self[name] else { return nil }
        if let array = (try? structured(name))?.array {
            return array.compactMap(\.string).filter { !$0.isEmpty }
        }
        guard case .string(let text) = value else { return nil }
        let parts = text.split(separator: ",").map { part in
            String(part.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
        }
        return parts.filter { !$0.isEmpty }
    }

    /// The argument as an array or object, which forms carry as the text of one; `nil` if it is missing.
    func structured(_ name: String) throws(Problem) -> JSONValue? {
        guard let value = self[name] else { return nil }
        guard case .string(let text) = value else { return value }
        if text.isEmpty { return nil }
        guard let parsed = try? JSONValue(parsing: text) else { throw .invalidJSON }
        return parsed
    }
}
