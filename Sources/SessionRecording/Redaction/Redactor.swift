/// Replaces secrets by placeholders, entry by entry.
///
/// Only the bytes of a secret change; a payload that holds none keeps all of its bytes, and what has
/// been redacted is not changed by a second pass. One redactor serves one session: it remembers which
/// placeholder stands for which secret, and never shows a secret.
public struct Redactor: Sendable {
    let rules: RedactionRules
    private let filter: SecretFilter
    var placeholders = Placeholders()

    /// Makes a redactor for one session.
    public init(rules: RedactionRules = .standard) {
        self.rules = rules
        filter = SecretFilter(rules.needles)
    }

    /// How many different secrets have been replaced.
    public var secretCount: Int { placeholders.count }

    /// A session without its secrets.
    ///
    /// - Complexity: O(*n*) in the bytes of the session.
    public mutating func redacted(_ session: Session) -> Session {
        var session = session
        redact(&session.header)
        for index in session.entries.indices { redact(&session.entries[index]) }
        return session
    }

    /// A text without its secrets, for messages and logs.
    public mutating func redacted(_ text: String) -> String {
        let bytes = Array(text.utf8)
        let edits = textEdits(bytes)
        guard !edits.isEmpty else { return text }
        return String(decoding: bytes.applying(edits), as: UTF8.self)
    }

    /// Takes the secrets out of a payload: JSON, a form, or any text.
    mutating func redact(_ payload: inout [UInt8]) {
        guard filter.mayHoldSecret(payload) else { return }
        if payload.looksLikeJSON {
            apply(jsonEdits(payload), to: &payload)
            if payload.span.isJSON { return }
            // In JSON that is cut or malformed, secrets may stand outside of strings as well.
            let layer = DecodedLayer.json(payload, payload.startIndex..<payload.endIndex)
            apply(textEdits(layer.bytes).map(layer.encoded), to: &payload)
        } else {
            apply(textEdits(payload), to: &payload)
        }
    }

    /// Takes the secrets out of a text.
    mutating func redact(_ text: inout String) {
        text = redacted(text)
    }

    private func apply(_ edits: [Edit], to bytes: inout [UInt8]) {
        if !edits.isEmpty { bytes = bytes.applying(edits) }
    }
}

extension Redactor: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// How much was redacted; never what.
    public var description: String { "Redactor(\(secretCount) secrets)" }
    /// The same as ``description``.
    public var debugDescription: String { description }
    /// A mirror without children, so that no dump shows a secret.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
