/// One decoded name and value of a query or of a form body.
public struct FormField: Sendable, Hashable {
    /// The name, percent-decoded; a byte that is no UTF-8 is the character U+10FF00 plus the byte.
    public var name: String
    /// The value, percent-decoded, likewise.
    public var value: String

    /// Makes a field from decoded text.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
