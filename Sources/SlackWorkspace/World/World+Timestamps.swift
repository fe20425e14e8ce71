extension World {
    /// A fresh `ts` in a channel: later than every message there, and never one of the script's.
    mutating func mintTimestamp(in channel: String) -> String {
        var value = wallMicroseconds / 1_000_000 * 1_000_000 + 100
        if let conversation = conversations[channel] {
            let latest = conversation.messages.last.flatMap { Timestamp.microseconds($0.ts) } ?? 0
            value = max(value, latest + 1, conversation.latestMint + 1)
        }
        while reserved.contains(value) { value += 1 }
        _ = conversations.update(channel) { $0.latestMint = value }
        return Timestamp.text(value)
    }

    /// The moment of an event as `event_ts` spells it; no two are alike.
    mutating func mintEventTimestamp() -> String {
        latestEvent = max(wallMicroseconds, latestEvent + 1)
        return Timestamp.text(latestEvent)
    }
}

/// Conversions between microseconds since 1970 and Slack's `ts`.
enum Timestamp {
    /// Seconds, a dot, six digits.
    static func text(_ microseconds: Int64) -> String {
        let fraction = String(microseconds % 1_000_000)
        let zeros = String(repeating: "0", count: 6 - fraction.count)
        return "\(microseconds / 1_000_000).\(zeros)\(fraction)"
    }

    /// The number that a `ts` spells; `nil` for anything else.
    static func microseconds(_ ts: String) -> Int64? {
        let parts = ts.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 2, parts[0].utf8.count <= 12, parts[1].utf8.count == 6,
            let seconds = UInt64(parts[0]), let fraction = UInt64(parts[1])
        else { return nil }
        return Int64(seconds) * 1_000_000 + Int64(fraction)
    }
}
