public import SlackWire

/// A member of a line that this version of the format does not know.
///
/// It is kept and written again, so that an older tool does not strip what a newer one recorded.
public struct ExtraField: Sendable, Hashable {
    /// The member's name, unescaped.
    public var name: String
    /// The member's value, with its exact bytes.
    public var value: JSONText

    /// Makes a field.
    public init(_ name: String, _ value: JSONText) {
        self.name = name
        self.value = value
    }
}
