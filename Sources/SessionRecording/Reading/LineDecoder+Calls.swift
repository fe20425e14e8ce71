import SlackWire

extension LineDecoder {
    /// The request of a `call` line.
    func call(
        _ fields: inout FieldReader,
        _ line: Span<UInt8>
    ) throws(LineFault) -> WebAPICall {
        let target: WebAPICall.Target
        if let method = try fields.optionalString("method", line) {
            target = .method(method)
        } else if let url = try fields.optionalString("url", line) {
            target = .url(url)
        } else {
            throw LineFault.member("method", "there, or \"url\"")
        }
        let verb = try fields.optionalString("http", line).map(HTTPMethod.init(rawValue:))
        return WebAPICall(
            target,
            httpMethod: verb ?? .post,
            query: try pairs("query", &fields, line)?.map { FormField($0.0, $0.1) } ?? [],
            headers: try headers(&fields, line),
            body: try body(&fields, line)
        )
    }

    /// The header fields of a line; none if it has no such member.
    func headers(
        _ fields: inout FieldReader,
        _ line: Span<UInt8>
    ) throws(LineFault) -> HTTPHeaders {
        guard let pairs = try pairs("headers", &fields, line) else { return [:] }
        return HTTPHeaders(pairs.map { HTTPHeaders.Field(name: $0.0, value: $0.1) })
    }

    private func body(
        _ fields: inout FieldReader,
        _ line: Span<UInt8>
    ) throws(LineFault) -> WebAPICall.Body {
        if let form = try pairs("form", &fields, line) {
            return .form(form.map { FormField($0.0, $0.1) })
        }
        if let range = fields.take("multipart", line) {
            return .multipart(try parts(range, &fields, line))
        }
        if let range = fields.take("json", line) {
            let tail = try fields.optionalStringBytes("tail", line) ?? []
            return .json(JSONText(uncheckedBytes: line.array(range) + tail))
        }
        if let text = try fields.optionalStringBytes("json_text", line) {
            return .json(JSONText(uncheckedBytes: text))
        }
        if let bytes = try base64("json_base64", &fields, line) {
            return .json(JSONText(uncheckedBytes: bytes))
        }
        if let file = try bodyFile(&fields, line) { return .file(file) }
        return try payload(&fields, line).map(WebAPICall.Body.bytes) ?? .none
    }

    private func parts(
        _ range: Range<Int>,
        _ outer: inout FieldReader,
        _ line: Span<UInt8>
    ) throws(LineFault) -> [MultipartPart] {
        var parts: [MultipartPart] = []
        let fault = LineFault.member("multipart", "a list of parts", at: range.lowerBound)
        for element in try elements(of: range, line, fault) {
            let object = line.extracting(element)
            guard object[0] == UInt8(ascii: "{") else { throw fault }
            var fields = try FieldReader(members: object)
            parts.append(
                MultipartPart(
                    name: try fields.string("name", object),
                    filename: try fields.optionalString("filename", object),
                    contentType: try fields.optionalString("type", object),
                    bytes: try payload(&fields, object) ?? []
                )
            )
            outer.namedContent += fields.namedContent
            outer.namedHashes += fields.namedHashes
        }
        return parts
    }

    /// Names and values: an object of strings, or a list of pairs of strings.
    private func pairs(
        _ name: StaticString,
        _ fields: inout FieldReader,
        _ line: Span<UInt8>
    ) throws(LineFault) -> [(String, String)]? {
        guard let range = fields.take(name, line) else { return nil }
        let fault = LineFault.member(
            name,
            "an object of strings or a list of pairs of strings",
            at: range.lowerBound
        )
        var pairs: [(String, String)] = []
        if line[range.lowerBound] == UInt8(ascii: "{") {
            let object = line.extracting(range)
            var scanner = MemberScanner()
            while let member = try scanner.next(in: object) {
                guard let value = object.unquoted(member.value) else { throw fault }
                pairs.append((object.text(member.name), String(decoding: value, as: UTF8.self)))
            }
            return pairs
        }
        for element in try elements(of: range, line, fault) {
            let pair = try elements(of: element, line, fault).map { line.unquoted($0) }
            guard pair.count == 2, let name = pair[0], let value = pair[1] else { throw fault }
            pairs.append(
                (String(decoding: name, as: UTF8.self), String(decoding: value, as: UTF8.self))
            )
        }
        return pairs
    }

    /// Where the elements of a list stand.
    private func elements(
        of range: Range<Int>,
        _ line: Span<UInt8>,
        _ fault: LineFault
    ) throws(LineFault) -> [Range<Int>] {
        guard line[range.lowerBound] == UInt8(ascii: "[") else { throw fault }
        var elements: [Range<Int>] = []
        var index = range.lowerBound + 1
        while index < range.upperBound - 1 {
            switch line[index] {
            case UInt8(ascii: ","), 0x20, 0x09: index += 1
            default:
                guard let end = try? line.bytes.endOfValue(from: index) else { throw fault }
                elements.append(index..<end)
                index = end
            }
        }
        return elements
    }
}
