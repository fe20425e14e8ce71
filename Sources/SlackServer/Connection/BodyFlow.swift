import NIOHTTP1
import SlackWire

/// Which request bodies are passed on as they come.
///
/// What is read on its way is put together first: a form, JSON and multipart, in which links of the server are put back as Slack
/// wrote them, and which are compared by what they say. Files are neither, and nobody waits for the end of a long one.
struct BodyFlow {
    /// How many bytes of it are put together; one that has more flows.
    let wholeBytes: Int
    /// How many bytes are announced; `nil` if it says so itself where it ends.
    let length: Int?

    init(_ head: HTTPRequestHead, limits: SlackServerConfiguration.Limits) {
        let isChunked = head.headers.contains(name: "transfer-encoding")
        let announced = head.headers.first(name: "content-length").flatMap { Int($0) }
        length = isChunked ? nil : announced
        wholeBytes =
            Self.isRead(head) ? limits.bodyBytes : min(WebAPICall.flowingSize, limits.bodyBytes)
    }

    /// Whether it flows from its first byte on.
    var flowsAtOnce: Bool { length.map { $0 > wholeBytes } ?? false }

    /// Whether somebody looks into such a body; a file that is uploaded to a link is one whatever its type says.
    private static func isRead(_ head: HTTPRequestHead) -> Bool {
        switch MediaType(parsing: head.headers.first(name: "content-type") ?? "").essence {
        case "multipart/form-data": true
        case FormCoding.contentType, "application/json": !head.uri.contains("/upload/")
        default: false
        }
    }
}
