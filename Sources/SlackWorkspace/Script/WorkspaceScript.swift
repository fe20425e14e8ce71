public import SlackWire

/// What Slack says by itself, and when: the frames of a sitting with their times.
///
/// A script is written as JSON Lines, one entry per line:
///
///     {"at": 53.54, "frame": {"type": "message", "channel": "C1", "text": "hi", …}}
///     {"at": 60, "close": {"code": 1001, "reason": "going away"}}
///     {"at": 61, "drop": true}
///
/// `at` counts seconds from the first socket's `hello` and never decreases. A frame keeps the bytes that
/// stand in the file. Blank lines and unknown members are ignored.
public struct WorkspaceScript: Sendable, Hashable {
    /// What happens at one moment.
    public enum Action: Sendable, Hashable {
        /// Slack sends this frame to the sockets that are open.
        case frame(JSONText)
        /// Slack closes every open socket.
        case close(code: UInt16, reason: String)
        /// Every open connection breaks without a goodbye.
        case drop
    }

    /// One moment of a script.
    public struct Entry: Sendable, Hashable {
        /// When, at speed 1, since the script began.
        public var offset: Duration
        /// What happens.
        public var action: Action

        /// Makes an entry.
        public init(at offset: Duration, _ action: Action) {
            self.offset = offset
            self.action = action
        }
    }

    /// The entries, in the order in which they happen.
    public private(set) var entries: [Entry]

    /// How many times faster than written the script is played; 1 is as written.
    public private(set) var speed: Double

    /// A script without a word.
    public static let empty = WorkspaceScript(unchecked: [])

    init(unchecked entries: [Entry], speed: Double = 1) {
        self.entries = entries
        self.speed = speed
    }

    /// Makes a script from entries; they are put in the order of their times, equal times as given.
    public init(_ entries: [Entry]) {
        let inOrder = entries.enumerated().sorted { first, second in
            (first.element.offset, first.offset) < (second.element.offset, second.offset)
        }
        self.init(unchecked: inOrder.map(\.element))
    }

    /// The same script, its times multiplied by `factor`: `0.5` plays twice as fast.
    ///
    /// - Precondition: `factor` is greater than zero and finite.
    public func scaled(by factor: Double) -> WorkspaceScript {
        precondition(factor > 0 && factor.isFinite, "a script is scaled by a positive number")
        return with(speed: speed / factor)
    }

    /// The same script, played `factor` times as fast.
    ///
    /// - Precondition: `factor` is greater than zero and finite.
    public func played(atSpeed factor: Double) -> WorkspaceScript {
        precondition(factor > 0 && factor.isFinite, "a script is played at a positive speed")
        return with(speed: speed * factor)
    }

    /// The speeds at which a script can be played; others count as the nearest of them.
    private static let speeds = 1e-9...1e9

    private func with(speed: Double) -> WorkspaceScript {
        var copy = self
        copy.speed = min(max(speed, Self.speeds.lowerBound), Self.speeds.upperBound)
        return copy
    }

    /// When an entry happens, at this script's speed, since the script began.
    public func time(of entry: Entry) -> Duration {
        speed == 1 ? entry.offset : entry.offset.bounded(atSpeed: speed)
    }
}
