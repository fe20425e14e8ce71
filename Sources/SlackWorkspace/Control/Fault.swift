public import SlackWire

extension SlackWorkspace {
    /// What goes wrong with a call, on request.
    public enum Fault: Sendable, Hashable {
        /// The rate limit: status 429 and `retry-after` in seconds.
        case rateLimited(retryAfter: Int)
        /// A business error with this word.
        case error(String)
        /// An answer of the gateway: a status with a page of HTML.
        case gateway(status: Int)
        /// Any answer at all.
        case answer(WebAPIAnswer)
        /// No answer.
        case failure(TransportFailure)
    }
}

extension SlackWorkspace.Fault {
    /// The answer that the fault gives.
    ///
    /// - Throws: The failure, when there is no answer.
    func answer() throws(TransportFailure) -> WebAPIAnswer {
        switch self {
        case .rateLimited(let seconds):
            var answer = WebAPIAnswer(json: ["ok": false, "error": "ratelimited"])
            answer.status = 429
            answer.headers["retry-after"] = String(seconds)
            return answer
        case .error(let code):
            return WebAPIAnswer(json: ["ok": false, "error": .string(code)])
        case .gateway(let status):
            let page = "<html><head><title>\(status)</title></head><body>\(status)</body></html>"
            return WebAPIAnswer(
                status: status,
                headers: ["content-type": "text/html"],
                body: Array(page.utf8)
            )
        case .answer(let answer):
            return answer
        case .failure(let failure):
            throw failure
        }
    }
}

extension World {
    /// The next fault that was asked for a method, if any.
    mutating func takeFault(for method: String) -> SlackWorkspace.Fault? {
        guard let first = faults[method]?.first else { return nil }
        faults[method]?.removeFirst()
        return first
    }
}
