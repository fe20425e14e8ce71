package import SlackWire

extension Redactor {
    /// Takes the secrets, and people, out of a message.
    ///
    /// - Parameters:
    ///   - socket: Over which socket it comes or goes: a secret may go on in the next message there.
    ///   - isFromBot: Which way it goes.
    package mutating func redact(_ message: inout SocketMessage, on socket: Int, isFromBot: Bool) {
        if pseudonymiser != nil {
            message.bytes = pseudonymiser?.replaced(message.bytes) ?? message.bytes
        }
        following(.messages(socket: socket, isFromBot: isFromBot)) {
            $0.redact(&message.bytes, "message")
        }
    }

    /// Takes the secrets, and people, out of an answer.
    ///
    /// - Parameter call: The id of the call that is answered.
    package mutating func redact(_ answer: inout WebAPIAnswer, to call: Int? = nil) {
        if let call { settleStart(of: call, answer) }
        if pseudonymiser != nil {
            answer.body = pseudonymiser?.replaced(answer.body) ?? answer.body
        }
        redact(&answer.headers, "answer.headers")
        redact(&answer.body, "answer.body")
    }

    /// There will be no answer to a call.
    package mutating func failed(call: Int) { settleStart(of: call, nil) }

    /// Takes the secrets out of the request for a socket.
    package mutating func redact(_ request: inout SocketRequest) {
        request.url = redacted(socketURL: request.url)
        redact(&request.headers, "open.headers")
    }

    /// Takes the secrets out of what a ping or a pong carries.
    ///
    /// - Parameters:
    ///   - socket: Over which socket it comes or goes.
    ///   - isFromBot: Which way it goes.
    package mutating func redact(
        control bytes: inout [UInt8],
        on socket: Int,
        isFromBot: Bool,
        _ place: String
    ) {
        following(.control(socket: socket, isFromBot: isFromBot)) { $0.redact(&bytes, place) }
    }

    /// Takes the secrets out of the end of a socket.
    package mutating func redact(_ close: inout SocketClose, of socket: Int) {
        for isFromBot in [false, true] {
            openEnds[.messages(socket: socket, isFromBot: isFromBot)] = nil
            openEnds[.control(socket: socket, isFromBot: isFromBot)] = nil
        }
        close.reason = redacted(close.reason, "close.reason")
    }

    /// Words for people without secrets, and without people.
    package mutating func redacted(note words: String) -> String {
        let said = pseudonymiser?.text(Array(words.utf8), isSaid: true)
        return redacted(said.map { String(decoding: $0, as: UTF8.self) } ?? words, "note")
    }

    /// Takes the secrets out of a line of JSON that nobody knows.
    package mutating func redact(line bytes: inout [UInt8]) { redact(&bytes, "line") }

    /// Takes the secrets out of a value of JSON.
    package mutating func redact(json bytes: inout [UInt8], _ place: String) {
        tracking { redactor in redactor.settle(&bytes, place) { $0.jsonEdits($1) } }
    }

    /// A failure without secrets in its words.
    package mutating func redacted(_ failure: TransportFailure) -> TransportFailure {
        var answer = failure.answer
        if var said = answer {
            redact(&said)
            answer = said
        }
        return TransportFailure(
            failure.kind,
            redacted(failure.message, "failure.message"),
            answer: answer
        )
    }
}
