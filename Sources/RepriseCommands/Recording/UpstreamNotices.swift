import RepriseFloor
import SlackTransport
import SlackWire

/// Tells the person at the terminal when the server behind a recording does not answer as Slack does.
///
/// The bot sees the same, but what it makes of that is often hard to read. Each kind of trouble is told once.
final class UpstreamNotices: Transport {
    private let inner: any Transport
    private let told = Locked<Set<String>>([])

    init(_ inner: any Transport) {
        self.inner = inner
    }

    func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        do throws(TransportFailure) {
            let answer = try await inner.call(call)
            if let method = call.methodName, !Self.isJSON(answer.body) { tell(method, answer) }
            return answer
        } catch {
            tell(error)
            throw error
        }
    }

    func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket {
        do throws(TransportFailure) {
            return try await inner.open(request)
        } catch {
            tell(error)
            throw error
        }
    }

    private static func isJSON(_ body: [UInt8]) -> Bool {
        body.first { $0 > 0x20 } == UInt8(ascii: "{")
    }

    private func tell(_ method: String, _ answer: WebAPIAnswer) {
        let type = answer.headers["content-type"].map { MediaType(parsing: $0).essence } ?? "a body"
        tell(
            once: "\(answer.status) \(type)",
            "the upstream answered \(method) with status \(answer.status) and \(type), not with JSON as "
                + "Slack does; its URL must be that of a Web API, such as https://slack.com/api/"
        )
    }

    private func tell(_ failure: TransportFailure) {
        guard failure.kind != .cancelled else { return }
        tell(once: failure.kind.rawValue, failure.message)
    }

    private func tell(once key: String, _ words: String) {
        if told.withLock({ $0.insert(key).inserted }) { Console.note("reprise: \(words)") }
    }
}
