public import SecretRedaction
import SlackWire

extension Redactor {
    /// Takes the secrets out of a header, and says there that this was done.
    public mutating func redact(_ header: inout SessionHeader) {
        header.isRedacted = true
        if let title = header.title { header.title = redacted(title) }
        if let source = header.source { header.source = redacted(source) }
        redact(&header.extraFields)
    }

    /// Takes the secrets out of an entry.
    public mutating func redact(_ entry: inout SessionEntry) {
        if compression == nil { compression = .zlib }
        entry.kind = redacted(entry.kind)
        if !entry.extraFields.isEmpty { redact(&entry.extraFields) }
    }

    /// A session without its secrets, those that are given away later than they stand included.
    ///
    /// - Complexity: O(*n*) in the bytes of the session.
    public mutating func redacted(_ session: Session) -> Session {
        var session = session
        redact(&session.header)
        // Up to here something may have stood before what gave it away; behind it everything was known.
        var late = 0
        for index in session.entries.indices {
            let count = knownCount
            redact(&session.entries[index])
            if knownCount != count { late = index + 1 }
        }
        guard knowsLateSecrets else { return session }
        if replacesPeople { late = session.entries.count }
        finish { redactor in
            redactor.redact(&session.header)
            for index in 0..<late { redactor.redact(&session.entries[index]) }
        }
        while hasWaitingSecrets {
            takeTurn()
            finish { redactor in
                redactor.redact(&session.header)
                for index in session.entries.indices { redactor.redact(&session.entries[index]) }
            }
        }
        return session
    }

    private mutating func redacted(_ kind: SessionEntry.Kind) -> SessionEntry.Kind {
        switch kind {
        case .receive(let socket, var message):
            redact(&message, on: socket, isFromBot: false)
            return .receive(socket: socket, message)
        case .send(let socket, var message):
            redact(&message, on: socket, isFromBot: true)
            return .send(socket: socket, message)
        case .call(let id, var call):
            redact(&call, id: id)
            return .call(id: id, call)
        case .answer(let call, var answer):
            redact(&answer, to: call)
            return .answer(call: call, answer)
        case .head(let call, var head):
            redact(&head)
            return .head(call: call, head)
        case .chunk, .partFile: return kind
        case .part(let call, let bytes):
            var answer = WebAPIAnswer(body: bytes)
            redact(&answer)
            return .part(call: call, answer.body)
        case .failure(let call, let failure):
            failed(call: call)
            return .failure(call: call, redacted(failure))
        case .open(let socket, var request, let call):
            redact(&request)
            return .open(socket: socket, request, call: call)
        case .refused(let socket, let failure):
            return .refused(socket: socket, redacted(failure))
        case .ping(let socket, let side, var bytes):
            redact(control: &bytes, on: socket, isFromBot: side == .bot, "ping")
            return .ping(socket: socket, by: side, bytes)
        case .pong(let socket, let side, var bytes):
            redact(control: &bytes, on: socket, isFromBot: side == .bot, "pong")
            return .pong(socket: socket, by: side, bytes)
        case .close(let socket, var close):
            redact(&close, of: socket)
            return .close(socket: socket, close)
        case .environment(let variable, let token):
            return .environment(variable: redacted(variable), token: redacted(token))
        case .process: return kind
        case .note(let words):
            return .note(redacted(note: words))
        case .unknown(let name, let line):
            var bytes = line.bytes
            redact(line: &bytes)
            return .unknown(name: redacted(name), JSONText(uncheckedBytes: bytes))
        }
    }

    private mutating func redact(_ fields: inout [ExtraField]) {
        for index in fields.indices {
            fields[index].name = redacted(fields[index].name)
            let name = fields[index].name
            // As a member of an object, whose name may give it away.
            let start = Array("{\(JSONValue.string(name).compactText):".utf8)
            var bytes = start + fields[index].value.bytes + [UInt8(ascii: "}")]
            redact(json: &bytes, "field")
            bytes = Array(bytes.dropFirst(start.count).dropLast())
            fields[index].value = JSONText(uncheckedBytes: bytes)
        }
    }
}

extension PayloadCompression {
    /// What recordings are compressed by as well.
    fileprivate static let zlib = PayloadCompression(
        inflate: { GzipInflater.inflate($0, as: $1, limit: $2) },
        deflate: { GzipDeflater.deflate($0, as: $1) }
    )
}
