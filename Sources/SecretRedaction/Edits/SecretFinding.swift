/// Where a secret stands in an entry; never the secret.
public struct SecretFinding: Sendable, Hashable {
    /// What gave it away.
    public let kind: SecretKind
    /// The part of the entry, and in JSON the way to the value: `answer.headers.set-cookie`, `json.url`.
    public let place: String
    /// How many bytes of that part come before it.
    public let byte: Int
    /// What a token says of its kind, `xoxb-…`; dots for any other secret.
    public let masked: String

    init(_ edit: Edit, place: String) {
        kind = edit.kind
        self.place = edit.path.map { $0.isEmpty ? place : "\(place).\($0)" } ?? place
        byte = edit.range.lowerBound
        let prefix = String(decoding: edit.replacement, as: UTF8.self).split(
            separator: "REDACTED",
            maxSplits: 1,
            omittingEmptySubsequences: false
        ).first
        masked = (prefix.map { $0.hasPrefix("\"") ? "" : String($0) } ?? "") + "…"
    }
}
