/// Why a command or an interaction was not answered.
public enum ListenerError: Error, Sendable, Hashable {
    /// No listener matches what came: its kind, the `action_id` or `callback_id` that it names, and what there is.
    case nobodyListens(IncomingKind, id: String?, names: [String])
    /// The payload names no `response_url`.
    case noResponseURL
    /// The payload names no `trigger_id`.
    case noTrigger
}

extension ListenerError: CustomStringConvertible {
    /// How many listeners an error names.
    private static let namesShown = 12

    /// One sentence.
    public var description: String {
        switch self {
        case .nobodyListens(let kind, let id, let names):
            let what = kind.wording + (id.map { " '\($0)'" } ?? "")
            let shown = names.prefix(Self.namesShown).joined(separator: ", ")
            let more = names.count > Self.namesShown ? " and others" : ""
            return "No listener matches \(what), and somebody waits for an answer: add one, or"
                + " Listener.anything. There are: \(shown.isEmpty ? "none" : shown)\(more)."
        case .noResponseURL:
            return
                "There is no response_url in the payload to answer by: answer by chat.postMessage, or give the"
                + " view's menu of conversations response_url_enabled."
        case .noTrigger:
            return
                "There is no trigger_id in the payload, so no view can be opened for it: use views.update or"
                + " views.publish."
        }
    }
}
