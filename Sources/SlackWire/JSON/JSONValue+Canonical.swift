extension JSONValue {
    /// The same value with the members of every object in the order of their names, each name once.
    ///
    /// Two documents that decoders take for the same have one canonical form, but for the spelling of
    /// numbers, which is kept.
    public var canonical: JSONValue {
        switch self {
        case .null, .bool, .number, .string: self
        case .array(let elements): .array(elements.map(\.canonical))
        case .object(let members):
            .object(
                JSONMember.canonical(members).map { JSONMember($0.name, $0.value.canonical) }
            )
        }
    }
}

extension JSONMember {
    /// Members in the order of their names; of those with one name, the last.
    ///
    /// Names are told apart by their scalars: `String` takes `é` in one scalar and in two for the same.
    static func canonical(_ members: [JSONMember]) -> [JSONMember] {
        let sorted = members.enumerated().sorted { left, right in
            let (leftName, rightName) = (left.element.name.utf8, right.element.name.utf8)
            if left.element.name.isSpelled(right.element.name) { return left.offset < right.offset }
            return leftName.lexicographicallyPrecedes(rightName)
        }
        var unique: [JSONMember] = []
        for (_, member) in sorted {
            if let last = unique.last, last.name.isSpelled(member.name) {
                unique.removeLast()
            }
            unique.append(member)
        }
        return unique
    }
}
