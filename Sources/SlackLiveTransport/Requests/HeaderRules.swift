import SlackWire
import WebSocketCodec

/// Which header fields of a call reach the wire.
enum HeaderRules {
    /// Fields that describe one connection or how a body is framed.
    ///
    /// The transport writes its own; a
    /// caller's are left out, since they may stem from another connection (RFC 9110 §7.6.1).
    static let ownFields: Set<String> = [
        "host", "connection", "content-length", "transfer-encoding", "accept-encoding", "expect",
        "keep-alive", "te", "trailer", "upgrade", "proxy-connection",
    ]

    /// The lines for libcurl.
    ///
    /// - Parameters:
    ///   - userAgent: The `user-agent` of a call that brings none; `nil` to add nothing to what the call has, since
    ///   somebody else made it.
    ///   - flowing: The body, if it flows.
    /// - Throws: Kind `invalidRequest` for a field that would break the head; its value is not shown.
    static func lines(
        for headers: HTTPHeaders,
        contentType: String?,
        userAgent: String?,
        flowing: FlowingBody? = nil,
        place: String
    ) throws(TransportFailure) -> [String] {
        var lines: [String] = []
        lines.reserveCapacity(headers.fields.count + 3)
        var hasContentType = false
        var hasUserAgent = false
        var hasAccept = false
        for field in headers.fields where !ownFields.contains(field.name) {
            try check(field, place: place)
            if field.name == "content-type" {
                // A body in parts is written anew, with a boundary of its own.
                if contentType?.hasPrefix("multipart/") == true { continue }
                hasContentType = true
            }
            hasAccept = hasAccept || field.name == "accept"
            hasUserAgent = hasUserAgent || field.name == "user-agent"
            // libcurl takes "name:" as an order to leave the field out, and "name;" as an empty one.
            lines.append(field.value.isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        if !hasContentType { lines.append("content-type:\(contentType.map { " \($0)" } ?? "")") }
        if let userAgent {
            if !hasUserAgent { lines.append("user-agent: \(userAgent)") }
        } else if !hasAccept {
            // libcurl's own.
            lines.append("accept:")
        }
        // Otherwise libcurl holds a large body back for up to a second to be told to go on; whoever waits for that as well gets it.
        lines.append(flowing?.expectsContinue == true ? "expect: 100-continue" : "expect:")
        if let flowing, flowing.length == nil { lines.append("transfer-encoding: chunked") }
        return lines
    }

    /// Refuses a field that cannot stand in a head.
    static func check(_ field: HTTPHeaders.Field, place: String) throws(TransportFailure) {
        guard HandshakeField(field.name, field.value).isWritable else {
            throw TransportFailure(
                .invalidRequest,
                "\(place) was not sent: the header field \(field.name.debugDescription) holds a "
                    + "character that no header field may hold; remove line breaks and control characters"
            )
        }
    }
}
