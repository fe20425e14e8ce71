// Text is equal here when its scalars are. `String` takes `é` in one scalar and in two for the same,
// but a bot that answers with the other has not answered the same.

extension JSONValue {
    /// Whether two values have the same members in the same order, and the same spelling of numbers.
    public static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let left), .bool(let right)): left == right
        case (.number(let left), .number(let right)): left.isSpelled(right)
        case (.string(let left), .string(let right)): left.isSpelled(right)
        case (.array(let left), .array(let right)): left == right
        case (.object(let left), .object(let right)): left == right
        default: false
        }
    }

    /// Feeds the value's kind and content.
    public func hash(into hasher: inout Hasher) {
        switch self {
        case .null: hasher.combine(0)
        case .bool(let truth):
            hasher.combine(1)
            hasher.combine(truth)
        case .number(let text):
            hasher.combine(2)
            text.hashSpelling(into: &hasher)
        case .string(let text):
            hasher.combine(3)
            text.hashSpelling(into: &hasher)
        case .array(let elements):
            hasher.combine(4)
            hasher.combine(elements)
        case .object(let members):
            hasher.combine(5)
            hasher.combine(members)
        }
    }
}

extension JSONMember {
    /// Whether two members have the same name and value.
    public static func == (left: JSONMember, right: JSONMember) -> Bool {
        left.name.isSpelled(right.name) && left.value == right.value
    }

    /// Feeds the name and the value.
    public func hash(into hasher: inout Hasher) {
        name.hashSpelling(into: &hasher)
        hasher.combine(value)
    }
}

extension String {
    /// Whether two texts have the same scalars.
    func isSpelled(_ other: String) -> Bool { utf8.elementsEqual(other.utf8) }

    fileprivate func hashSpelling(into hasher: inout Hasher) {
        var text = self
        text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
        hasher.combine(0xff as UInt8)
    }
}
