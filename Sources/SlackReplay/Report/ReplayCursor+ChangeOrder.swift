import RepriseFloor
import SlackWire

/// In which order the bot changes one thing: a message, a reaction, a topic, a view.
///
/// Two calls about different things go in any order, and so do two posts unless somebody asks. Of two updates of one message
/// the last is what people see.
extension ReplayCursor {
    /// The changes that came in another order, of those that were recorded one after the other.
    ///
    /// Told only where an event comes after all that the recorded bot had done before it, and nothing disturbs the timing.
    ///
    /// - Complexity: O(*n*) in the number of calls, and as much for each that came in another order in the number of frames.
    func reversedChanges() -> [ReversedChange] {
        guard options.ordering == .recorded, !policy.isPerturbed else { return [] }
        var latest: [ChangedThing: (call: Int, at: Duration)] = [:]
        var reversed: [ReversedChange] = []
        for call in timeline.calls.indices {
            let recorded = timeline.calls[call]
            guard recorded.kind == .other, let at = progress.happened(recorded.action),
                let thing = ChangedThing(timeline.call(call, by: reader))
            else { continue }
            defer { latest[thing] = (call, at) }
            guard let earlier = latest[thing], earlier.at > at,
                timeline.end(ofCall: earlier.call) <= recorded.at
            else { continue }
            reversed.append(reversal(of: earlier.call, and: call))
        }
        return reversed
    }

    private func reversal(of first: Int, and second: Int) -> ReversedChange {
        let (earlier, later) = (timeline.calls[first], timeline.calls[second])
        return ReversedChange(
            entry: earlier.entry,
            recorded: .microseconds(earlier.at),
            first: botAction(.call(first)),
            laterEntry: later.entry,
            second: botAction(.call(second)),
            isExcused: mayBeOfTwoEvents(first, second)
        )
    }

    /// Whether the bot may have been at work on two events when it made the first of two calls, so that the second may be
    /// that of another handler.
    ///
    /// An event that came when the first was answered is given when that was done, and explains none.
    private func mayBeOfTwoEvents(_ first: Int, _ second: Int) -> Bool {
        let (start, end) = (timeline.calls[first].at, timeline.end(ofCall: first))
        let reaction = max(timeline.reactionTime, RecordedStop.longestReaction)
        let events = timeline.sockets.reduce(0) { count, socket in
            count + socket.frames.count { $0.isNews && start - reaction <= $0.at && $0.at <= end }
        }
        let between = timeline.sockets.contains { socket in
            socket.frames.contains {
                $0.isNews && $0.at > end && $0.at <= timeline.calls[second].at
            }
        }
        return events > 1 && !between
    }
}

/// What a call changes, where the order of changes decides what is left.
private struct ChangedThing: Hashable {
    private let parts: [String]

    /// - Returns: `nil` for a call that changes nothing, or something of which the order does not matter.
    init?(_ call: WebAPICall) {
        guard let method = call.methodName, let names = Self.names[method] else { return nil }
        let arguments = call.inflated.arguments
        var parts = [names.thing]
        for alternatives in names.arguments {
            guard let value = alternatives.lazy.compactMap({ arguments[$0]?.string }).first else {
                return nil
            }
            parts.append(value)
        }
        self.parts = parts
    }

    /// By method: what is changed, and the arguments that say which; of several names for one the first that is there.
    private static let names: [String: (thing: String, arguments: [[String]])] = {
        let channel = ["channel"]
        let message = [channel, ["ts"]]
        let view = [["view_id", "external_id"]]
        return [
            "chat.update": ("message", message), "chat.delete": ("message", message),
            "reactions.add": ("reaction", [channel, ["timestamp"], ["name"]]),
            "reactions.remove": ("reaction", [channel, ["timestamp"], ["name"]]),
            "pins.add": ("pin", [channel, ["timestamp"]]),
            "pins.remove": ("pin", [channel, ["timestamp"]]),
            "conversations.setTopic": ("topic", [channel]),
            "conversations.setPurpose": ("purpose", [channel]),
            "conversations.rename": ("name", [channel]),
            "conversations.join": ("membership", [channel]),
            "conversations.leave": ("membership", [channel]),
            "conversations.archive": ("archive", [channel]),
            "conversations.unarchive": ("archive", [channel]),
            "conversations.invite": ("member", [channel, ["users"]]),
            "conversations.kick": ("member", [channel, ["user"]]),
            "views.update": ("view", view), "views.publish": ("home", [["user_id"]]),
            "users.setPresence": ("presence", []), "users.profile.set": ("profile", []),
            "bookmarks.edit": ("bookmark", [["channel_id"], ["bookmark_id"]]),
            "bookmarks.remove": ("bookmark", [["channel_id"], ["bookmark_id"]]),
        ]
    }()
}
