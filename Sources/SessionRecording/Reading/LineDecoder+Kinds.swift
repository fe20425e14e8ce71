import SlackWire

extension LineDecoder {
    /// What the line says happened; `nil` if this version has no such kind.
    ///
    /// The kind is the name of the member after `at`, and its value an id.
    func kind(
        _ fields: inout FieldReader,
        _ line: Span<UInt8>
    ) throws(LineFault) -> SessionEntry.Kind? {
        switch fields.name(at: 1, in: line) {
        case "call": .call(id: try fields.id("call", line), try call(&fields, line))
        case "answer": .answer(call: try fields.id("answer", line), try answer(&fields, line))
        case "head":
            .head(
                call: try fields.id("head", line),
                WebAPIAnswer(
                    status: try fields.integer("status", line),
                    headers: try headers(&fields, line)
                )
            )
        case "chunk": .chunk(call: try fields.id("chunk", line), try chunk(&fields, line))
        case "part": try part(&fields, line)
        case "failure": .failure(call: try fields.id("failure", line), try failure(&fields, line))
        case "open": try open(&fields, line)
        case "refused":
            .refused(socket: try fields.id("refused", line), try failure(&fields, line))
        case "receive":
            .receive(socket: try fields.id("receive", line), try message(&fields, line))
        case "send": .send(socket: try fields.id("send", line), try message(&fields, line))
        case "ping":
            .ping(
                socket: try fields.id("ping", line),
                by: try side(&fields, line),
                try payload(&fields, line) ?? []
            )
        case "pong":
            .pong(
                socket: try fields.id("pong", line),
                by: try side(&fields, line),
                try payload(&fields, line) ?? []
            )
        case "close": .close(socket: try fields.id("close", line), try close(&fields, line))
        case "environment":
            .environment(
                variable: try fields.string("environment", line),
                token: try fields.string("token", line)
            )
        case "process": .process(try process(&fields, line))
        case "note": .note(try fields.string("note", line))
        default: nil
        }
    }

    private func process(
        _ fields: inout FieldReader,
        _ line: Span<UInt8>
    ) throws(LineFault) -> ProcessEvent {
        let name = try fields.string("process", line)
        guard let event = ProcessEvent(name: name, code: try fields.integer("code", line)) else {
            throw LineFault.member("process", "asked, exited or killed")
        }
        return event
    }

    private func open(
        _ fields: inout FieldReader,
        _ line: Span<UInt8>
    ) throws(LineFault) -> SessionEntry.Kind {
        let socket = try fields.id("open", line)
        let call = try fields.optionalInteger("call", line)
        let url = try fields.string("url", line)
        let headers = try headers(&fields, line)
        return .open(socket: socket, SocketRequest(url: url, headers: headers), call: call)
    }

    private func answer(
        _ fields: inout FieldReader,
        _ line: Span<UInt8>
    ) throws(LineFault) -> WebAPIAnswer {
        var answer = WebAPIAnswer(
            status: try fields.integer("status", line),
            headers: try headers(&fields, line)
        )
        answer.file = try bodyFile(&fields, line)
        if answer.file == nil { answer.body = try payload(&fields, line) ?? [] }
        return answer
    }

    private func part(
        _ fields: inout FieldReader,
        _ line: Span<UInt8>
    ) throws(LineFault) -> SessionEntry.Kind {
        let call = try fields.id("part", line)
        if let file = try bodyFile(&fields, line) { return .partFile(call: call, file) }
        return .part(call: call, try payload(&fields, line) ?? [])
    }

    private func chunk(
        _ fields: inout FieldReader,
        _ line: Span<UInt8>
    ) throws(LineFault) -> BodyChunk {
        let chunk = BodyChunk(
            bytes: try fields.integer("bytes", line),
            lines: try fields.optionalInteger("lines", line)
        )
        guard chunk.bytes >= 0 else { throw LineFault.member("bytes", "a number of bytes") }
        guard chunk.lines ?? 0 >= 0, chunk.lines ?? 0 <= chunk.bytes else {
            throw LineFault.member("lines", "a number of lines in so many bytes")
        }
        return chunk
    }

    private func failure(
        _ fields: inout FieldReader,
        _ line: Span<UInt8>
    ) throws(LineFault) -> TransportFailure {
        guard let kind = TransportFailure.Kind(rawValue: try fields.string("kind", line)) else {
            let names = TransportFailure.Kind.allCases.map(\.rawValue).joined(separator: ", ")
            throw LineFault.member("kind", "one of \(names)")
        }
        let message = try fields.string("message", line)
        guard let status = try fields.optionalInteger("status", line) else {
            return TransportFailure(kind, message)
        }
        let answer = WebAPIAnswer(
            status: status,
            headers: try headers(&fields, line),
            body: try payload(&fields, line) ?? []
        )
        return TransportFailure(kind, message, answer: answer)
    }

    private func message(
        _ fields: inout FieldReader,
        _ line: Span<UInt8>
    ) throws(LineFault) -> SocketMessage {
        let isBinary = try fields.flag("binary", line)
        guard let bytes = try payload(&fields, line) else {
            throw LineFault.member("json", "there, or \"text\", \"base64\" or \"file\"")
        }
        return SocketMessage(kind: isBinary ? .binary : .text, bytes: bytes)
    }

    private func side(
        _ fields: inout FieldReader,
        _ line: Span<UInt8>
    ) throws(LineFault) -> SocketClose.Side {
        guard let side = SocketClose.Side(rawValue: try fields.string("by", line)) else {
            throw LineFault.member("by", "peer, bot or lost")
        }
        return side
    }

    private func close(
        _ fields: inout FieldReader,
        _ line: Span<UInt8>
    ) throws(LineFault) -> SocketClose {
        let number = try fields.optionalInteger("code", line)
        let code = number.flatMap { UInt16(exactly: $0) }
        guard (number == nil) == (code == nil) else {
            throw LineFault.member("code", "a close code of 16 bits")
        }
        return SocketClose(
            code: code,
            reason: try fields.optionalString("reason", line) ?? "",
            by: try side(&fields, line)
        )
    }
}

extension FieldReader {
    /// An id: a whole number from 1 on.
    mutating func id(_ name: StaticString, _ line: Span<UInt8>) throws(LineFault) -> Int {
        let id = try integer(name, line)
        guard id >= 1 else { throw LineFault.member(name, "an id from 1 on") }
        return id
    }
}
