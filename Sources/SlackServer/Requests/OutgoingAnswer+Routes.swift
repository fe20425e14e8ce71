import SlackWire

extension OutgoingAnswer {
    /// The request line names no path.
    static let badTarget = OutgoingAnswer(
        status: 400,
        error: "bad_request",
        message: "the request line names no path; the base URL ends in /api/"
    )

    /// The verb is none that Slack knows.
    static let verbNotAllowed = OutgoingAnswer(
        status: 405,
        error: "method_not_allowed",
        message: "Web API methods are called with GET or POST",
        headers: ["allow": "GET, HEAD, POST, PUT, PATCH, DELETE"]
    )

    /// The path could be taken for another one.
    static let dotSegments = OutgoingAnswer(
        status: 400,
        error: "bad_request",
        message: "the path holds . or .. segments; no link of Slack's does"
    )

    /// The path begins with `/api/`, but no method follows.
    static let noMethod = OutgoingAnswer(
        status: 404,
        error: "unknown_method",
        message: "the path names no Web API method; it looks like /api/chat.postMessage"
    )

    /// The path is none that the server knows.
    static let notFound = OutgoingAnswer(
        status: 404,
        error: "not_found",
        message: "nothing is served at this path; the base URL ends in /api/, and other links are "
            + "those that the answers hold"
    )

    /// A link bears no mark of this server's.
    static let unmarkedLink = OutgoingAnswer(
        status: 403,
        error: "link_not_known",
        message:
            "this server did not write this link, and nothing was sent anywhere; follow the links in its "
            + "answers as they stand, of this run and not of an earlier one"
    )

    /// A link leads to a host that does not stand for Slack.
    static let foreignLink = OutgoingAnswer(
        status: 403,
        error: "host_not_forwarded",
        message:
            "this link leads neither to Slack over TLS nor to the upstream, and nothing was sent "
            + "there; go to its host directly"
    )

    /// The request is for another host than this server.
    static let foreignHost = OutgoingAnswer(
        status: 421,
        error: "foreign_host",
        message: "the host field names none of this server's names; use 127.0.0.1 or localhost, or "
            + "tell the server its name when it is started"
    )

    /// The request is for another host, by way of this server as its proxy.
    static let noWayOut = OutgoingAnswer(
        status: 403,
        error: "no_way_out",
        message: "this server leads to no host but those of the links that it wrote itself"
    )

    /// The request is a web page's.
    static let crossSite = OutgoingAnswer(
        status: 403,
        error: "cross_site_request",
        message:
            "the request comes from a web page of another origin, and pages have no business here"
    )

    /// A WebSocket's link was requested as if it were a page.
    static let upgradeRequired = OutgoingAnswer(
        status: 426,
        error: "upgrade_required",
        message: "this link opens a WebSocket; connect with a WebSocket client",
        headers: ["upgrade": "websocket"]
    )

    /// What stands at `/`.
    static func welcome(origin: LoopbackOrigin) -> OutgoingAnswer {
        let scheme = origin.isSecure ? "https" : "http"
        let text = """
            This is Reprise, standing in for Slack.
            Give your client the base URL \(scheme)://\(origin.authority)/api/ instead of \
            https://slack.com/api/.

            """
        return OutgoingAnswer(
            status: 200,
            headers: ["content-type": "text/plain; charset=utf-8"],
            body: Array(text.utf8)
        )
    }
}
