import RepriseFloor
import SlackBot
import SlackWire
import SlackWorkspace

/// Sees from what a bot reports when it has got a whole script and has handled all of it, however long that takes.
final class ScriptWatch: Sendable {
    private struct State {
        /// How many frames of the type that ends the script are still to come.
        var missing: Int
        /// Events whose handlers have not ended.
        var unhandled: Set<Int> = []

        var isHandled: Bool { missing <= 0 && unhandled.isEmpty }
    }

    private let lastType: String?
    private let state: Locked<State>
    private let handled = Wakeup()

    /// Expects what the script plays; a script without frames is handled at once.
    init(_ script: WorkspaceScript) {
        let types = script.entries.compactMap { entry -> String? in
            guard case .frame(let frame) = entry.action else { return nil }
            return SlackEvent(json: frame).type
        }
        let last = types.last
        lastType = last
        state = Locked(State(missing: types.count { $0 == last }))
        if types.isEmpty { handled.wake() }
    }

    /// Takes what the bot reports.
    @Sendable func note(_ activity: BotActivity) {
        let isHandled = state.withLock { state in
            switch activity.kind {
            case .received(let event, let content):
                state.unhandled.insert(event)
                if content.type == lastType { state.missing -= 1 }
            case .ignored(let content, _):
                if content.type == lastType { state.missing -= 1 }
            case .ended(let event, _), .dropped(let event), .abandoned(let event):
                state.unhandled.remove(event)
            default: return false
            }
            return state.isHandled
        }
        if isHandled { handled.wake() }
    }

    /// Returns once everything of the script was received and handled, or when the task is cancelled.
    func waitUntilHandled() async {
        await handled.wait()
    }
}
