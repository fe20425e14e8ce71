import SlackTransport
import SlackWire

/// Turns what a transport answers into what a client gets, without I/O.
struct AnswerEncoding: Sendable {
    /// Rewrites the links in answers.
    let rewriting: LinkRewriting

    /// An answer as the client gets it: status and body as they are but for the links, and header fields but
    /// for those that frame the message and those that let web pages read it.
    ///
    /// - Parameters:
    ///   - answer: What the transport answered; links are rewritten in a body that is whole.
    ///   - call: What was called.
    func encode(_ answer: StreamedAnswer, to call: WebAPICall) -> ExchangeOutcome {
        let target = call.target
        var headers = HTTPHeaders()
        for field in answer.headers where Self.isPassedOn(field) {
            let isLocation = field.name == "location"
            let value = isLocation ? rewritten(location: field.value, target) : field.value
            headers.append(field.name, value)
        }
        let status = (200...599).contains(answer.status) ? answer.status : 502
        var outgoing = OutgoingAnswer(status: status, headers: headers)
        switch answer.body {
        case .whole(let body):
            outgoing.body = body
            if call.httpMethod == .head { outgoing.announceLength(of: answer) }
            if Self.isJSON(body, to: call) {
                outgoing.body = rewriting.rewritten(body, .inAnswer(to: target.methodName))
            }
            return .answer(outgoing)
        case .flowing(let pieces):
            outgoing.announceLength(of: answer)
            return .flow(outgoing, pieces)
        }
    }

    /// A failure as the client gets it: what it would have seen without anything between it and Slack.
    ///
    /// Clients tell a lost connection, which many of them try again, from silence, which ends in their own time-out, and
    /// both from an answer. Only what could not happen without this server is told in words.
    func encode(_ failure: TransportFailure) -> ExchangeOutcome {
        switch failure.kind {
        case .timeout, .cancelled, .connect, .tls, .io, .protocolViolation, .closed:
            outcome(ofCut: failure)
        case .invalidRequest: .answer(Self.words(for: failure, status: 400))
        case .divergence: .answer(Self.words(for: failure, status: 500))
        case .upgradeRefused: .answer(Self.words(for: failure, status: Self.status(of: failure)))
        }
    }

    /// Why there is no socket, as the client gets it: by the answer that Slack gave instead, or, where only a status is known, in words.
    func encode(_ failure: TransportFailure, toUpgrade url: String) -> ExchangeOutcome {
        guard failure.kind == .upgradeRefused, let answer = failure.answer,
            !(answer.headers.isEmpty && answer.body.isEmpty)
        else { return encode(failure) }
        // `ws` is asked for by `http`, and where it leads elsewhere, it leads by that.
        let asked = "http\(url.dropFirst("ws".count))"
        return encode(StreamedAnswer(answer), to: WebAPICall(.url(asked), httpMethod: .get))
    }

    /// What becomes of a client that has a part of its answer when the rest does not come: what it would have seen without anything
    /// between it and Slack.
    func outcome(ofCut failure: TransportFailure) -> ExchangeOutcome {
        switch failure.kind {
        case .timeout, .cancelled: .silence
        case .connect, .tls, .io: .lost(reset: true)
        case .protocolViolation, .closed, .invalidRequest, .divergence, .upgradeRefused:
            .lost(reset: false)
        }
    }

    private static func words(for failure: TransportFailure, status: Int) -> OutgoingAnswer {
        OutgoingAnswer(
            status: status,
            error: "reprise_\(failure.kind.rawValue)",
            message: failure.message
        )
    }

    /// The status of a refused upgrade, which is any but 101.
    private static func status(of failure: TransportFailure) -> Int {
        failure.status.flatMap { (200...599).contains($0) ? $0 : nil } ?? 502
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

    /// Whether an answer is JSON that is Slack's own.
    ///
    /// A method's is told by what it is: servers send JSON as text, too. What is downloaded belongs to somebody, and stays as it is whatever it
    /// holds.
    private static func isJSON(_ body: [UInt8], to call: WebAPICall) -> Bool {
        if case .url = call.target, call.httpMethod == .get { return false }
        let first = body.first { !" \t\r\n".utf8.contains($0) }
        return first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
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

extension OutgoingAnswer {
    /// Says how long the body would be, or will be, where the answer says so; nobody has counted it.
    fileprivate mutating func announceLength(of answer: StreamedAnswer) {
        if let length = answer.headers["content-length"], Int(length) ?? -1 >= 0 {
            headers["content-length"] = length
        }
    }
}

extension WebAPICall.Target {
    /// The method's name; `nil` for another link.
    fileprivate var methodName: String? {
        guard case .method(let name) = self else { return nil }
        return name
    }
}
