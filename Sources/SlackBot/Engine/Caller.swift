import SlackTransport
import SlackWire

/// Makes Web API calls: numbers them, tells of them, and adds the token.
struct Caller: Sendable {
    let transport: any Transport
    let journal: Journal
    /// Says when a call waits, and when it is made again; `nil` makes each once, at once.
    let governor: CallGovernor?

    /// Makes a call and returns whatever came; a call without a token of its own gets `token`.
    func raw(
        _ call: WebAPICall,
        token: SlackToken?,
        event: Int?
    ) async throws(TransportFailure) -> WebAPIAnswer {
        let authorized = token.map { call.token == nil ? call.authorized(with: $0) : call } ?? call
        guard let governor else { return try await attempt(authorized, event: event) }
        return try await governor.perform(
            authorized,
            by: { () throws(TransportFailure) in try await attempt(authorized, event: event) },
            outcome: { CallGovernor.Outcome($0) }
        )
    }

    private func attempt(
        _ call: WebAPICall,
        event: Int?
    ) async throws(TransportFailure) -> WebAPIAnswer {
        let shown = call.withoutToken
        let number = journal.numberCall { .called(call: $0, event: event, shown) }
        do {
            let answer = try await transport.call(call)
            let outcome = BotActivity.CallOutcome.answer(
                status: answer.status,
                error: answer.slackError
            )
            journal.record(.answered(call: number, event: event, outcome))
            return answer
        } catch {
            journal.record(.answered(call: number, event: event, .failure(error)))
            throw error
        }
    }

    /// Makes a call of a method and returns the body of an answer that says `"ok":true`.
    ///
    /// - Throws: ``WebAPIError`` or ``TransportFailure``.
    func checked(
        _ call: WebAPICall,
        token: SlackToken?,
        event: Int?
    ) async throws -> JSONValue {
        try await raw(call, token: token, event: event).checked(for: call)
    }
}

extension WebAPICall {
    /// The call as it may be shown: without its token, wherever that stands.
    fileprivate var withoutToken: WebAPICall {
        var call = self
        call.headers["authorization"] = nil
        guard call.token != nil else { return call }
        call.query.removeAll { $0.name == "token" }
        switch call.body {
        case .form(let fields):
            call.body = .form(fields.filter { $0.name != "token" })
        case .multipart(let parts):
            call.body = .multipart(parts.filter { $0.name != "token" })
        case .json(let text):
            let members = (try? text.value())?.members ?? []
            call.body = .json(JSONText(.object(members.filter { $0.name != "token" })))
        case .none, .bytes, .flowing, .file: break
        }
        return call
    }
}
