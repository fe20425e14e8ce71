import SlackWire

extension Pseudonymiser {
    /// A call without people.
    mutating func replaced(_ call: WebAPICall) -> WebAPICall {
        var call = call
        call.query = call.query.map { replaced($0) }
        switch call.body {
        case .form(let fields): call.body = .form(fields.map { replaced($0) })
        case .json(let text):
            call.body = .json(JSONText(uncheckedBytes: replaced(text.bytes)))
        case .multipart(let parts): call.body = .multipart(parts.map { replaced($0) })
        case .none, .bytes, .flowing, .file: break
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
