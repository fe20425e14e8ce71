import SessionRecording
import SlackWire

/// Slack's hosts and those that stood for it when a session was recorded: where the recorded bot called by URL or
/// opened a socket, and where it was told to.
struct RecordedHosts: Sendable {
    private(set) var hosts = SlackHosts.slack
    /// The calls that ask for a socket and have no answer yet.
    private var methods: [Int: String] = [:]
    /// Where methods led that named no host.
    private var places: Set<String> = []

    /// Takes in the next entry.
    mutating func take(_ entry: SessionEntry.Kind) {
        switch entry {
        case .call(let id, let call):
            switch call.target {
            case .url(let url):
                insert(url)
                follow(url)
            case .method(let name):
                methods[id] = LinkFields.socketMethods.contains(name) ? name : nil
            }
        case .answer(let id, let answer):
            if let place = answer.headers["location"], place.hasPrefix("/"), places.count < 100 {
                places.insert(place)
            }
            guard let method = methods.removeValue(forKey: id) else { return }
            if let url = answer.socketURL(from: method) { insert(url) }
        case .open(_, let request, _): insert(request.url)
        default: break
        }
    }

    /// A bot that was led to a place without a host went there: the host is that of the methods.
    private mutating func follow(_ url: String) {
        guard hosts.methodOrigin == nil, !places.isEmpty, let address = WebAddress(url),
            places.contains(address.target)
        else { return }
        hosts.methodOrigin = address.origin
    }

    private mutating func insert(_ url: String) {
        if let address = WebAddress(url) { hosts.insert(address) }
    }
}
