import SlackTransport
import SlackWire

extension TransportCheck {
    func refusals() async throws(TransportViolation) {
        let answer = try await call("api.test", [JSONMember("error", "as_asked")])
        let value = try json(answer)
        try expect(answer.status, is: 200, "the status")
        try expect(value["ok"], is: false, "ok")
        try expect(value["error"], is: "as_asked", "the error")
    }

    func arguments() async throws(TransportViolation) {
        let text = "a&b=c+d %20 \u{e9} \u{1f600} \"\\/\n"
        let value = try json(try await call("api.test", [JSONMember("text", .string(text))]))
        try expect(value["args"]?["text"], is: .string(text), "the argument")
    }

    func statuses() async throws(TransportViolation) {
        for status in [200, 201, 302, 404, 429, 500, 503] {
            let answer = try await call(
                "conformance.status",
                [JSONMember("status", .number(String(status)))]
            )
            try expect(answer.status, is: status, "the status")
            let (name, value) = ConformanceStage.field
            try expect(answer.headers[name], is: value, "the field of status \(status)")
            try expect(answer.body, is: Array("none".utf8), "the body of status \(status)")
        }
    }

    func answerBytes() async throws(TransportViolation) {
        let bytes = try await call("conformance.bytes").body
        try expect(bytes, is: ConformanceStage.bytes, "the body of all bytes")
        let spelling = try await call("conformance.spelling").body
        try expect(spelling, is: ConformanceStage.spelling, "the JSON body")
        try expect(try await call("conformance.empty").body, is: [], "the empty body")
    }

    func bodies() async throws(TransportViolation) {
        let all = ConformanceStage.bytes
        guard let json = try? JSONText(validating: ConformanceStage.spelling.dropLast()) else {
            throw violation("the suite's own JSON is none")
        }
        let bodies: [WebAPICall.Body] = [
            .none,
            .form([FormField("a", "1&2=3"), FormField("a", " +%"), FormField("", "\u{e9}")]),
            .json(json),
            .multipart([
                MultipartPart(name: "title", bytes: Array("caf\u{e9}".utf8)),
                MultipartPart(
                    name: "file",
                    filename: "all.bin",
                    contentType: "application/octet-stream",
                    bytes: all
                ),
            ]),
            .bytes(Array(repeatElement(all, count: 400).joined())),
        ]
        for (number, body) in bodies.enumerated() {
            var sent = WebAPICall(.method("conformance.echo"), body: body)
            sent.query = [FormField("number", String(number))]
            sent.headers["authorization"] = "Bearer made-up"
            let (name, value) = ConformanceStage.field
            sent.headers[name] = value
            if case .bytes = body { sent.headers["content-type"] = "application/octet-stream" }
            let heard = try self.json(try await call(sent))
            try expect(heard["call"] ?? .null, is: sent.portrait, "the call that arrived")
        }
    }

    func addresses() async throws(TransportViolation) {
        let given = try json(try await call("conformance.address"))
        guard let url = given["upload_url"]?.string else { throw violation("no URL came back") }
        for verb in [HTTPMethod.post, .put, .get] {
            let body: WebAPICall.Body = verb == .get ? .none : .bytes(ConformanceStage.bytes)
            var sent = WebAPICall(.url(url), httpMethod: verb, body: body)
            if verb != .get { sent.headers["content-type"] = "application/octet-stream" }
            let heard = try json(try await call(sent))
            try expect(heard["call"] ?? .null, is: sent.portrait, "the call that arrived")
        }
    }

    func sideBySide() async throws(TransportViolation) {
        let count = 4
        let results = await withTaskGroup(of: Result<JSONValue?, TransportViolation>.self) {
            group in
            for number in 0..<count {
                group.addTask {
                    await outcome { () async throws(TransportViolation) in
                        let arguments = [
                            JSONMember("count", .number(String(count))),
                            JSONMember("number", .number(String(number))),
                        ]
                        let answer = try await call("conformance.together", arguments)
                        let fields = try json(answer)["call"]?["body"]?["fields"]?.array
                        let own: JSONValue = ["number", .string(String(number))]
                        try expect(fields?.contains(own) == true, "a call got another's answer")
                        return nil
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        for result in results { _ = try result.get() }
    }

    func callCancellation() async throws(TransportViolation) {
        typealias Outcome = Result<TransportFailure.Kind, TransportViolation>
        let ended = await withTaskGroup(of: Outcome.self) { group -> Outcome? in
            group.addTask {
                await outcome { () async throws(TransportViolation) in
                    try await held("a cancelled call")
                }
            }
            let isHeld = await outcome { () async throws(TransportViolation) in
                try await call("conformance.held")
            }
            group.cancelAll()
            let ended = await group.next()
            if case .failure(let violation) = isHeld { return .failure(violation) }
            return ended
        }
        try expect(try ended?.get(), is: TransportFailure.Kind.cancelled, "the failure")
        try await refusals()
    }

    /// How a call ends that is never answered.
    private func held(_ what: String) async throws(TransportViolation) -> TransportFailure.Kind {
        try await kind(of: what) { () async throws(TransportFailure) in
            try await transport.call(WebAPICall(method: "conformance.hold"))
        }
    }

    func callByCancelled() async throws(TransportViolation) {
        let kind = try await cancelled { () async throws(TransportViolation) in
            try await held("a call of a cancelled task")
        }
        try expect(kind, is: .cancelled, "the failure")
        try await refusals()
    }

    func brokenCalls() async throws(TransportViolation) {
        let kind = try await kind(of: "a call that was broken off") {
            () async throws(TransportFailure) in
            try await transport.call(WebAPICall(method: "conformance.break"))
        }
        let allowed: Set<TransportFailure.Kind> = [
            .connect, .tls, .timeout, .protocolViolation, .io,
        ]
        try expect(allowed.contains(kind), "the failure was of kind \(kind.rawValue)")
        try await refusals()
    }

    func hosts() throws(TransportViolation) {
        guard let upstream = WebAddress(TransportClause.foreignUpstream) else {
            throw violation("the suite's own address is none")
        }
        try expect(transport.hosts, is: SlackHosts(upstreams: [upstream]), "what stands for Slack")
    }

    /// What something came to, as a value that a group of tasks can hand on.
    func outcome<Value: Sendable>(
        _ body: () async throws(TransportViolation) -> Value
    ) async -> Result<Value, TransportViolation> {
        do throws(TransportViolation) {
            return .success(try await body())
        } catch {
            return .failure(error)
        }
    }
}
