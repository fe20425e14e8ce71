/// One step from a JSON value to a value inside it.
public enum JSONPathComponent: Sendable, Hashable {
    /// To the member of that name.
    case name(String)
    /// To the element at that position.
    case index(Int)
}

extension JSONPathComponent: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    /// To the member of that name.
    public init(stringLiteral name: String) { self = .name(name) }
    /// To the element at that position.
    public init(integerLiteral index: Int) { self = .index(index) }
}
