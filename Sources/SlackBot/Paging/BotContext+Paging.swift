public import SlackWire

extension BotContext {
    /// How many elements Slack recommends to ask for at a time; more than 1,000 it refuses
    /// (docs.slack.dev/apis/web-api/pagination).
    public static let recommendedPageSize = 200

    /// The pages of a list, by any method with a `cursor`.
    ///
    /// ```swift
    /// for try await page in context.pages(of: "conversations.list", ["types": "private_channel"]) { … }
    /// ```
    ///
    /// - Parameters:
    ///   - method: The method's name.
    ///   - arguments: Its arguments; a `cursor` among them is where to begin, a `limit` takes the place of the page's size.
    ///   - pageSize: How many elements a page may have (`limit`), of which Slack may send fewer; `nil` leaves it to Slack.
    public func pages(
        of method: String,
        _ arguments: KeyValuePairs<String, JSONValue> = [:],
        pageSize: Int? = recommendedPageSize
    ) -> WebAPIPages {
        var members = arguments.map { JSONMember($0.key, $0.value) }
        if let pageSize, !members.contains(where: { $0.name == "limit" }) {
            members.append(JSONMember("limit", .number(String(pageSize))))
        }
        return WebAPIPages(context: self, method: method, arguments: members)
    }

    /// The elements of a list, one after the other over all pages, by any method with a `cursor`.
    ///
    /// ```swift
    /// for try await user in context.elements(of: "users.list") { … }
    /// ```
    ///
    /// - Parameters:
    ///   - method: The method's name.
    ///   - arguments: Its arguments; see ``pages(of:_:pageSize:)``.
    ///   - member: The member of the answer that holds the list, for example `channels`; `nil` for the only one that is a
    ///     list.
    ///   - pageSize: See ``pages(of:_:pageSize:)``.
    public func elements(
        of method: String,
        _ arguments: KeyValuePairs<String, JSONValue> = [:],
        in member: String? = nil,
        pageSize: Int? = recommendedPageSize
    ) -> WebAPIElements {
        WebAPIElements(pages: pages(of: method, arguments, pageSize: pageSize), member: member)
    }
}
