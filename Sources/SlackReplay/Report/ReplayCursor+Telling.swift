import SecretRedaction
import SlackWire

extension ReplayCursor {
    /// Divergences without the secrets that the replay has seen of the bot, and that the rules name.
    ///
    /// A fixture has placeholders for what the bot brings itself (its client secret, a password); the bot says that as it
    /// is, and a report is read by others. Known is by the end also what was said before it was named.
    func told(_ divergences: [Divergence]) -> [Divergence] {
        guard !divergences.isEmpty else { return [] }
        let expected = divergences.flatMap { $0.nearest?.differences ?? [] }
            .compactMap { $0.expected?.compactText }
        var redactor = redactor.telling(beside: expected)
        return divergences.map { divergence in
            var divergence = divergence
            if case .send(let socket, var message) = divergence.action {
                redactor.redact(&message, on: socket, isFromBot: true)
                divergence.action = .send(socket: socket, message)
            }
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
