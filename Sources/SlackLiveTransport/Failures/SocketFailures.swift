import SlackWire
import WebSocketCodec

/// The sentences of WebSockets.
///
/// Like those of calls, they name the host and nothing else of a URL.
enum SocketFailures {
    static func cancelled(_ place: String, _ what: String) -> TransportFailure {
        TransportFailure(.cancelled, "\(what) on \(place) was cancelled")
    }

    static func closed(_ place: String) -> TransportFailure {
        TransportFailure(.closed, "\(place) is closed; open a new WebSocket to go on")
    }

    /// Why something that was being sent is not: the peer cannot have taken it, for it lacks its end.
    static func unwritten(_ place: String, _ loss: WebSocketEndpoint.Loss?) -> TransportFailure {
        switch loss {
        case nil, .brokenOff, .unanswered: closed(place)
        case .stalled(let time):
            TransportFailure(
                .timeout,
                "\(place) was given up, and what was being sent did not leave it: the peer took nothing for \(time); "
                    + "send it again over a new WebSocket, or raise timeouts.write"
            )
        case .closed, .readFailed, .writeFailed, .silent:
            TransportFailure(
                .closed,
                "\(place) is closed, and what was being sent did not leave it: \(loss?.description ?? ""); "
                    + "send it again over a new WebSocket"
            )
        }
    }

    static func upgradeTimeout(_ place: String, _ limit: Duration) -> TransportFailure {
        TransportFailure(
            .timeout,
            "\(place) did not answer the upgrade within \(limit); try again, or raise timeouts.upgrade"
        )
    }

    static func handshake(_ place: String, _ error: HandshakeError) -> TransportFailure {
        TransportFailure(
            .protocolViolation,
            "\(place) could not be opened: \(error); check that the URL leads to a WebSocket server"
        )
    }

    static func lostInHandshake(_ place: String) -> TransportFailure {
        TransportFailure(
            .protocolViolation,
            "\(place) closed the connection before it answered the upgrade; ask Slack for a new URL"
        )
    }

    static func refused(
        _ place: String,
        _ answer: WebAPIAnswer,
        hiding target: String
    ) -> TransportFailure {
        let excerpt = excerpt(of: Array(answer.body.prefix(1024)), hiding: target)
        let said = excerpt.isEmpty ? "" : " and said \"\(excerpt)\""
        return TransportFailure(
            .upgradeRefused,
            "\(place) refused the upgrade with status \(answer.status)\(said); ask Slack for a new URL",
            answer: answer
        )
    }

    static func violation(_ place: String, _ violation: WebSocketViolation) -> TransportFailure {
        TransportFailure(
            .protocolViolation,
            "\(place) broke the protocol and was closed with \(violation.closeCode): \(violation)"
        )
    }

    static func unsendable(
        _ place: String,
        _ error: WebSocketConnection.SendError
    ) -> TransportFailure {
        switch error {
        case .closed:
            closed(place)
        case .messageTooLarge(let limit):
            TransportFailure(
                .invalidRequest,
                "nothing was sent on \(place): the message is larger than \(limit) bytes; "
                    + "send less, or raise limits.messageBytes"
            )
        case .invalidUTF8:
            TransportFailure(
                .invalidRequest,
                "nothing was sent on \(place): the text is not UTF-8; send it as binary"
            )
        case .longPing:
            TransportFailure(
                .invalidRequest,
                "nothing was sent on \(place): a ping has at most 125 bytes"
            )
        case .invalidCloseCode(let code):
            TransportFailure(
                .invalidRequest,
                "\(place) was not closed: \(code) may not be sent; use 1000 or 3000 to 4999"
            )
        }
    }

    /// The first words of a refusal's body, on one line and without anything secret.
    static func excerpt(of body: [UInt8], hiding target: String) -> String {
        var text = String(decoding: body, as: UTF8.self)
        if target.utf8.count > 1 {
            text = text.split(separator: target, omittingEmptySubsequences: false)
                .joined(separator: "…")
        }
        let words = text.unicodeScalars
            .split { $0.properties.isWhitespace || $0.value < 0x20 || $0.value == 0x7f }
            .map { word in
                let word = String(word)
                return word.contains("xox") || word.contains("xapp-") || word.contains("ticket=")
                    ? "…" : word
            }
        return String(words.joined(separator: " ").prefix(160))
    }
}
