public import SlackWire

/// The pages of a list that a Web API method gives in pieces, each called for when it is asked for.
///
/// It ends with the page whose `response_metadata.next_cursor` is empty or not there
/// (docs.slack.dev/apis/web-api/pagination). A page that fails throws what
/// ``BotContext/call(_:_:)-(String,[JSONMember])`` throws, and ends it; to go on later, begin anew with the last page's `next_cursor` as
/// the argument `cursor`. Rate limits are the ``BotConfiguration/callPolicy``'s. A task that is cancelled gets no further page.
public struct WebAPIPages: AsyncSequence, Sendable {
    /// A page: the body of an answer.
    public typealias Element = JSONValue

    let context: BotContext
    let method: String
    let arguments: [JSONMember]

    /// Begins at the first page, or at the `cursor` among the arguments.
    public func makeAsyncIterator() -> Iterator { Iterator(pages: self) }

    /// Where somebody is in the pages.
    public struct Iterator: AsyncIteratorProtocol {
        private let pages: WebAPIPages
        private var arguments: [JSONMember]
        /// The cursors that led to pages, so that none is followed twice.
        private var followed: Set<String> = []
        private var number = 0
        private var isOver = false
        private var error: PaginationError?

        init(pages: WebAPIPages) {
            self.pages = pages
            arguments = pages.arguments
            if let cursor = arguments["cursor"]?.string { followed.insert(cursor) }
        }

        /// The next page.
        ///
        /// - Throws: ``PaginationError`` behind a page that leads back, and as
        ///   ``BotContext/call(_:_:)-(String,[JSONMember])``.
        public mutating func next() async throws -> JSONValue? {
            if let found = error.take() { throw found }
            guard !isOver else { return nil }
            // Whatever is thrown from here on is the end.
            isOver = true
            let page = try await pages.context.call(pages.method, arguments)
            number += 1
            let cursor = page["response_metadata"]?["next_cursor"]?.string ?? ""
            guard !cursor.isEmpty else { return page }
            guard followed.insert(cursor).inserted else {
                // The page itself may be new.
                error = PaginationError(method: pages.method, .repeatedCursor(page: number))
                return page
            }
            arguments.removeAll { $0.name == "cursor" }
            arguments.append(JSONMember("cursor", .string(cursor)))
            isOver = false
            return page
        }
    }
}

extension [JSONMember] {
    fileprivate subscript(name: String) -> JSONValue? { last { $0.name == name }?.value }
}
