import SlackWire

extension Pseudonymiser {
    /// Replaces the people in an entry.
    mutating func replace(_ entry: inout SessionEntry) {
        switch entry.kind {
        case .receive(let socket, var message):
            message.bytes = replaced(message.bytes)
            entry.kind = .receive(socket: socket, message)
        case .send(let socket, var message):
            message.bytes = replaced(message.bytes)
            entry.kind = .send(socket: socket, message)
        case .answer(let call, var answer):
            answer.body = replaced(answer.body)
            entry.kind = .answer(call: call, answer)
        case .call(let id, let call):
            entry.kind = .call(id: id, replaced(call))
        case .note(let words):
            entry.kind = .note(
                String(decoding: text(Array(words.utf8), isSaid: true), as: UTF8.self)
            )
        case .failure, .open, .refused, .ping, .pong, .close, .unknown: break
        }
    }

    private mutating func replaced(_ call: WebAPICall) -> WebAPICall {
        var call = call
        call.query = call.query.map { replaced($0) }
        switch call.body {
        case .form(let fields): call.body = .form(fields.map { replaced($0) })
        case .json(let text):
            call.body = .json(JSONText(uncheckedBytes: replaced(text.bytes)))
        case .multipart(let parts): call.body = .multipart(parts.map { replaced($0) })
        case .none, .bytes: break
        }
        return call
    }

    /// A part that is a field; files are the user's own.
    private mutating func replaced(_ part: MultipartPart) -> MultipartPart {
        guard part.filename == nil else { return part }
        var part = part
        let text = String(decoding: part.bytes, as: UTF8.self)
        part.bytes = Array(replaced(FormField(part.name, text)).value.utf8)
        return part
    }
}
