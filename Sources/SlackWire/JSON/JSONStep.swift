/// One step from a container of a JSON document to a value inside it.
public enum JSONStep: Sendable, Hashable {
    /// From an object to the member of that name.
    case member(String)
    /// From an array to its elements, all of them.
    case elements
}
