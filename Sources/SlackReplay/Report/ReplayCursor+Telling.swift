import SecretRedaction
import SlackWire

extension ReplayCursor {
    /// What the bot did, and what of that was not recorded, without the secrets that the replay has seen of the bot, and
    /// that the rules name.
    ///
    /// A fixture has placeholders for what the bot brings itself (its client secret, a password); the bot says that as it
    /// is, and a report is read by others. Known is by the end also what was said before it was named.
    func told() -> (actions: ReplayedActions, divergences: [Divergence]) {
        let hasRules = options.redactionRules != .standard
        guard plan.values.hasOwnPlaceholders || hasRules else { return (log, divergences) }
        let expected = divergences.flatMap { $0.nearest?.differences ?? [] }
            .compactMap { $0.expected?.compactText }
        var redactor = redactor.telling(beside: expected)
        var actions = log
        actions.tell { Self.told($0, &redactor) }
        let divergences = divergences.map { divergence in
            var divergence = divergence
            divergence.action = Self.told(divergence.action, &redactor)
            let differences = divergence.nearest?.differences ?? []
            divergence.nearest?.differences = differences.map { difference in
                var difference = difference
                difference.expected = difference.expected.map { told($0, difference, &redactor) }
                difference.actual = difference.actual.map { told($0, difference, &redactor) }
                difference.path = redactor.redacted(difference.path)
                return difference
            }
            return divergence
        }
        return (actions, divergences)
    }

    /// A message; of calls only the method is told, and how they differ.
    private static func told(_ action: BotAction, _ redactor: inout Redactor) -> BotAction {
        guard case .send(let socket, var message) = action else { return action }
        redactor.redact(&message, on: socket, isFromBot: true)
        return .send(socket: socket, message)
    }

    private func told(
        _ value: JSONValue,
        _ difference: PayloadDifference,
        _ redactor: inout Redactor
    ) -> JSONValue {
        let text = redactor.redacted(value, named: difference.name)
        return (try? JSONValue(parsing: text)) ?? .string(text)
    }
}

extension PayloadDifference {
    /// The name that the value at hand goes by; `nil` for an element of a list, or the whole.
    var name: String? {
        path.split { $0 == "." || $0 == "[" }.last { !$0.hasSuffix("]") }.map(String.init)
    }
}
