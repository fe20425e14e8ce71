/// One HTTP request of a bot: a Web API method, or an absolute URL such as an upload or a webhook.
public struct WebAPICall: Sendable, Hashable {
    /// Where a call goes.
    public enum Target: Sendable, Hashable {
        /// A Web API method by name, for example `chat.postMessage`.
        case method(String)
        /// An absolute URL: an upload URL, a webhook, a `response_url`, a file.
        case url(String)
    }

    /// What a call carries.
    public enum Body: Sendable, Hashable {
        /// Nothing.
        case none
        /// `application/x-www-form-urlencoded`, decoded.
        case form([FormField])
        /// A JSON document with its exact bytes.
        case json(JSONText)
        /// `multipart/form-data`, taken apart.
        case multipart([MultipartPart])
        /// Anything else, for example the raw bytes of an upload.
        case bytes([UInt8])
        /// A body that is sent as it comes, too long to be put together first; its type stands in the header.
        case flowing(FlowingBody)
        /// In a recording: a body that flowed, in a file of its own.
        case file(BodyFile)
    }

    /// Where the call goes.
    public var target: Target
    /// The HTTP verb.
    public var httpMethod: HTTPMethod
    /// The decoded query, without what stands in an absolute URL.
    public var query: [FormField]
    /// The request's header fields, `authorization` included.
    public var headers: HTTPHeaders
    /// The request's body.
    public var body: Body
    /// How a client sent it, if it came through a server; `nil` for a call that goes out as its parts say.
    public var spelling: WireSpelling?

    /// Makes a call from its parts.
    public init(
        _ target: Target,
        httpMethod: HTTPMethod = .post,
        query: [FormField] = [],
        headers: HTTPHeaders = [:],
        body: Body = .none
    ) {
        self.target = target
        self.httpMethod = httpMethod
        self.query = query
        self.headers = headers
        self.body = body
    }

    /// Makes a `POST` of a Web API method with form arguments.
    ///
    /// Every method accepts a form; not all accept JSON (Slack's `json_input_supported`). Arguments that
    /// are arrays or objects are sent as JSON strings, as Slack asks; `null` is left out.
    public init(method: String, arguments: [JSONMember] = []) {
        self.init(
            .method(method),
            body: .form(
                arguments.compactMap { argument in
                    guard let text = argument.value.formText else { return nil }
                    return FormField(argument.name, text)
                }
            )
        )
    }
}

extension JSONValue {
    /// How a form spells this value: scalars as they are, the rest as JSON.
    fileprivate var formText: String? {
        switch self {
        case .null: nil
        case .bool(let truth): truth ? "true" : "false"
        case .number(let spelling): spelling
        case .string(let text): text
        case .array, .object: String(decoding: compactBytes, as: UTF8.self)
        }
    }
}
