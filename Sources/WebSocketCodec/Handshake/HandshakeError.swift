/// Why a handshake failed.
public enum HandshakeError: Error, Sendable, Hashable {
    /// The peer does not speak HTTP/1.1; `line` is the beginning of what it said.
    case notHTTP(line: String)
    /// A header field is malformed.
    case malformedField
    /// The head is larger than the limit, in bytes.
    case headTooLarge(limit: Int)
    /// The server agreed to an upgrade, but not to this one.
    case wrongAnswer(WrongAnswer)
    /// The client asked for something that is not a WebSocket of version 13.
    case wrongRequest(WrongRequest)

    /// What is wrong with an answer of status 101 (RFC 6455 §4.1).
    public enum WrongAnswer: Sendable, Hashable {
        /// `upgrade` is not `websocket`.
        case upgrade
        /// `connection` does not name the upgrade.
        case connection
        /// `sec-websocket-accept` belongs to another request.
        case acceptance
        /// An extension that was not offered.
        case extensions
        /// A subprotocol that was not offered.
        case subprotocol
    }

    /// What is wrong with a request (RFC 6455 §4.2.1).
    public enum WrongRequest: Sendable, Hashable {
        /// Not a `GET`.
        case method
        /// `upgrade` is not `websocket`, or `connection` does not name it.
        case upgrade
        /// A version other than 13.
        case version
        /// No nonce, or one that is not 16 bytes.
        case key
    }
}

extension HandshakeError: CustomStringConvertible {
    /// One sentence.
    public var description: String {
        switch self {
        case .notHTTP(let line): "the peer does not speak HTTP/1.1: it began with \"\(line)\""
        case .malformedField: "a header field of the handshake is malformed"
        case .headTooLarge(let limit): "the head of the handshake is larger than \(limit) bytes"
        case .wrongAnswer(let reason): "the answer to the upgrade is wrong: \(reason.wording)"
        case .wrongRequest(let reason): "the request is no WebSocket upgrade: \(reason.wording)"
        }
    }
}

extension HandshakeError.WrongAnswer {
    fileprivate var wording: String {
        switch self {
        case .upgrade: "it does not name websocket as the new protocol"
        case .connection: "its connection field does not name the upgrade"
        case .acceptance: "its sec-websocket-accept belongs to another request"
        case .extensions: "it uses an extension that was not offered"
        case .subprotocol: "it chose a subprotocol that was not offered"
        }
    }
}

extension HandshakeError.WrongRequest {
    fileprivate var wording: String {
        switch self {
        case .method: "it is not a GET"
        case .upgrade: "it does not ask for an upgrade to websocket"
        case .version: "it is not of version 13"
        case .key: "its sec-websocket-key is missing or malformed"
        }
    }
}
