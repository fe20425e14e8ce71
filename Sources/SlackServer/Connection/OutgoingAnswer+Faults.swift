import NIOHTTP1

extension OutgoingAnswer {
    /// The client did not send its request in time.
    static let tooSlow = OutgoingAnswer(
        status: 408,
        error: "request_timeout",
        message: "the request did not arrive in time; the connection is closed"
    )

    /// The client sent something other than HTTP, or a header over the limits.
    static func unreadable(_ error: HTTPParserError) -> OutgoingAnswer {
        switch error {
        case .headerOverflow:
            OutgoingAnswer(
                status: 431,
                error: "header_too_large",
                message: "the request's header is larger than this server accepts"
            )
        case .invalidVersion:
            OutgoingAnswer(
                status: 505,
                error: "http_version",
                message: "this server speaks HTTP/1.1 and HTTP/1.0"
            )
        default:
            OutgoingAnswer(
                status: 400,
                error: "bad_request",
                message: "the request is not HTTP/1.1: \(error)"
            )
        }
    }
}
