/// One decoded name and value of a query or of a form body.
public struct FormField: Sendable, Hashable {
    /// The name, percent-decoded.
    public var name: String
    /// The value, percent-decoded.
    public var value: String

    /// Makes a field from decoded text.
    public init(_ name: String, _ value: String) {
        self.name = name
        self.value = value
    }
}
