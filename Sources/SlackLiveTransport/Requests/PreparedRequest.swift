import SlackWire
import WebSocketCodec

/// A call made ready for libcurl, on the caller's own thread.
struct PreparedRequest: Sendable {
    /// The absolute URL, query included; never shown.
    let url: String
    /// The host it goes to.
    let endpoint: WebAddress
    /// What and where, for people: the method's name and the host, without path and query.
    let place: String
    /// Whether it goes to a link, and not to a method.
    let isLink: Bool
    /// The verb.
    let verb: String
    /// Header lines for libcurl.
    let headers: [String]
    /// The body, `nil` when there is none, or it flows.
    let body: [UInt8]?
    /// The body that flows.
    let upload: UploadBuffer?

    /// A larger body is uploaded over HTTP/1.1: libcurl 7.88 spins when an HTTP/2 server answers before
    /// it has read the body.
    static let uploadThreshold = 1 << 16

    /// Whether the body is large.
    var isUpload: Bool { upload != nil || (body?.count ?? 0) > Self.uploadThreshold }

    /// Makes a call ready.
    ///
    /// - Throws: Kind `invalidRequest` when it cannot be sent as it is.
    init(
        _ call: WebAPICall,
        base: Result<BaseURL, TransportFailure>,
        userAgent: String
    ) throws(TransportFailure) {
        verb = call.httpMethod.rawValue
        isLink = call.methodName == nil
        switch call.target {
        case .method(let name):
            let base = try base.get()
            url = try base.url(ofMethod: name, query: call.wireQuery)
            endpoint = base.endpoint
            place = "\(name) at \(endpoint.hostAndPort)"
        case .url(let text):
            guard let endpoint = WebAddress(dialled: text, isSocket: false) else {
                throw TransportFailure(
                    .invalidRequest,
                    "\(verb) was not sent: its URL is not an absolute http or https URL without a "
                        + "password; pass the URL as Slack gave it"
                )
            }
            url = Self.adding(call.wireQuery, to: text)
            self.endpoint = endpoint
            place = "\(verb) to \(endpoint.hostAndPort)"
        }
        guard HandshakeField(verb, "").isWritable else {
            throw TransportFailure(
                .invalidRequest,
                "\(place) was not sent: \(verb.debugDescription) is no HTTP method"
            )
        }
        let (body, contentType) = call.wireBody
        self.body = body
        var flowing: FlowingBody?
        if case .flowing(let body) = call.body { flowing = body }
        if case .file = call.body {
            throw TransportFailure(
                .invalidRequest,
                "\(place) was not sent: its body lies in a recording; read it from there, and send that"
            )
        }
        upload = flowing.map { UploadBuffer($0) }
        let isSpelled = call.spelling != nil
        // libcurl would call bytes without a type a form.
        let isUntyped = (body != nil || flowing != nil) && contentType == nil && !isSpelled
        headers = try HeaderRules.lines(
            for: call.headers,
            contentType: isUntyped ? "application/octet-stream" : contentType,
            userAgent: isSpelled ? nil : userAgent,
            flowing: flowing,
            place: place
        )
    }

    private static func adding(_ query: String?, to url: String) -> String {
        guard let query else { return url }
        let fragment = url.firstIndex(of: "#") ?? url.endIndex
        let joint = url[..<fragment].contains("?") ? "&" : "?"
        return url[..<fragment] + joint + query
    }
}

/// Where Web API methods live.
struct BaseURL: Sendable {
    /// The URL with a slash at its end.
    let text: String
    /// Its host.
    let endpoint: WebAddress

    /// Takes a base URL, with or without a slash at its end.
    ///
    /// - Throws: Kind `invalidRequest` when it is no base for methods.
    init(_ url: String) throws(TransportFailure) {
        guard let endpoint = WebAddress(dialled: url, isSocket: false),
            !url.contains("?"), !url.contains("#")
        else {
            throw TransportFailure(
                .invalidRequest,
                "the base URL, from the configuration or from SLACK_API_URL, is not an absolute http or "
                    + "https URL without a query; use one like https://slack.com/api/"
            )
        }
        text = url.hasSuffix("/") ? url : url + "/"
        self.endpoint = endpoint
    }

    /// The URL of a method.
    ///
    /// - Throws: Kind `invalidRequest` for a name that would lead elsewhere.
    func url(ofMethod name: String, query: String?) throws(TransportFailure) -> String {
        if name.isEmpty || name == "." || name == ".." {
            throw TransportFailure(
                .invalidRequest,
                "\(name.debugDescription) is no Web API method; name one like chat.postMessage"
            )
        }
        let url = text + PercentCoding.encode(name)
        return query.map { url + "?" + $0 } ?? url
    }
}
