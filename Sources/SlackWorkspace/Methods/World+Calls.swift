import SlackWire

extension World {
    /// Answers an HTTP request.
    mutating func answer(_ call: WebAPICall) throws(TransportFailure) -> WebAPIAnswer {
        switch call.target {
        case .method(let name):
            return try answer(call, method: name)
        case .url(let text):
            guard let url = WebAddress(text) else {
                throw TransportFailure(.invalidRequest, "the address of a call must be absolute")
            }
            let base = configuration.baseURL + "/api/"
            if text.hasPrefix(base) {
                var call = call
                call.query += url.query
                let name = url.path.split(separator: "/").last.map(String.init) ?? ""
                return try answer(call, method: name)
            }
            return try answer(call, url)
        }
    }

    private mutating func answer(
        _ call: WebAPICall,
        method name: String
    ) throws(TransportFailure) -> WebAPIAnswer {
        if let fault = takeFault(for: name) {
            return finish(try fault.answer(), method: nil)
        }
        let method = MethodRegistry.method(name)
        do throws(MethodError) {
            guard let method else {
                throw MethodError("unknown_method", [JSONMember("req_method", .string(name))])
            }
            let arguments = try Self.arguments(of: call)
            let caller = try identify(call, for: method)
            if let seconds = excess(of: method, arguments) { return rateLimited(seconds) }
            let request = MethodRequest(
                method: name,
                user: caller,
                isBot: people[caller]?.isBot ?? false,
                arguments: arguments,
                httpMethod: call.httpMethod,
                hasHeaderToken: call.headers["authorization"] != nil
            )
            let members = try method.handler(&self, request)
            return finish(json([JSONMember("ok", true)] + members), method: method)
        } catch {
            let members = [JSONMember("ok", false), JSONMember("error", .string(error.code))]
            return finish(json(members + error.members), method: method)
        }
    }

    private static func arguments(of call: WebAPICall) throws(MethodError) -> CallArguments {
        do throws(CallArguments.Problem) {
            return try CallArguments(call)
        } catch {
            switch error {
            case .invalidJSON: throw MethodError("invalid_json")
            case .notAnObject: throw MethodError("json_not_object")
            }
        }
    }

    // MARK: Limits

    private mutating func excess(of method: Method, _ arguments: CallArguments) -> Int? {
        switch configuration.rateLimits {
        case .none:
            return nil
        case .calls(let count, let period):
            return meter.count(method.name, limit: (count, period), now: now)
        case .tiers:
            let channel = method.isPosting ? arguments.text("channel") ?? "" : ""
            return meter.count("\(method.name) \(channel)", limit: method.limit, now: now)
        }
    }

    private mutating func rateLimited(_ seconds: Int) -> WebAPIAnswer {
        var answer = json([JSONMember("ok", false), JSONMember("error", "ratelimited")])
        answer.status = 429
        answer.headers["retry-after"] = String(seconds)
        return finish(answer, method: nil)
    }

    // MARK: Answers

    private func json(_ members: [JSONMember]) -> WebAPIAnswer {
        WebAPIAnswer(
            headers: ["content-type": "application/json; charset=utf-8"],
            body: JSONValue.object(members).bytes(spelled: .slack)
        )
    }

    /// Adds the headers that clients look at, with names in lower case as Slack's edge sends them.
    private mutating func finish(_ answer: WebAPIAnswer, method: Method?) -> WebAPIAnswer {
        var answer = answer
        answer.headers["x-slack-req-id"] = identifiers.hexadecimal(width: 32)
        if let method {
            answer.headers["x-oauth-scopes"] = configuration.scopes.joined(separator: ",")
            if !method.scopes.isEmpty {
                answer.headers["x-accepted-oauth-scopes"] = method.scopes.joined(separator: ",")
            }
        }
        return answer
    }
}
