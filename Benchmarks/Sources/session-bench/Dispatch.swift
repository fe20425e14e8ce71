import Measuring
import SessionRecording
import SlackWire

/// What a bot's front does with a session: a counter for each kind of entry and a handler for each type of
/// event.
///
/// Two ways of reading a session must leave the same counts.
struct Dispatch {
    private var entries = 0
    private var actions = 0
    private var events: [String: Int] = [:]
    private var mentions = 0
    private var characters = 0

    mutating func note(_ kind: EntryRecord.Kind) {
        entries += 1
        switch kind {
        case .call, .send, .open: actions += 1
        default: break
        }
    }

    mutating func note(_ kind: SessionEntry.Kind) {
        entries += 1
        switch kind {
        case .call, .send, .open: actions += 1
        default: break
        }
    }

    mutating func handle(
        type: String?,
        subtype: String?,
        channel: String?,
        user: String?,
        text: String?,
        ts: String?
    ) {
        events[type ?? "", default: 0] += 1
        guard type == "message" else { return }
        if subtype == nil, let text, text.hasPrefix("<@U0BENCHBOT>") { mentions += 1 }
        for field in [channel, user, text, ts] { characters += field?.utf8.count ?? 0 }
    }

    func write(_ ending: SessionReader.Ending?) {
        let types = events.sorted { $0.key < $1.key }
        Output.write([
            "entries": .integer(entries),
            "actions": .integer(actions),
            "mentions": .integer(mentions),
            "characters": .integer(characters),
            "events": .object(types.map { JSONMember($0.key, .integer($0.value)) }),
            "complete": .bool(ending == .complete),
        ])
    }
}
