extension WebAPICall: ScratchWritten {
    /// Writes the call; all of it.
    package func write(to writer: inout ScratchWriter) -> Bool {
        switch target {
        case .method(let name):
            writer.write(0)
            writer.write(name)
        case .url(let url):
            writer.write(1)
            writer.write(url)
        }
        writer.write(httpMethod.rawValue)
        writer.write(each: query) { $0.write($1) }
        headers.write(to: &writer)
        body.write(to: &writer)
        return true
    }

    /// Reads a call again.
    package init(from record: inout ScratchRecord) {
        let isMethod = record.number() == 0
        let name = record.text()
        self.init(
            isMethod ? .method(name) : .url(name),
            httpMethod: HTTPMethod(rawValue: record.text()),
            query: record.each { FormField(from: &$0) },
            headers: HTTPHeaders(from: &record),
            body: Body(from: &record)
        )
    }
}

extension HTTPHeaders {
    /// Writes all fields.
    package func write(to writer: inout ScratchWriter) {
        writer.write(each: fields) { writer, field in
            writer.write(field.name)
            writer.write(field.value)
        }
    }

    /// Reads the fields again.
    package init(from record: inout ScratchRecord) {
        self.init(record.each { Field(name: $0.text(), value: $0.text()) })
    }
}

extension ScratchWriter {
    fileprivate mutating func write(_ field: FormField) {
        write(field.name)
        write(field.value)
    }

    fileprivate mutating func write(_ part: MultipartPart) {
        write(part.name)
        write(part.filename) { $0.write($1) }
        write(part.contentType) { $0.write($1) }
        write(part.bytes)
    }
}

extension FormField {
    fileprivate init(from record: inout ScratchRecord) {
        self.init(record.text(), record.text())
    }
}

extension MultipartPart {
    fileprivate init(from record: inout ScratchRecord) {
        self.init(
            name: record.text(),
            filename: record.optional { $0.text() },
            contentType: record.optional { $0.text() },
            bytes: record.content()
        )
    }
}

extension WebAPICall.Body {
    fileprivate func write(to writer: inout ScratchWriter) {
        switch self {
        case .none: writer.write(0)
        case .form(let fields):
            writer.write(1)
            writer.write(each: fields) { $0.write($1) }
        case .json(let text):
            writer.write(2)
            writer.write(text.bytes)
        case .multipart(let parts):
            writer.write(3)
            writer.write(each: parts) { $0.write($1) }
        case .bytes(let bytes):
            writer.write(4)
            writer.write(bytes)
        case .file(let file):
            writer.write(5)
            writer.write(file.sha256)
            writer.write(file.count)
            writer.write(file.isCut ? 1 : 0)
            writer.write(file.hasPlaceholders ? 1 : 0)
            writer.write(file.path ?? "")
        // It is gone when somebody reads this.
        case .flowing: writer.write(0)
        }
    }

    fileprivate init(from record: inout ScratchRecord) {
        self =
            switch record.number() {
            case 0: .none
            case 1: .form(record.each { FormField(from: &$0) })
            // It was a valid text before it was written.
            case 2: .json(JSONText(uncheckedBytes: record.content()))
            case 3: .multipart(record.each { MultipartPart(from: &$0) })
            case 5: .file(BodyFile(from: &record))
            default: .bytes(record.content())
            }
    }
}

extension BodyFile {
    fileprivate init(from record: inout ScratchRecord) {
        self.init(
            sha256: record.text(),
            count: record.number(),
            isCut: record.number() == 1,
            hasPlaceholders: record.number() == 1
        )
        let path = record.text()
        if !path.isEmpty { place = .file(path) }
    }
}

extension SocketMessage: ScratchWritten {
    /// Writes the message.
    package func write(to writer: inout ScratchWriter) -> Bool {
        writer.write(kind == .binary ? 2 : isKnownJSON ? 1 : 0)
        writer.write(bytes)
        return true
    }

    /// Reads a message again.
    package init(from record: inout ScratchRecord) {
        let kind = record.number()
        let bytes = record.content()
        if kind == 1 {
            self.init(knownJSON: bytes)
        } else {
            self.init(kind: kind == 2 ? .binary : .text, bytes: bytes)
        }
    }
}
