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

    var hosts: SlackHosts { inner.hosts }

    func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        do throws(TransportFailure) {
            let answer = try await inner.call(call)
            if let method = call.methodName {
                if !Self.isJSON(answer.body) { tell(method, answer) }
                tellOfSocketElsewhere(method, answer)
            }
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

    /// A socket that leads past the server is one that the recording has nothing of.
    private func tellOfSocketElsewhere(_ method: String, _ answer: WebAPIAnswer) {
        guard let url = answer.socketURL(from: method), !hosts.contains(url: url) else { return }
        let place = WebAddress(url).map { "\($0.host):\($0.port)" }
        let next = place.map { "; if it belongs to the upstream, add --upstream-host \($0)" } ?? ""
        tell(
            once: "elsewhere \(place ?? "")",
            "\(method) was answered with a socket at \(place ?? "another host"), which is neither Slack's "
                + "nor the upstream's: the bot connects there by itself, and nothing of it is recorded"
                + next
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
