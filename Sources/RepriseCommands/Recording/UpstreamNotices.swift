import RepriseFloor
import SlackTransport
import SlackWire

/// Tells the person at the terminal when the server behind a recording does not answer as Slack does, and when something of the
/// bot's goes around the recording.
///
/// The bot sees the same, but what it makes of that is often hard to read. Each kind of trouble is told once.
final class UpstreamNotices: Transport {
    private let inner: any Transport
    private let told = Locked<Set<String>>([])
    private let sockets = Locked(SocketNotices())
    /// What says how long the bot has been calling.
    private let clock: SessionClock

    init(_ inner: any Transport, clock: SessionClock) {
        self.inner = inner
        self.clock = clock
    }

    var hosts: SlackHosts { inner.hosts }

    func call(_ call: WebAPICall) async throws(TransportFailure) -> WebAPIAnswer {
        do throws(TransportFailure) {
            let answer = try await inner.call(call)
            look(at: answer, to: call)
            return answer
        } catch {
            tell(error)
            throw error
        }
    }

    func stream(_ call: WebAPICall) async throws(TransportFailure) -> StreamedAnswer {
        do throws(TransportFailure) {
            let answer = try await inner.stream(call).withWholeJSON(of: call)
            if let whole = answer.wholeAnswer {
                look(at: whole, to: call)
            } else if let method = call.methodName {
                tell(method, WebAPIAnswer(status: answer.status, headers: answer.headers))
            }
            return answer
        } catch {
            tell(error)
            throw error
        }
    }

    private func look(at answer: WebAPIAnswer, to call: WebAPICall) {
        guard let method = call.methodName else { return }
        if !Self.isJSON(answer.body) { tell(method, answer) }
        let socket = answer.socketURL(from: method)
        if let socket {
            tell(method, of: "a socket", at: socket, "connects")
        } else {
            tellOfLinksElsewhere(method, answer)
        }
        tellOfSockets { $0.called(method, givesLink: socket != nil, at: clock.now) }
    }

    func open(_ request: SocketRequest) async throws(TransportFailure) -> any TransportSocket {
        sockets.withLock { $0.opened() }
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

    /// The recording is over: tells what is missing in it, as far as that shows.
    func end() {
        tellOfSockets { $0.atEnd }
    }

    private func tellOfSockets(_ look: (inout SocketNotices) -> String?) {
        guard let words = sockets.withLock({ look(&$0) }) else { return }
        tell(once: words, words)
    }

    /// A link that leads past the server is one that the recording has nothing of.
    private func tellOfLinksElsewhere(_ method: String, _ answer: WebAPIAnswer) {
        guard Self.givesLinks.contains(method) else { return }
        for link in LinkFields.inAnswer(to: method).links(in: JSONText(uncheckedBytes: answer.body))
        where link.kind != .file {
            tell(method, of: "a link", at: link.url, "goes")
        }
    }

    /// Methods whose answers hold links for posting and uploading (docs.slack.dev).
    private static let givesLinks: Set<String> = [
        "files.getUploadURLExternal", "oauth.access", "oauth.v2.access",
    ]

    private func tell(_ method: String, of what: String, at url: String, _ verb: String) {
        guard !hosts.contains(url: url) else { return }
        let place = WebAddress(url).map { "\($0.host):\($0.port)" }
        let next = place.map { "; if it belongs to the upstream, add --upstream-host \($0)" } ?? ""
        tell(
            once: "elsewhere \(place ?? "")",
            "\(method) was answered with \(what) at \(place ?? "another host"), which is neither Slack's "
                + "nor the upstream's: the bot \(verb) there by itself, and nothing of it is recorded"
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
