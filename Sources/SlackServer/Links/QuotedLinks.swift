import RepriseFloor
import SlackWire

/// The links that clients have handed back to Slack, for example a `response_url` in the `private_metadata` of a form.
///
/// Slack keeps what it is handed and gives it out again, in whichever field the client put it. Then it must lead through the
/// server once more: else the client goes to Slack around the recorder, or leaves a replay.
///
/// Safe to use from any thread.
final class QuotedLinks: Sendable {
    /// How many are remembered, the latest.
    private static let limit = 10_000

    private struct Memory {
        var links: Set<String> = []
        var order = FIFO<String>()
    }

    private let memory = Locked(Memory())

    /// Whether there are none.
    var isEmpty: Bool { memory.withLock { $0.links.isEmpty } }

    /// A client has handed a link back.
    func insert(_ url: String) {
        memory.withLock { memory in
            guard memory.links.insert(url).inserted else { return }
            memory.order.append(url)
            if memory.links.count > Self.limit, let oldest = memory.order.popFirst() {
                memory.links.remove(oldest)
            }
        }
    }

    func contains(_ url: String) -> Bool { memory.withLock { $0.links.contains(url) } }

    /// Bytes in which each of these links leads through the server, in whichever spelling it stands, in base64 as well; all others stay.
    ///
    /// - Parameter hosts: Only links to these are rewritten: a client may quote what only looks like a link of this server.
    /// - Complexity: O(*n*) in the number of bytes.
    func rewritten(
        _ bytes: [UInt8],
        to hosts: SlackHosts,
        through gateway: LinkGateway
    ) -> [UInt8] {
        guard !isEmpty else { return bytes }
        let plain = rewrittenAsSpelled(bytes, to: hosts, through: gateway)
        let coded = Base64Runs.edited(plain ?? bytes) {
            rewrittenAsSpelled($0, to: hosts, through: gateway)
        }
        return coded ?? plain ?? bytes
    }

    private func rewrittenAsSpelled(
        _ bytes: [UInt8],
        to hosts: SlackHosts,
        through gateway: LinkGateway
    ) -> [UInt8]? {
        var result: [UInt8]?
        for spelling in LinkSpelling.all {
            result = rewritten(result ?? bytes, spelling, to: hosts, through: gateway) ?? result
        }
        return result
    }

    private func rewritten(
        _ bytes: [UInt8],
        _ spelling: LinkSpelling,
        to hosts: SlackHosts,
        through gateway: LinkGateway
    ) -> [UInt8]? {
        let needle = spelling.spelled("://")
        var result: [UInt8] = []
        var (copied, searched) = (0, 0)
        while let offset = ByteSearch.firstOffset(of: needle, in: bytes.span, from: searched) {
            let end = offset + needle.count
            searched = end
            guard let (scheme, start) = spelling.scheme(atEndOf: bytes[copied..<end]) else {
                continue
            }
            let url = "\(scheme.rawValue)://\(spelling.rest(of: bytes, from: end))"
            guard contains(url), let address = WebAddress(url), hosts.contains(address) else {
                continue
            }
            result += bytes[copied..<start]
            result += spelling.spelled(gateway.prefix(for: address))
            copied = end
        }
        return copied == 0 ? nil : result + bytes[copied...]
    }
}
