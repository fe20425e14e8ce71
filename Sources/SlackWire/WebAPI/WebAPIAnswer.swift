/// What Slack answered to a call.
///
/// Business failures come with status 200 and `"ok":false`; other statuses are rate limits, gateways
/// and upload servers (docs.slack.dev/apis/web-api).
public struct WebAPIAnswer: Sendable, Hashable {
    /// The HTTP status.
    public var status: Int
    /// The answer's header fields.
    public var headers: HTTPHeaders
    /// The body as it was received, after content decoding.
    public var body: [UInt8]
    /// In a recording: the body in a file of its own, where it is too long for ``body``, which is empty then.
    public var file: BodyFile?

    /// Makes an answer.
    public init(status: Int = 200, headers: HTTPHeaders = [:], body: [UInt8] = []) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Makes an answer of status 200 with a JSON body.
    public init(json value: JSONValue) {
        self.init(
            headers: ["content-type": "application/json; charset=utf-8"],
            body: value.compactBytes
        )
    }

    /// The body as a JSON tree.
    ///
    /// - Throws: ``JSONError`` if it is something else, for example a gateway's HTML.
    public func json() throws(JSONError) -> JSONValue {
        try JSONValue(parsing: body)
    }
}
