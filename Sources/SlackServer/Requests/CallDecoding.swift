import RepriseFloor
import SlackWire

/// Turns requests into what a transport takes.
///
/// No I/O. Nothing is refused here: what cannot be taken apart is passed on as the bytes it is, and the token stays
/// where the client put it.
struct CallDecoding: Sendable {
    /// Restores links in what the client quotes.
    let restoring: LinkRestoring

    /// The call that a request for a Web API method is.
    func call(method: String, query: String?, _ request: IncomingRequest) -> WebAPICall {
        let (fields, wire) = restored(form: ExactText.encode(query ?? ""))
        var call = call(.method(method), query: fields, request)
        if query != nil { call.spelling?.query = ExactText.decode(wire) }
        return call
    }

    /// The call that a request for some other place at Slack is.
    func call(link: String, _ request: IncomingRequest) -> WebAPICall {
        call(.url(restoring.restored(link)), query: [], request)
    }

    /// The request for the WebSocket that a request for an upgrade is.
    func socketRequest(url: String, _ request: IncomingRequest) -> SocketRequest {
        var headers = HTTPHeaders()
        for field in request.headers {
            switch field.name {
            case "authorization", "cookie", "user-agent":
                headers.append(field.name, field.value)
            case "origin" where !isOwn(origin: field.value):
                headers.append(field.name, field.value)
            default: break
            }
        }
        return SocketRequest(url: url, headers: headers)
    }

    private func isOwn(origin: String) -> Bool {
        restoring.origins.contains {
            origin == "http://\($0.authority)" || origin == "https://\($0.authority)"
        }
    }

    private func call(
        _ target: WebAPICall.Target,
        query: [FormField],
        _ request: IncomingRequest
    ) -> WebAPICall {
        var headers = HTTPHeaders(request.headers.filter { !Self.isHopByHop($0.name) })
        let (body, wire) = request.flow.map { (.flowing($0), nil) } ?? body(target, request)
        let contentType = request.headers["content-type"]
        if case .multipart = body { headers["content-type"] = nil }
        var call = WebAPICall(
            target,
            httpMethod: request.method,
            query: query,
            headers: headers,
            body: body
        )
        call.spelling = WireSpelling(body: wire, contentType: contentType)
        return call
    }

    /// What a body holds, and the bytes that are sent on, where they are not those of the parts.
    private func body(
        _ target: WebAPICall.Target,
        _ request: IncomingRequest
    ) -> (WebAPICall.Body, wire: [UInt8]?) {
        let bytes = request.body
        guard !bytes.isEmpty else { return (.none, nil) }
        let contentType = request.headers["content-type"] ?? ""
        switch MediaType(parsing: contentType).essence {
        case "application/json":
            let bytes = restoring.restored(bytes) ?? bytes
            return ((try? JSONText(validating: bytes)).map { .json($0) } ?? .bytes(bytes), nil)
        case FormCoding.contentType: return form(target, bytes)
        case "multipart/form-data":
            guard let places = try? MultipartCoding.places(of: bytes, contentType: contentType)
            else { return (.bytes(restored(bytes, target)), nil) }
            return restored(multipart: bytes, places)
        default: return (.bytes(restored(bytes, target)), nil)
        }
    }

    /// A body that is no form and does not call itself JSON, as clients without an SDK post it to a webhook.
    ///
    /// An upload stays as it is: Slack has been told how long it will be.
    private func restored(_ bytes: [UInt8], _ target: WebAPICall.Target) -> [UInt8] {
        target.isUpload ? bytes : restoring.restored(bytes) ?? bytes
    }

    /// Reads a form, unless the bytes only claim to be one: clients upload files with that content type, and no serializer leaves
    /// control characters as they are.
    private func form(
        _ target: WebAPICall.Target,
        _ bytes: [UInt8]
    ) -> (WebAPICall.Body, wire: [UInt8]?) {
        guard !bytes.isFullOfControls else { return (.bytes(bytes), nil) }
        if case .url = target {
            let fields = FormCoding.decode(bytes)
            guard !target.isUpload, FormCoding.encode(fields) == bytes else {
                return (.bytes(restored(bytes, target)), nil)
            }
        }
        let (fields, wire) = restored(form: bytes)
        return (.form(fields), wire)
    }

    /// The fields of a form or a query with links as Slack wrote them, and its bytes, in which only the fields with such a link are
    /// written anew.
    private func restored(form bytes: [UInt8]) -> (fields: [FormField], wire: [UInt8]) {
        var fields: [FormField] = []
        var wire: [UInt8] = []
        var isFirst = true
        for piece in bytes.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false) {
            if !isFirst { wire.append(UInt8(ascii: "&")) }
            isFirst = false
            guard let field = FormCoding.decode(Array(piece)).first else { continue }
            let restored = restored(field)
            fields.append(restored)
            wire += restored == field ? Array(piece) : FormCoding.encode([restored])
        }
        return (fields, wire)
    }

    private func restored(_ field: FormField) -> FormField {
        // JSON that calls itself a form is the name of its only field.
        FormField(restoring.restored(field.name), restoring.restored(field.value))
    }

    /// The parts with links as Slack wrote them, and the body, in which all but those links is as it was.
    private func restored(
        multipart bytes: [UInt8],
        _ places: [MultipartCoding.Place]
    ) -> (WebAPICall.Body, wire: [UInt8]) {
        var parts: [MultipartPart] = []
        var wire: [UInt8] = []
        var copied = 0
        for (part, range) in places {
            var part = part
            if part.filename == nil, let restored = restoring.restored(part.bytes) {
                part.bytes = restored
                wire += bytes[copied..<range.lowerBound]
                wire += restored
                copied = range.upperBound
            }
            parts.append(part)
        }
        return (.multipart(parts), copied == 0 ? bytes : wire + bytes[copied...])
    }

    /// Whether a header field concerns only the connection between client and server.
    ///
    /// `accept-encoding` is one of them because answers are passed on decoded.
    static func isHopByHop(_ name: String) -> Bool {
        switch name {
        case "connection", "keep-alive", "proxy-connection", "te", "trailer", "transfer-encoding",
            "upgrade", "host", "content-length", "expect", "accept-encoding", "proxy-authorization":
            true
        default: false
        }
    }
}

extension [UInt8] {
    /// Whether they are long and control characters are more than an eighth of them.
    fileprivate var isFullOfControls: Bool {
        count > 64 << 10 && self.count { $0 < 0x20 } > count / 8
    }
}

extension WebAPICall.Target {
    /// Whether a body that goes there is a file.
    fileprivate var isUpload: Bool {
        guard case .url(let url) = self else { return false }
        return url.contains("/upload/")
    }
}
