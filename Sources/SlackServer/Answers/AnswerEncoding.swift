import SlackWire

/// Turns what a transport answers into what a client gets, without I/O.
struct AnswerEncoding: Sendable {
    /// Rewrites the links in answers.
    let rewriting: LinkRewriting

    /// An answer as the client gets it: status and body as they are but for the links, and header fields but
    /// for those that frame the message and those that let web pages read it.
    ///
    /// - Parameters:
    ///   - answer: What the transport answered.
    ///   - target: What was called.
    func encode(_ answer: WebAPIAnswer, to target: WebAPICall.Target) -> OutgoingAnswer {
        var headers = HTTPHeaders()
        for field in answer.headers where Self.isPassedOn(field) {
            let isLocation = field.name == "location"
            let value = isLocation ? rewritten(location: field.value, target) : field.value
            headers.append(field.name, value)
        }
        var body = answer.body
        if Self.isJSON(answer) {
            body = rewriting.rewritten(body, .inAnswer(to: target.methodName))
        }
        let status = (200...599).contains(answer.status) ? answer.status : 502
        return OutgoingAnswer(status: status, headers: headers, body: body)
    }

    /// A failure as the client gets it.
    func encode(_ failure: TransportFailure) -> OutgoingAnswer {
        OutgoingAnswer(
            status: Self.status(of: failure),
            error: "reprise_\(failure.kind.rawValue)",
            message: failure.message
        )
    }

    private func rewritten(location: String, _ target: WebAPICall.Target) -> String {
        guard case .url(let url) = target else {
            return rewriting.rewritten(location: location, from: nil)
        }
        return rewriting.rewritten(location: location, from: WebAddress(url))
    }

    private static func isPassedOn(_ field: HTTPHeaders.Field) -> Bool {
        // Slack lets every page read its answers; nobody's page has business with this server.
        !isFraming(field.name) && !field.name.hasPrefix("access-control-") && isSendable(field)
    }

    private static func status(of failure: TransportFailure) -> Int {
        switch failure.kind {
        case .timeout: 504
        case .connect, .tls, .protocolViolation, .io: 502
        case .cancelled, .closed: 503
        case .invalidRequest: 400
        case .divergence: 500
        case .upgradeRefused:
            failure.status.flatMap { (400...599).contains($0) ? $0 : nil } ?? 502
        }
    }

    private static func isJSON(_ answer: WebAPIAnswer) -> Bool {
        if let type = answer.headers["content-type"] {
            return MediaType(parsing: type).essence.hasSuffix("json")
        }
        return answer.body.first == UInt8(ascii: "{")
    }

    private static func isFraming(_ name: String) -> Bool {
        switch name {
        case "content-length", "transfer-encoding", "connection", "content-encoding", "keep-alive",
            "proxy-connection", "trailer", "upgrade", "te":
            true
        default: false
        }
    }

    /// Whether a field can stand in a header without breaking it; a recording is not to be trusted.
    private static func isSendable(_ field: HTTPHeaders.Field) -> Bool {
        !field.name.isEmpty
            && field.name.utf8.allSatisfy { byte in
                switch byte {
                case UInt8(ascii: "a")...UInt8(ascii: "z"),
                    UInt8(ascii: "0")...UInt8(ascii: "9"):
                    true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            } && field.value.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7f || $0 == 0x09 }
    }
}

extension WebAPICall.Target {
    /// The method's name; `nil` for another link.
    fileprivate var methodName: String? {
        guard case .method(let name) = self else { return nil }
        return name
    }
}
