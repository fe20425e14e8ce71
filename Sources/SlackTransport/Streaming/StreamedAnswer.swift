public import SlackWire

/// An answer whose head is there, and whose body is, or flows.
///
/// An answer that is there in one piece is as simple to use as a ``SlackWire/WebAPIAnswer``, and can be made of one; one that flows
/// is read with ``BodyPieces/next()``, or made whole with ``whole(limit:)``.
public struct StreamedAnswer: Sendable {
    /// The HTTP status.
    public var status: Int
    /// The answer's header fields.
    public var headers: HTTPHeaders
    /// The body, after content decoding.
    public var body: AnswerBody

    /// Makes an answer.
    public init(status: Int = 200, headers: HTTPHeaders = [:], body: AnswerBody) {
        self.status = status
        self.headers = headers
        self.body = body
    }

    /// Makes an answer of one that is whole.
    public init(_ answer: WebAPIAnswer) {
        self.init(status: answer.status, headers: answer.headers, body: .whole(answer.body))
    }

    /// The answer, if its body is all there.
    package var wholeAnswer: WebAPIAnswer? {
        guard case .whole(let bytes) = body else { return nil }
        return WebAPIAnswer(status: status, headers: headers, body: bytes)
    }

    /// The answer with all of its body, waiting for the rest of it if need be.
    ///
    /// - Parameter limit: How many bytes it may have; the rest of a longer one is given up.
    /// - Throws: ``SlackWire/TransportFailure``: what ended the body before its end; of kind `io` for one that is longer.
    public func whole(limit: Int = .max) async throws(TransportFailure) -> WebAPIAnswer {
        var answer = WebAPIAnswer(status: status, headers: headers)
        switch body {
        case .whole(let bytes): answer.body = bytes
        case .flowing(let pieces):
            while let piece = try await pieces.next() {
                guard piece.count <= limit - answer.body.count else {
                    pieces.cancel()
                    throw TransportFailure(
                        .io,
                        "the answer's body has more than \(limit) bytes; read it piece by piece"
                    )
                }
                answer.body += piece
            }
        }
        return answer
    }
}

/// The body of a ``StreamedAnswer``.
public enum AnswerBody: Sendable {
    /// It is all there.
    case whole([UInt8])
    /// It comes piece by piece.
    case flowing(any BodyPieces)
}
