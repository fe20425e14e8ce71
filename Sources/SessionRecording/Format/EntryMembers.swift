import SlackWire

extension LineBuilder {
    /// The members of an entry after `at`, in canonical order.
    mutating func members(of kind: SessionEntry.Kind) {
        switch kind {
        case .call(let id, let call):
            member("call", id)
            members(of: call)
        case .answer(let call, let answer):
            member("answer", call)
            member("status", answer.status)
            fields("headers", answer.headers.map { ($0.name, $0.value) })
            if let file = answer.file {
                self.file(file)
            } else if !answer.body.isEmpty {
                payload(answer.body)
            }
        case .head(let call, let head):
            member("head", call)
            member("status", head.status)
            fields("headers", head.headers.map { ($0.name, $0.value) })
        case .chunk(let call, let chunk):
            member("chunk", call)
            member("bytes", chunk.bytes)
            if let lines = chunk.lines { member("lines", lines) }
        case .part(let call, let bytes):
            member("part", call)
            if !bytes.isEmpty { payload(bytes) }
        case .partFile(let call, let file):
            member("part", call)
            self.file(file)
        case .failure(let call, let failure):
            member("failure", call)
            members(of: failure)
        case .open(let socket, let request, let call):
            member("open", socket)
            if let call { member("call", call) }
            member("url", request.url)
            fields("headers", request.headers.map { ($0.name, $0.value) })
        case .refused(let socket, let failure):
            member("refused", socket)
            members(of: failure)
        case .receive(let socket, let message):
            member("receive", socket)
            members(of: message)
        case .send(let socket, let message):
            member("send", socket)
            members(of: message)
        case .ping(let socket, let side, let bytes):
            member("ping", socket)
            control(side, bytes)
        case .pong(let socket, let side, let bytes):
            member("pong", socket)
            control(side, bytes)
        case .close(let socket, let close):
            member("close", socket)
            member("by", close.by.rawValue)
            if let code = close.code { member("code", code) }
            if !close.reason.isEmpty { member("reason", close.reason) }
        case .environment(let variable, let token):
            member("environment", variable)
            member("token", token)
        case .process(let event):
            member("process", event.spelling.name)
            member("code", event.spelling.code)
        case .note(let words):
            member("note", words)
        case .unknown(_, let json):
            // Only a line that could not stand as it is comes here.
            member("note", json.text)
        }
    }

    /// Members that a newer version added.
    mutating func extra(_ fields: [ExtraField]) {
        for field in fields where JSONLine.isBare(field.value.bytes.span) {
            name(field.name)
            raw(field.value.bytes)
        }
    }

    private mutating func members(of call: WebAPICall) {
        switch call.target {
        case .method(let method): member("method", method)
        case .url(let url): member("url", url)
        }
        if call.httpMethod != .post { member("http", call.httpMethod.rawValue) }
        fields("query", call.query.map { ($0.name, $0.value) })
        fields("headers", call.headers.map { ($0.name, $0.value) })
        switch call.body {
        case .none: break
        case .form(let form): fields("form", form.map { ($0.name, $0.value) }, keepEmpty: true)
        case .json(let text): document(text.bytes)
        case .bytes(let bytes): content(bytes)
        case .file(let file): self.file(file)
        // What is recorded is there.
        case .flowing: break
        case .multipart(let parts):
            name("multipart")
            array(parts) { line, part in
                line.open()
                line.member("name", part.name)
                line.member("filename", ifPresent: part.filename)
                line.member("type", ifPresent: part.contentType)
                line.content(part.bytes)
                line.close()
            }
        }
    }

    /// A body in a file of its own.
    private mutating func file(_ file: BodyFile) {
        name("file")
        open()
        member("sha256", file.sha256)
        member("bytes", file.count)
        if file.isCut { flag("cut", true) }
        if file.hasPlaceholders { flag("placeholders", true) }
        close()
    }

    private mutating func members(of failure: TransportFailure) {
        member("kind", failure.kind.rawValue)
        if let answer = failure.answer {
            member("status", answer.status)
            fields("headers", answer.headers.map { ($0.name, $0.value) })
        }
        member("message", failure.message)
        if let body = failure.answer?.body, !body.isEmpty { payload(body) }
    }

    private mutating func members(of message: SocketMessage) {
        if message.kind == .binary { flag("binary", true) }
        payload(message.bytes)
    }

    private mutating func control(_ side: SocketClose.Side, _ bytes: [UInt8]) {
        member("by", side.rawValue)
        if !bytes.isEmpty { payload(bytes) }
    }

    /// Names and values: an object if no name comes twice, a list of pairs otherwise.
    private mutating func fields(
        _ member: StaticString,
        _ fields: [(name: String, value: String)],
        keepEmpty: Bool = false
    ) {
        if fields.isEmpty, !keepEmpty { return }
        name(member)
        if Set(fields.lazy.map(\.name)).count == fields.count {
            open()
            for field in fields {
                name(field.name)
                string(field.value)
            }
            close()
        } else {
            array(fields) { line, field in
                line.array([field.name, field.value]) { $0.string($1) }
            }
        }
    }
}
