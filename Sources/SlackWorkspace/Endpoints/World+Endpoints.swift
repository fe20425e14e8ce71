import SlackWire

extension World {
    /// Answers a request to an address that is no method's.
    mutating func answer(
        _ call: WebAPICall,
        _ url: WebAddress
    ) throws(TransportFailure) -> WebAPIAnswer {
        let segments = url.path.split(separator: "/").map(String.init)
        if let fault = takeFault(for: "/" + (segments.first ?? "")) { return try fault.answer() }
        switch url.host {
        case "files.slack.com":
            switch segments.first {
            case "upload": return receiveUpload(call, segments)
            case "files-pri": return download(call, segments)
            default: return Self.plain("not found", status: 404)
            }
        case "hooks.slack.com":
            switch segments.first {
            case "services": return receiveWebhook(call, segments)
            case "commands", "actions": return receiveResponse(call, path: url.path)
            default: return Self.plain("no_service", status: 404)
            }
        case "slack.com", "\(team.domain).slack.com":
            return Self.plain("not found", status: 404)
        default:
            throw TransportFailure(
                .connect,
                "the workspace has nothing at \(url.hostAndPort); only Slack's own addresses exist here"
            )
        }
    }

    /// An answer that is plain text, as Slack's file and hook servers give.
    static func plain(_ text: String, status: Int = 200) -> WebAPIAnswer {
        WebAPIAnswer(
            status: status,
            headers: ["content-type": "text/plain; charset=utf-8"],
            body: Array(text.utf8)
        )
    }

    // MARK: Files

    /// Takes the bytes of an announced file, as they are or as the file of a form.
    private mutating func receiveUpload(_ call: WebAPICall, _ segments: [String]) -> WebAPIAnswer {
        guard call.httpMethod == .post || call.httpMethod == .put else {
            return Self.plain("method not allowed", status: 405)
        }
        guard segments.count == 3, segments[1] == "v1", let id = uploads[segments[2]],
            files[id]?.isComplete == false
        else { return Self.plain("not found", status: 404) }
        let bytes = Self.content(of: call)
        _ = files.update(id) { file in
            file.bytes = bytes
            file.object["size"] = .integer(bytes.count)
        }
        return Self.plain("OK - \(bytes.count)")
    }

    /// The file in a body, whatever its media type claims: slack_sdk uploads raw bytes as a form.
    private static func content(of call: WebAPICall) -> [UInt8] {
        switch call.body {
        case .none, .flowing, .file: []
        case .bytes(let bytes): bytes
        case .json(let text): text.bytes
        case .form(let fields): FormCoding.encode(fields)
        case .multipart(let parts):
            (parts.first { $0.filename != nil } ?? parts.first)?.bytes ?? []
        }
    }

    /// Gives a file to whoever has a token; others are sent to the page where people sign in.
    private func download(_ call: WebAPICall, _ segments: [String]) -> WebAPIAnswer {
        guard let token = call.token, TokenKind(token.secret) != nil else {
            var answer = Self.plain("", status: 302)
            answer.headers["location"] = "https://\(team.domain).slack.com/?redir=%2Ffiles-pri"
            return answer
        }
        let name = segments.count > 1 ? segments[1] : ""
        let id = String(name.split(separator: "-").last ?? "")
        guard let file = files[id], file.isComplete, let bytes = file.bytes else {
            return Self.plain("not found", status: 404)
        }
        return WebAPIAnswer(
            headers: [
                "content-type": file.object["mimetype"]?.string ?? "application/octet-stream"
            ],
            body: bytes
        )
    }
}
