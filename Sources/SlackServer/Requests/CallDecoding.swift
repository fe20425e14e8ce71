import SlackWire

/// Turns requests into what a transport takes.
///
/// No I/O. Nothing is refused here: what cannot be taken apart is passed on as the bytes it is, and the token stays
/// where the client put it.
struct CallDecoding: Sendable {
    /// Restores links in what the client quotes.
    let restoring: LinkRestoring

    /// The call that a request for a Web API method is.
    func call(method: String, query: String, _ request: IncomingRequest) -> WebAPICall {
        call(.method(method), query: FormCoding.decode(query).map(restored), request)
    }

    /// The call that a request for some other place at Slack is.
    func call(link: String, _ request: IncomingRequest) -> WebAPICall {
        call(.url(link), query: [], request)
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
        let body = body(target, request)
        if case .multipart = body { headers["content-type"] = nil }
        return WebAPICall(
            target,
            httpMethod: request.method,
            query: query,
            headers: headers,
            body: body
        )
    }

    private func body(_ target: WebAPICall.Target, _ request: IncomingRequest) -> WebAPICall.Body {
        let bytes = request.body
        guard !bytes.isEmpty else { return .none }
        let contentType = request.headers["content-type"] ?? ""
        switch MediaType(parsing: contentType).essence {
        case "application/json":
            let bytes = restoring.restored(bytes) ?? bytes
            return (try? JSONText(validating: bytes)).map { .json($0) } ?? .bytes(bytes)
        case FormCoding.contentType: return form(target, bytes)
        case "multipart/form-data":
            guard let parts = try? MultipartCoding.decode(bytes, contentType: contentType) else {
                return .bytes(restored(bytes, target))
            }
            return .multipart(parts.map(restored))
        default: return .bytes(restored(bytes, target))
        }
    }

    /// A body that is no form and does not call itself JSON, as clients without an SDK post it to a webhook.
    ///
    /// An upload stays as it is: Slack has been told how long it will be.
    private func restored(_ bytes: [UInt8], _ target: WebAPICall.Target) -> [UInt8] {
        target.isUpload ? bytes : restoring.restored(bytes) ?? bytes
    }

    /// Reads a form, unless the bytes only claim to be one: clients upload files with that content type.
    private func form(_ target: WebAPICall.Target, _ bytes: [UInt8]) -> WebAPICall.Body {
        let fields = FormCoding.decode(bytes)
        if case .url = target {
            guard !target.isUpload, FormCoding.encode(fields) == bytes else {
                return .bytes(restored(bytes, target))
            }
        }
        return .form(fields.map(restored))
    }

    private func restored(_ field: FormField) -> FormField {
        // JSON that calls itself a form is the name of its only field.
        FormField(restoring.restored(field.name), restoring.restored(field.value))
    }

    private func restored(_ part: MultipartPart) -> MultipartPart {
        guard part.filename == nil, let bytes = restoring.restored(part.bytes) else { return part }
        var part = part
        part.bytes = bytes
        return part
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

extension WebAPICall.Target {
    /// Whether a body that goes there is a file.
    fileprivate var isUpload: Bool {
        guard case .url(let url) = self else { return false }
        return url.contains("/upload/")
    }
}
