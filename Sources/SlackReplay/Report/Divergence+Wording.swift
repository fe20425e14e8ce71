import SecretRedaction
import SessionRecording
import SlackTransport
import SlackWire

extension Divergence: CustomStringConvertible {
    /// What was not recorded, the nearest that was, where they differ, and what to do next.
    public var description: String { "\(difference); \(nextStep)" }

    /// What was not recorded, the nearest that was, and where they differ.
    var difference: String {
        if let nearest, let cause = nearest.prematureBefore {
            return
                "\(action.wording) at \(at.seconds) came before the bot could know what is in it: it stands "
                + "for entry \(nearest.entry) (\(nearest.recorded.seconds)), and entry \(cause), which led to "
                + "that, had not been given to the bot"
        }
        return "\(action.wording) at \(at.seconds) was not recorded; \(nearestWording)"
    }

    private var nearestWording: String {
        guard let nearest else {
            guard let next = expected.first else {
                return "nothing of the recording is left to match"
            }
            return "the recording has none like it and expects \(next.action.wording) next "
                + "(entry \(next.entry), \(next.recorded.seconds))"
        }
        let place = "entry \(nearest.entry) (\(nearest.recorded.seconds))"
        if nearest.isConsumed, nearest.differences.isEmpty {
            return "the same at \(place) was already matched"
        }
        if nearest.differences.isEmpty {
            return
                "the same stands at \(place), but there it goes on with what another of two equal actions began"
        }
        let used = nearest.isConsumed ? ", which was already matched," : ""
        return "the nearest is \(place)\(used) and differs in "
            + nearest.differences.listing
    }

    /// What to do.
    var nextStep: String {
        if nearest?.prematureBefore != nil {
            return "if it is meant to come unasked, record the session again"
        }
        if let nearest, nearest.isConsumed, nearest.differences.isEmpty {
            return "if the bot is meant to do it again, record the session again"
        }
        if case .call = action, let path = nearest?.differences.first?.path, path != "method",
            path != "url",
            path != PayloadDifference.verb, path != PayloadDifference.form,
            path != PayloadDifference.authorization, path != "the token it carries",
            !path.hasPrefix("header ")
        {
            return "if this is intended, record the session again, or leave the argument out with "
                + "CallMatcher.ignoring(\"\(path.withoutIndexes)\")"
        }
        return "if this is intended, record the session again"
    }

    /// The failure that a strict replay throws.
    var failure: TransportFailure { TransportFailure(.divergence, description) }
}

extension [PayloadDifference] {
    /// The first few differences, expected and actual side by side.
    fileprivate var listing: String {
        let shown = prefix(3).map { difference in
            "\(difference.path) (expected \(difference.expectedWording), "
                + "got \(difference.actualWording))"
        }
        let rest = count > 3 ? ", and \(count - 3) more" : ""
        return shown.joined(separator: ", ") + rest
    }
}

extension PayloadDifference {
    /// What was expected, in not too many characters, so that where it differs is seen.
    fileprivate var expectedWording: String {
        Excerpt.cut(whole(expected), to: 80, besides: whole(actual))
    }

    /// What came, likewise.
    fileprivate var actualWording: String {
        Excerpt.cut(whole(actual), to: 80, besides: whole(expected))
    }

    /// One side of the difference in its whole length, with placeholders for secrets: those that give themselves away
    /// and those that stand under a name such as `client_secret`.
    func whole(_ value: JSONValue?) -> String {
        guard let value else { return "nothing" }
        var redactor = Redactor()
        return redactor.redacted(value, named: name)
    }
}

extension PayloadDifference: CustomStringConvertible, CustomDebugStringConvertible,
    CustomReflectable
{
    /// The place, and both sides without their secrets.
    public var description: String {
        "\(path): expected \(expectedWording), got \(actualWording)"
    }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// Nothing to look into, so that `dump` shows no secret either.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension String {
    /// A path with `*` in the place of each index, as a matcher takes it.
    fileprivate var withoutIndexes: String {
        var path = ""
        var isInside = false
        for character in self {
            switch character {
            case "[":
                isInside = true
                path += ".*"
            case "]": isInside = false
            default: if !isInside { path.append(character) }
            }
        }
        return path
    }
}
