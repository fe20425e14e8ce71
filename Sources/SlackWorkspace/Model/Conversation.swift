import SlackWire

/// A channel with what was said in it.
struct Conversation: Sendable {
    /// What is known of the channel itself.
    var channel: SlackWorkspace.Channel
    /// What was said, in the order of `ts`.
    private(set) var messages: [Message] = []
    /// The latest `ts` given out here, in microseconds.
    var latestMint: Int64 = 0
    /// Who last set the topic and the purpose, and when, in seconds since 1970.
    var topicSet: (by: String, at: Int) = ("", 0)
    var purposeSet: (by: String, at: Int) = ("", 0)
    /// How far each user has read.
    var lastRead: [String: String] = [:]
    /// What it was called before.
    var previousNames: [String] = []
    /// The `ts` of the messages that are pinned, in order.
    var pins: [String] = []
    /// Whether it stands in the side bar, for direct messages.
    var isOpen = true

    init(_ channel: SlackWorkspace.Channel) {
        self.channel = channel
    }

    /// Whether somebody is in it.
    func has(_ user: String) -> Bool { channel.members.contains(user) }

    /// The other side of a direct message.
    func partner(of user: String) -> String {
        channel.members.first { $0 != user } ?? user
    }

    /// Whether `ts` spells a time: digits, a dot, digits.
    static func isTimestamp(_ ts: String) -> Bool {
        let parts = ts.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isDigits = parts.allSatisfy { part in
            !part.isEmpty
                && part.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        }
        return parts.count == 2 && isDigits
    }

    /// Gives it another name.
    mutating func rename(to name: String) {
        guard name != channel.name else { return }
        previousNames.append(channel.name)
        channel.name = name
    }

    // MARK: Messages

    /// Where a message stands, or would stand.
    private func position(of ts: String) -> (index: Int, isFound: Bool) {
        var low = 0
        var high = messages.count
        while low < high {
            let middle = (low + high) / 2
            if messages[middle].ts < ts { low = middle + 1 } else { high = middle }
        }
        return (low, low < messages.count && messages[low].ts == ts)
    }

    /// The message of that `ts`.
    func message(_ ts: String) -> Message? {
        let place = position(of: ts)
        return place.isFound ? messages[place.index] : nil
    }

    /// Puts a message in its place; one of the same `ts` is replaced.
    mutating func insert(_ message: Message) {
        let place = position(of: message.ts)
        if place.isFound {
            messages[place.index] = message
        } else {
            messages.insert(message, at: place.index)
        }
    }

    /// Changes a message in place; `nil` if there is none.
    mutating func update<Result>(_ ts: String, _ change: (inout Message) -> Result) -> Result? {
        let place = position(of: ts)
        guard place.isFound else { return nil }
        return change(&messages[place.index])
    }

    /// Takes a message away and returns it.
    mutating func remove(_ ts: String) -> Message? {
        let place = position(of: ts)
        return place.isFound ? messages.remove(at: place.index) : nil
    }

    /// The answers in a thread, without its root.
    func replies(to root: String) -> [Message] {
        messages.filter { $0.threadTimestamp == root && $0.ts != root }
    }
}
