import SessionRecording
import SlackWire

/// Slack's hosts and those that stood for it when a session was recorded: where the recorded bot called by URL or
/// opened a socket, and where it was told to.
struct RecordedHosts: Sendable {
    private(set) var hosts = SlackHosts.slack
    /// The calls that ask for a socket and have no answer yet.
    private var methods: [Int: String] = [:]

    /// Takes in the next entry.
    mutating func take(_ entry: SessionEntry.Kind) {
        switch entry {
        case .call(let id, let call):
            switch call.target {
            case .url(let url): insert(url)
            case .method(let name):
                methods[id] = LinkFields.socketMethods.contains(name) ? name : nil
            }
        case .answer(let id, let answer):
            guard let method = methods.removeValue(forKey: id) else { return }
            if let url = answer.socketURL(from: method) { insert(url) }
        case .open(_, let request, _): insert(request.url)
        default: break
        }
    }

    private mutating func insert(_ url: String) {
        if let address = WebAddress(url) { hosts.insert(address) }
    }
}
