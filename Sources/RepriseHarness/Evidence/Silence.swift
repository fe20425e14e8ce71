import SessionRecording
import SlackReplay
import SlackWire

extension ReplayOutcome {
    /// Why that the bot did nothing of a kind says nothing; empty if it could have done it.
    ///
    /// It handled at least one event, and the session knows the conversation in which it is to be silent.
    ///
    /// - Parameters:
    ///   - things: What it did not do: `replies in C024BE91L`.
    ///   - channel: The conversation, if only one is looked at.
    func silenceFindings(_ things: String, in channel: String?) -> [Finding] {
        if let unknown = unknownChannel(channel) {
            return [.nothingToLookAt("there are no \(things)", next: unknown)]
        }
        guard transcript.events.contains(where: { $0.ended != nil }) else {
            return [
                .nothingToLookAt(
                    "there are no \(things), but no handler ended either",
                    next: "print(replay.transcript) shows what the bot was given"
                )
            ]
        }
        return []
    }

    /// What to do about a conversation that is nowhere in the session; `nil` if it is there.
    func unknownChannel(_ channel: String?) -> String? {
        guard let channel else { return nil }
        let known =
            transcript.events.compactMap(\.event.channel)
            + transcript.attempts.compactMap(\.channel)
        guard !known.contains(channel), !source.mentions(channel) else { return nil }
        let nearest = Set(known).map { (name: $0, distance: editDistance(channel, $0)) }
            .filter { $0.distance <= 2 }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        return "no conversation \(channel) is in the session"
            + (nearest.map { "; did you mean \($0.name)?" } ?? ": reprise show prints what is")
    }
}

extension SessionSource {
    /// Whether an id stands anywhere in what was recorded.
    ///
    /// - Complexity: O(*n*) in the size of the session.
    fileprivate func mentions(_ id: String) -> Bool {
        let id = Array(id.utf8)
        var isMentioned = false
        visit { entry, _ in
            if !isMentioned { isMentioned = entry.kind.mentions(id) }
        }
        return isMentioned
    }
}

extension SessionEntry.Kind {
    fileprivate func mentions(_ id: [UInt8]) -> Bool {
        switch self {
        case .answer(_, let answer): answer.body.mentions(id)
        case .receive(_, let message), .send(_, let message): message.bytes.mentions(id)
        case .call(_, let call):
            call.query.contains { $0.value.utf8.elementsEqual(id) }
                || call.body.encoded().bytes.mentions(id)
        default: false
        }
    }
}

extension [UInt8] {
    fileprivate func mentions(_ id: [UInt8]) -> Bool {
        ByteSearch.firstOffset(of: id, in: span, from: 0) != nil
    }
}
