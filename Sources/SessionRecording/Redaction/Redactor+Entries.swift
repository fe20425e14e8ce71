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
        if let kind = redacted(entry.kind) { entry.kind = kind }
        if !entry.extraFields.isEmpty { redact(&entry.extraFields) }
    }

    private mutating func redacted(_ kind: SessionEntry.Kind) -> SessionEntry.Kind? {
        switch kind {
        case .receive(let socket, var message):
            redact(&message.bytes)
            return .receive(socket: socket, message)
        case .send(let socket, var message):
            redact(&message.bytes)
            return .send(socket: socket, message)
        case .call(let id, var call):
            redact(&call)
            return .call(id: id, call)
        case .answer(let call, var answer):
            redact(&answer.headers)
            redact(&answer.body)
            return .answer(call: call, answer)
        case .failure(let call, let failure):
            return .failure(call: call, redacted(failure))
        case .open(let socket, var request, let call):
            redact(&request.url)
            redact(&request.headers)
            return .open(socket: socket, request, call: call)
        case .refused(let socket, let failure):
            return .refused(socket: socket, redacted(failure))
        case .ping(let socket, let side, var bytes):
            redact(&bytes)
            return .ping(socket: socket, by: side, bytes)
        case .pong(let socket, let side, var bytes):
            redact(&bytes)
            return .pong(socket: socket, by: side, bytes)
        case .close(let socket, var close):
            redact(&close.reason)
            return .close(socket: socket, close)
        case .note(let words):
            return .note(redacted(words))
        case .unknown(let name, let line):
            var bytes = line.bytes
            redact(&bytes)
            return .unknown(name: name, JSONText(uncheckedBytes: bytes))
        }
    }

    private mutating func redact(_ call: inout WebAPICall) {
        let isExchange: Bool
        switch call.target {
        case .method(let method): isExchange = rules.isCredentialExchange(method: method)
        case .url(let url):
            call.target = .url(redacted(url))
            isExchange = false
        }
        redact(&call.query, isExchange: isExchange)
        redact(&call.headers)
        switch call.body {
        case .none: break
        case .form(var fields):
            redact(&fields, isExchange: isExchange)
            call.body = .form(fields)
        case .json(let text):
            var bytes = text.bytes
            redact(&bytes)
            call.body = .json(JSONText(uncheckedBytes: bytes))
        case .bytes(var bytes):
            redact(&bytes)
            call.body = .bytes(bytes)
        case .multipart(var parts):
            for index in parts.indices { redact(&parts[index]) }
            call.body = .multipart(parts)
        }
    }

    private mutating func redact(_ fields: inout [FormField], isExchange: Bool) {
        for index in fields.indices {
            let isSecret = isExchange && rules.oauthArguments.contains(fields[index].name)
            let value = Array(fields[index].value.utf8)
            let edits =
                isSecret
                ? edits(replacing: [0..<value.count], of: value)
                : valueEdits(value, name: fields[index].name)
            guard !edits.isEmpty else { continue }
            fields[index].value = String(decoding: value.applying(edits), as: UTF8.self)
        }
    }

    private mutating func redact(_ part: inout MultipartPart) {
        if rules.isSecret(name: part.name) {
            part.bytes = part.bytes.applying(valueEdits(part.bytes, name: part.name))
        } else {
            redact(&part.bytes)
        }
    }

    private mutating func redact(_ headers: inout HTTPHeaders) {
        guard !headers.isEmpty else { return }
        headers = HTTPHeaders(
            headers.map { field in
                let value = Array(field.value.utf8)
                let edits = headerEdits(value, name: field.name)
                guard !edits.isEmpty else { return field }
                let text = String(decoding: value.applying(edits), as: UTF8.self)
                return HTTPHeaders.Field(name: field.name, value: text)
            }
        )
    }

    private mutating func headerEdits(_ value: [UInt8], name: String) -> [Edit] {
        if name == "cookie" || name == "set-cookie" {
            return edits(
                replacing: value.cookieValues(onlyFirst: name == "set-cookie"),
                of: value
            )
        }
        if rules.secretHeaders.contains(name) || rules.isSecret(name: name) {
            return edits(replacing: [value.credentials], of: value)
        }
        return textEdits(value)
    }

    private mutating func redacted(_ failure: TransportFailure) -> TransportFailure {
        TransportFailure(failure.kind, redacted(failure.message), status: failure.status)
    }

    private mutating func redact(_ fields: inout [ExtraField]) {
        for index in fields.indices {
            var bytes = fields[index].value.bytes
            let edits = jsonEdits(bytes)
            if !edits.isEmpty { bytes = bytes.applying(edits) }
            fields[index].value = JSONText(uncheckedBytes: bytes)
        }
    }
}

extension [UInt8] {
    /// The values of `name=value; name=value`, or of the first pair, behind which attributes follow.
    fileprivate func cookieValues(onlyFirst: Bool) -> [Range<Int>] {
        var values: [Range<Int>] = []
        var start = 0
        while start < count, !(onlyFirst && !values.isEmpty) {
            let end = self[start...].firstIndex(of: UInt8(ascii: ";")) ?? count
            // A pair without a name is all value.
            let equals = self[start..<end].firstIndex(of: UInt8(ascii: "="))
            values.append((equals.map { $0 + 1 } ?? start)..<end)
            start = end + 1
            while start < count, self[start] == 0x20 { start += 1 }
        }
        return values
    }
}
