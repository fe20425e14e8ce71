import SlackWire

/// A place in a call's arguments: names with dots between them, `*` for every element or member.
struct ArgumentPath: Sendable, Hashable {
    private let steps: [String]

    init(_ spelling: String) {
        steps = spelling.split(separator: ".").map(String.init)
    }

    /// The name, of a place that is no deeper than one.
    var singleName: String? { steps.count == 1 ? steps[0] : nil }

    /// The members without what stands at this place.
    func removed(from members: [JSONMember]) -> [JSONMember] {
        guard !steps.isEmpty else { return members }
        return Self.removed(steps[...], from: .object(members)).members ?? members
    }

    private static func removed(_ steps: ArraySlice<String>, from value: JSONValue) -> JSONValue {
        guard let step = steps.first else { return value }
        let rest = steps.dropFirst()
        switch value {
        case .object(let members):
            return .object(
                members.compactMap { member in
                    guard step == "*" || step == member.name else { return member }
                    guard !rest.isEmpty else { return nil }
                    return JSONMember(member.name, removed(rest, from: member.value))
                }
            )
        case .array(let elements):
            return .array(
                elements.enumerated().compactMap { index, element in
                    guard step == "*" || step == String(index) else { return element }
                    return rest.isEmpty ? nil : removed(rest, from: element)
                }
            )
        case .null, .bool, .number, .string:
            return value
        }
    }
}
