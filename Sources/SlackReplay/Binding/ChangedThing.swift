import SlackWire

/// What methods change of which the last change is what is left, or of which one undoes the other, and the arguments that say
/// which of its kind it is.
struct ChangedThing: Sendable {
    /// Where a part of what tells a thing from others of its kind stands in the arguments.
    enum Part: Sendable {
        /// In the first of these arguments that is there.
        case argument([String])
        /// The same, or nowhere.
        case optional([String])
        /// In members of these names, of an object in an argument or of each of a list of them.
        case members(of: String, [String])
        /// In the names of the members of an object.
        case names(of: String)

        static func argument(_ names: String...) -> Part { .argument(names) }
        static func optional(_ names: String...) -> Part { .optional(names) }
    }

    private let kind: String
    let parts: [Part]

    init(_ kind: String, _ parts: [Part] = []) {
        self.kind = kind
        self.parts = parts
    }

    /// What tells it from all other things; `nil` if the arguments do not say.
    func key(in arguments: WebAPIArguments) -> [String]? {
        var key = [kind]
        for part in parts {
            guard let text = Self.text(of: part, arguments) else { return nil }
            key.append(text)
        }
        return key
    }

    private static func text(of part: Part, _ arguments: WebAPIArguments) -> String? {
        switch part {
        case .argument(let names): names.lazy.compactMap { arguments.text($0) }.first
        case .optional(let names): names.lazy.compactMap { arguments.text($0) }.first ?? ""
        case .members(let argument, let names):
            value(argument, arguments).map { value in
                let objects = value.array ?? [value]
                return objects.map { object in
                    names.map { object[$0]?.string ?? "" }.joined(separator: " ")
                }
                .sorted().joined(separator: " ")
            }
        case .names(let argument):
            value(argument, arguments).flatMap(names)
        }
    }

    private static func names(of value: JSONValue) -> String? {
        guard case .object(let members) = value else { return nil }
        return members.map(\.name).sorted().joined(separator: " ")
    }

    /// The value of an argument, which a form has as the text of one.
    private static func value(_ name: String, _ arguments: WebAPIArguments) -> JSONValue? {
        guard let text = arguments[name]?.string else { return arguments[name] }
        return try? JSONValue(parsing: Array(text.utf8))
    }
}
