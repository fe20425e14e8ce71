package import SessionRecording
package import SlackWire

extension SlackHosts {
    /// Slack's hosts and those that stood for it when a session was recorded: where the recorded bot called
    /// by URL or opened a socket, and where it was told to.
    ///
    /// - Complexity: O(*n*) in the size of the session.
    package init(of session: Session) {
        self = .slack
        var methods: [Int: String] = [:]
        for entry in session.entries {
            switch entry.kind {
            case .call(let id, let call):
                switch call.target {
                case .url(let url): insert(url: url)
                case .method(let name):
                    methods[id] = LinkFields.socketMethods.contains(name) ? name : nil
                }
            case .answer(let id, let answer):
                guard let method = methods.removeValue(forKey: id) else { continue }
                if let url = answer.socketURL(from: method) { insert(url: url) }
            case .open(_, let request, _): insert(url: request.url)
            default: break
            }
        }
    }

    private mutating func insert(url: String) {
        if let address = WebAddress(url) { insert(address) }
    }
}
