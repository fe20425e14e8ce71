public import SlackWire

extension Processing {
    /// What tells the queues of ``Processing/queued(by:limit:capacity:whenFull:)`` apart.
    public struct Key: Sendable {
        /// The key's name, for reports.
        public let name: String
        private let read: @Sendable (SlackEvent) -> String?

        /// A key of your own; events for which it is `nil` share one queue.
        public init(_ name: String, _ read: @escaping @Sendable (SlackEvent) -> String?) {
            self.name = name
            self.read = read
        }

        func value(of event: SlackEvent) -> String? { read(event) }

        /// The channel.
        public static let channel = Key("channel") { $0.channel }

        /// The thread: a message in a thread and the message that the thread hangs from share a key,
        /// and a message outside of any thread has its own.
        public static let thread = Key("thread") { event in
            guard let channel = event.channel else { return nil }
            guard let root = event.threadRoot else { return channel }
            return "\(channel) \(root)"
        }

        /// The user who caused the event; for a bot without a user, the bot.
        public static let user = Key("user") { $0.user ?? $0.botID }
    }
}
