/// The arguments of a call, the same whatever clothes it came in: query, form, JSON or multipart.
///
/// The token is not among them. Values are brought to one shape, so that equal calls are equal here:
/// a number or a truth value is the text that a form would carry (`1` is `true` where the schema says so),
/// `null` is no argument, text that
/// spells a JSON array or object is that array or object (except in ``proseNames``), and members of
/// objects stand in the order of their names. Of arguments with one name the last wins, and the body
/// wins over the query.
public struct WebAPIArguments: Sendable, Hashable {
    /// The arguments, in the order of their names.
    public private(set) var members: [JSONMember]
    /// The files of a multipart body, in order.
    public private(set) var files: [MultipartPart]
    /// A body that holds no arguments: the raw bytes of an upload, or JSON that is no object.
    public private(set) var content: [UInt8]?
    /// A body that holds no arguments and lies in a file of its own.
    public private(set) var file: BodyFile?

    /// The argument of that name, in the one shape that is compared.
    public subscript(name: String) -> JSONValue? {
        members.first { $0.name.isSpelled(name) }?.value
    }

    /// The argument as a form carries it: text as it is, an array or object as compact JSON.
    public func text(_ name: String) -> String? {
        guard let value = self[name] else { return nil }
        return value.string ?? value.compactText
    }

    /// The argument as a whole number, if it spells one.
    public func int(_ name: String) -> Int? {
        self[name]?.string.flatMap { Int($0) }
    }

    /// The argument as a truth value: `true`, `1`, `false` or `0`.
    public func bool(_ name: String) -> Bool? {
        switch self[name]?.string {
        case "true", "1": true
        case "false", "0": false
        default: nil
        }
    }
}

extension WebAPICall {
    /// What the call asks for, in the one shape in which calls are compared.
    ///
    /// - Complexity: O(*n* log *n*) in the size of the body.
    public var arguments: WebAPIArguments { WebAPIArguments(self) }
}

extension WebAPIArguments {
    init(_ call: WebAPICall) {
        var found: [JSONMember] = call.query.map { JSONMember($0.name, .string($0.value)) }
        files = []
        content = nil
        switch call.body {
        case .none: break
        case .form(let fields):
            found += fields.map { JSONMember($0.name, .string($0.value)) }
        case .json(let text):
            if let members = (try? text.value())?.members {
                found += members
            } else if !text.bytes.isEmpty {
                content = (try? text.value())?.canonical.compactBytes ?? text.bytes
            }
        case .multipart(let parts):
            for part in parts {
                if part.filename == nil, let text = String(validating: part.bytes, as: UTF8.self) {
                    found.append(JSONMember(part.name, .string(text)))
                } else {
                    files.append(part)
                }
            }
        case .bytes(let bytes):
            if !bytes.isEmpty { content = bytes }
        case .flowing: break
        case .file(let file): self.file = file
        }
        found.removeAll { $0.name == "token" }
        members = JSONMember.canonical(found).compactMap { member in
            guard let value = member.value.argument(named: member.name) else { return nil }
            return JSONMember(member.name, value)
        }
    }
}

extension JSONValue {
    /// The value in the shape of an argument; `nil` for `null`.
    fileprivate func argument(named name: String) -> JSONValue? {
        switch self {
        case .null: nil
        case .bool(let truth): .string(truth ? "true" : "false")
        case .number(let text): .string(Self.scalarArgument(text, named: name))
        case .string(let text):
            Self.parsedArgument(text, named: name)
                ?? .string(Self.scalarArgument(text, named: name))
        case .array, .object: canonical
        }
    }

    /// A truth value in one spelling; anything else as it is.
    private static func scalarArgument(_ text: String, named name: String) -> String {
        guard text == "1" || text == "0", WebAPIArguments.isTruthValue(name) else { return text }
        return text == "1" ? "true" : "false"
    }

    /// The array or object that an argument's text spells.
    private static func parsedArgument(_ text: String, named name: String) -> JSONValue? {
        let first = text.utf8.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
        guard first == UInt8(ascii: "[") || first == UInt8(ascii: "{"),
            !WebAPIArguments.proseNames.contains(name)
        else { return nil }
        return (try? JSONValue(parsing: text))?.canonical
    }
}
