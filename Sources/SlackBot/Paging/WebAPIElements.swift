public import SlackWire

/// The elements of a list that a Web API method gives in pieces, one after the other; see ``WebAPIPages``.
///
/// A page is called for when its first element is asked for.
public struct WebAPIElements: AsyncSequence, Sendable {
    /// An element: an object, or for `conversations.members` an id.
    public typealias Element = JSONValue

    let pages: WebAPIPages
    /// The member that holds the list; `nil` for the one that is a list.
    let member: String?

    /// Begins at the first element.
    public func makeAsyncIterator() -> Iterator {
        Iterator(pages: pages.makeAsyncIterator(), method: pages.method, member: member)
    }

    /// Where somebody is in the list.
    public struct Iterator: AsyncIteratorProtocol {
        private var pages: WebAPIPages.Iterator
        private let method: String
        private var member: String?
        private var elements: ArraySlice<JSONValue> = []

        init(pages: WebAPIPages.Iterator, method: String, member: String?) {
            self.pages = pages
            self.method = method
            self.member = member
        }

        /// The next element.
        ///
        /// - Throws: ``PaginationError`` for a page that leads back or has no such list, and as
        ///   ``BotContext/call(_:_:)-(String,[JSONMember])``.
        public mutating func next() async throws -> JSONValue? {
            // Pages may be empty, and more come behind them.
            while elements.isEmpty {
                guard let page = try await pages.next() else { return nil }
                elements = try list(in: page)[...]
            }
            return elements.popFirst()
        }

        private mutating func list(in page: JSONValue) throws(PaginationError) -> [JSONValue] {
            if let member {
                guard let list = page[member]?.array else {
                    throw PaginationError(method: method, .noList(named: member, page.lists))
                }
                return list
            }
            let found = page.lists
            guard let only = found.first, found.count == 1, let list = page[only]?.array else {
                throw PaginationError(method: method, .noList(named: nil, found))
            }
            // The pages behind have it under the same name.
            member = only
            return list
        }
    }
}

extension JSONValue {
    /// The names of the members that are lists.
    fileprivate var lists: [String] {
        (members ?? []).filter { $0.value.array != nil }.map(\.name)
    }
}
