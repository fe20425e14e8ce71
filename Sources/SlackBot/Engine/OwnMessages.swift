import RepriseFloor
import SlackWire

/// Knows which messages the bot posted itself.
final class OwnMessages: Sendable {
    private struct Place: Hashable {
        var channel: String
        var ts: MessageTimestamp
    }

    private struct State {
        var identity: BotIdentity?
        var places: Set<Place> = []
        var order = FIFO<Place>()
    }

    /// How many posts are remembered: an echo comes within moments of its post.
    private static let memory = 1_000

    private let state = Locked(State())

    /// Who the bot is.
    var identity: BotIdentity? { state.withLock { $0.identity } }

    /// Takes note of who the bot is; what was known and is not said again stays known.
    func identify(_ identity: BotIdentity) -> Bool {
        state.withLock { state in
            var merged = identity
            if let old = state.identity, old.userID == identity.userID {
                merged.name = identity.name ?? old.name
                merged.botID = identity.botID ?? old.botID
                merged.teamID = identity.teamID ?? old.teamID
                merged.team = identity.team ?? old.team
            }
            defer { state.identity = merged }
            return merged != state.identity
        }
    }

    /// Takes note of a message that Slack says it has taken from the bot.
    func posted(channel: String, ts: MessageTimestamp) {
        let place = Place(channel: channel, ts: ts)
        state.withLock { state in
            guard state.places.insert(place).inserted else { return }
            state.order.append(place)
            if state.order.count > Self.memory, let oldest = state.order.popFirst() {
                state.places.remove(oldest)
            }
        }
    }

    /// Whether the bot posted this message, or edited one of its own.
    func contains(_ event: SlackEvent) -> Bool {
        guard event.type == "message" || event.type == "app_mention" else { return false }
        let change = event.subtype == "message_changed" ? event["message"] : nil
        let user = change?["user"]?.string ?? event.user
        let bot = change?["bot_id"]?.string ?? event.botID
        return state.withLock { state in
            if let identity = state.identity {
                if let user, user == identity.userID { return true }
                if let bot, bot == identity.botID { return true }
            }
            guard !state.places.isEmpty, let channel = event.channel,
                let ts = change?["ts"]?.string.map({ MessageTimestamp($0) }) ?? event.ts
            else { return false }
            return state.places.contains(Place(channel: channel, ts: ts))
        }
    }
}
