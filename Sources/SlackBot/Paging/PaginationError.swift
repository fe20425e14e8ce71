/// Why the pages of a list cannot be followed.
public struct PaginationError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Kind: Sendable, Hashable {
        /// The cursor behind this page (from 1) had led to an earlier one: the list would never end.
        case repeatedCursor(page: Int)
        /// The answer has no list of that name or, where none was named, not exactly one; and the lists that it has.
        case noList(named: String?, [String])
    }

    /// The method that was called.
    public let method: String
    /// What is wrong.
    public let kind: Kind

    /// Makes an error.
    public init(method: String, _ kind: Kind) {
        self.method = method
        self.kind = kind
    }
}

extension PaginationError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch kind {
        case .repeatedCursor(let page):
            return
                "\(method) does not end: the next_cursor of page \(page) had led to an earlier page. What came so far is"
                + " all that it gives."
        case .noList(let name?, let lists):
            return "The answer of \(method) has no list named \(name); \(Self.wording(lists))"
        case .noList(nil, let lists):
            return
                "The answer of \(method) does not say which of its members is the list; \(Self.wording(lists))"
        }
    }

    private static func wording(_ lists: [String]) -> String {
        lists.isEmpty
            ? "it has none: ask for its pages instead."
            : "it has: \(lists.joined(separator: ", ")). Name the one to go through."
    }
}
