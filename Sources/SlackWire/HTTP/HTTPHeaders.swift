/// The header fields of a request or an answer, in order, with names in lower case.
///
/// Slack's edge sends lower-case names and some clients look them up case-sensitively, so a name is
/// folded when it enters and never changes case again.
public struct HTTPHeaders: Sendable, Hashable {
    /// One field.
    public struct Field: Sendable, Hashable {
        /// The name in lower case.
        public let name: String
        /// The value as it stood on the wire, without surrounding white space; a byte that is no UTF-8 is the character
        /// U+10FF00 plus the byte.
        public var value: String

        /// Makes a field; the name is folded to lower case.
        public init(name: String, value: String) {
            self.name = name.lowercased()
            self.value = value
        }
    }

    /// All fields in the order they were sent.
    public private(set) var fields: [Field]

    /// No fields.
    public init() {
        fields = []
    }

    /// The given fields in the given order.
    public init(_ fields: [Field]) {
        self.fields = fields
    }

    /// The first value of that name; setting replaces all of them, and setting `nil` removes them.
    public subscript(name: String) -> String? {
        get {
            let folded = name.lowercased()
            return fields.first { $0.name == folded }?.value
        }
        set {
            let folded = name.lowercased()
            guard let newValue else {
                fields.removeAll { $0.name == folded }
                return
            }
            guard let index = fields.firstIndex(where: { $0.name == folded }) else {
                fields.append(Field(name: folded, value: newValue))
                return
            }
            fields[index].value = newValue
            let rest = fields[(index + 1)...].filter { $0.name != folded }
            fields.replaceSubrange((index + 1)..., with: rest)
        }
    }

    /// Every value of that name, in order.
    public func values(named name: String) -> [String] {
        let folded = name.lowercased()
        return fields.lazy.filter { $0.name == folded }.map(\.value)
    }

    /// Appends a field without touching others of the same name.
    public mutating func append(_ name: String, _ value: String) {
        fields.append(Field(name: name, value: value))
    }
}

extension HTTPHeaders: ExpressibleByDictionaryLiteral {
    /// The fields in the order of the literal.
    public init(dictionaryLiteral elements: (String, String)...) {
        self.init(elements.map { Field(name: $0, value: $1) })
    }
}

extension HTTPHeaders: RandomAccessCollection {
    /// The position of the first field.
    public var startIndex: Int { fields.startIndex }
    /// The position after the last field.
    public var endIndex: Int { fields.endIndex }
    /// The field at a position.
    public subscript(position: Int) -> Field { fields[position] }
}
