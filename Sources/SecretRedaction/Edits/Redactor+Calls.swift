package import SlackWire

extension Redactor {
    /// Takes the secrets, and people, out of a call.
    ///
    /// - Parameter id: Its id, if its outcome comes as well.
    package mutating func redact(_ call: inout WebAPICall, id: Int? = nil) {
        call = pseudonymiser?.replaced(call) ?? call
        guard case .method(let method) = call.target, Self.streamingMethods.contains(method) else {
            return redactParts(of: &call)
        }
        let channel = call.arguments.text("channel") ?? ""
        let stream = MessageStream.pieces(ts: call.arguments.text("ts") ?? "")
        if method == "chat.startStream" {
            openEnds[stream] = nil
            following(stream) { $0.redactParts(of: &call) }
            let end = openEnds.removeValue(forKey: stream)
            if starts.count == Self.startLimit { starts.removeFirst() }
            starts.append(StreamStart(call: id, channel: channel, end: end))
            return
        }
        if openEnds[stream] == nil, !streamed.contains(stream) {
            openEnds[stream] = start(in: channel)
        }
        following(stream) { $0.redactParts(of: &call) }
        if method == "chat.stopStream" {
            openEnds[stream] = nil
            streamed.remove(stream)
        } else if streamed.count < Self.openEndLimit {
            streamed.insert(stream)
        }
    }

    /// The outcome of a call: of one that began a streamed text it says which one that is.
    ///
    /// - Parameter answer: The answer; `nil` for a failure.
    mutating func settleStart(of call: Int, _ answer: WebAPIAnswer?) {
        guard !starts.isEmpty, let place = starts.firstIndex(where: { $0.call == call }) else {
            return
        }
        let start = starts.remove(at: place)
        guard let end = start.end, let body = answer?.body,
            let ts = try? JSONValue(parsing: body)["ts"]?.string
        else { return }
        openEnds[.pieces(ts: ts)] = end
    }

    /// What the start of the first stream in a channel left open that nobody has gone on with, where no outcome has said
    /// which one it is.
    private mutating func start(in channel: String) -> OpenEnd? {
        guard let place = starts.firstIndex(where: { $0.channel == channel }) else { return nil }
        return starts.remove(at: place).end
    }

    /// Of so many starts without an outcome it is remembered what they left open.
    private static let startLimit = 1_000

    /// Methods by which a bot sends a text in pieces (docs.slack.dev/reference/methods/chat.appendStream).
    private static let streamingMethods: Set<String> = [
        "chat.startStream", "chat.appendStream", "chat.stopStream",
    ]

    /// `OPTIONS` and `CONNECT`; what is longer may be anything.
    private static let longestVerb = 7

    private mutating func redactParts(of call: inout WebAPICall) {
        var isExchange = false
        switch call.target {
        case .method(let method):
            isExchange = rules.isCredentialExchange(method: method)
            // A name of Slack's is no secret, even where one of its words is somebody's password.
            if !method.isNameOfMethod { call.target = .method(redacted(method, "call.method")) }
        case .url(let url):
            // Of a method by its whole URL the last step is the name.
            let path = WebAddress(url)?.path ?? ""
            let name = path.split(separator: "/").last.map(String.init) ?? ""
            isExchange = path.hasPrefix("/api/") && rules.isCredentialExchange(method: name)
            call.target = .url(redacted(url, "call.url"))
        }
        let verb = call.httpMethod.rawValue
        if verb.utf8.count > Self.longestVerb, needles.mayHoldSecret(Array(verb.utf8)) {
            call.httpMethod = HTTPMethod(rawValue: redacted(verb, "call.http"))
        }
        redact(&call.query, "call.query", isExchange: isExchange)
        redact(&call.headers, "call.headers")
        switch call.body {
        case .none: break
        // It has been gone through on its way (``BodyRedaction``).
        case .flowing, .file: break
        case .form(var fields):
            redact(&fields, "call.form", isExchange: isExchange)
            call.body = .form(fields)
        case .json(let text):
            var bytes = text.bytes
            var context = ValueContext()
            context.isExchange = isExchange
            redact(&bytes, in: context, "call.json")
            call.body = .json(JSONText(uncheckedBytes: bytes))
        case .bytes(var bytes):
            redact(&bytes, "call.body")
            call.body = .bytes(bytes)
        case .multipart(var parts):
            for index in parts.indices { redact(&parts[index], isExchange: isExchange) }
            call.body = .multipart(parts)
        }
    }

    private mutating func redact(_ fields: inout [FormField], _ place: String, isExchange: Bool) {
        for index in fields.indices {
            let name = fields[index].name
            if needles.mayHoldSecret(Array(name.utf8)) {
                fields[index].name = redacted(name, place)
            }
            var value = Array(fields[index].value.utf8)
            guard isNamedSecret(name, isExchange) || hasOpenEnd || needles.mayHoldSecret(value)
            else { continue }
            if redact(&value, named: name, isExchange, "\(place).\(name.shortened(to: 80))") {
                fields[index].value = String(decoding: value, as: UTF8.self)
            }
        }
    }

    private mutating func redact(_ part: inout MultipartPart, isExchange: Bool) {
        let place = "call.multipart.\(part.name.shortened(to: 80))"
        if isNamedSecret(part.name, isExchange) {
            redact(&part.bytes, named: part.name, isExchange, place)
        } else {
            tracking(part.name) { $0.redact(&part.bytes, place) }
        }
        part.name = redacted(part.name, "call.multipart")
        part.filename = part.filename.map { redacted($0, "\(place).filename") }
        part.contentType = part.contentType.map { redacted($0, "\(place).type") }
    }

    private func isNamedSecret(_ name: String, _ isExchange: Bool) -> Bool {
        rules.isSecret(name: name) || rules.isCapabilityURL(name: name)
            || (isExchange && rules.oauthArguments.contains(name)) || !rules.paths.isEmpty
    }

    /// Takes the secrets out of the value of a field; returns whether there were any.
    @discardableResult
    private mutating func redact(
        _ value: inout [UInt8],
        named name: String,
        _ isExchange: Bool,
        _ place: @autoclosure () -> String
    ) -> Bool {
        let context = ValueContext(name: meaning(of: name), isExchange: isExchange)
        return tracking(name) { redactor in
            redactor.settle(&value, place()) { $0.valueEdits($1, in: context) }
        }
    }

    /// A text without its secrets; names and URLs are looked at whatever they are.
    mutating func redacted(_ text: String, _ place: @autoclosure () -> String) -> String {
        guard !text.isEmpty else { return text }
        var bytes = Array(text.utf8)
        guard settle(&bytes, place(), { $0.textEdits($1) }) else { return text }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// The URL that a socket is opened at, which lets everybody in.
    mutating func redacted(socketURL url: String) -> String {
        var bytes = Array(url.utf8)
        let isChanged = settle(&bytes, "open.url") {
            $0.capabilityEdits($1, .socketURL) ?? $0.textEdits($1)
        }
        return isChanged ? String(decoding: bytes, as: UTF8.self) : url
    }
}

extension String {
    /// Whether it looks like the name of a method: words of letters and digits between dots, none of them long.
    fileprivate var isNameOfMethod: Bool {
        utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false).allSatisfy {
            $0.count < 40 && $0.allSatisfy(ASCII.isAlphanumericOrUnderscore)
                && ($0.count < 16 || !$0.contains(where: ASCII.isDigit))
        }
    }
}
