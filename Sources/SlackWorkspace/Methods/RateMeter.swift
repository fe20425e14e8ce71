import SlackWire

extension Method {
    /// The calls allowed and the time they are counted in (docs.slack.dev/apis/web-api/rate-limits).
    var limit: (calls: Int, period: Duration) {
        switch tier {
        case .one: (1, .seconds(60))
        case .two: (20, .seconds(60))
        case .three: (50, .seconds(60))
        case .four: (100, .seconds(60))
        case .special where isPosting: (1, .seconds(1))
        case .special: (600, .seconds(60))
        }
    }

    /// Whether its limit holds for each channel by itself.
    var isPosting: Bool { name == "chat.postMessage" }
}

/// Counts calls, to know when there are too many.
struct RateMeter: Sendable {
    private var calls: [String: [Duration]] = [:]

    /// Counts a call.
    ///
    /// - Returns: `nil` when it is allowed; otherwise after how many whole seconds it would be.
    mutating func count(
        _ key: String,
        limit: (calls: Int, period: Duration),
        now: Duration
    ) -> Int? {
        var recent = calls[key, default: []]
        recent.removeAll { $0 + limit.period <= now }
        defer { calls[key] = recent }
        guard recent.count >= limit.calls, let first = recent.first else {
            recent.append(now)
            return nil
        }
        let wait = (first + limit.period - now).components
        return max(1, Int(wait.seconds) + (wait.attoseconds > 0 ? 1 : 0))
    }
}
