extension SlackWorkspace {
    /// A place to talk: what Slack calls a conversation.
    public struct Channel: Sendable, Hashable {
        /// What kind of conversation it is.
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            /// A channel that everybody may join; its id begins with `C`.
            case publicChannel = "public_channel"
            /// A channel by invitation; its id begins with `G`, or with `C` when it is young.
            case privateChannel = "private_channel"
            /// A direct message between two; its id begins with `D`.
            case directMessage = "im"
            /// A direct message among several; its id begins with `G`, or with `C` when it is young.
            case groupMessage = "mpim"
        }

        /// The id, for example `C407ABS94`.
        public var id: String
        /// The name without `#`; a direct message has none.
        public var name: String
        /// What kind of conversation it is.
        public var kind: Kind
        /// The ids of the members, in the order in which they joined.
        public var members: [String]
        /// The id of whoever made it.
        public var creator: String
        /// When it was made, in seconds since 1970; `nil` for the workspace's own beginning.
        public var created: Int?
        /// The topic.
        public var topic: String
        /// The purpose.
        public var purpose: String
        /// Whether it is archived: readable, but closed to new messages.
        public var isArchived: Bool
        /// Whether it is the workspace's first channel.
        public var isGeneral: Bool

        /// Makes a conversation.
        public init(
            id: String,
            name: String = "",
            kind: Kind = .publicChannel,
            members: [String] = [],
            creator: String = "",
            created: Int? = nil,
            topic: String = "",
            purpose: String = "",
            isArchived: Bool = false,
            isGeneral: Bool = false
        ) {
            self.id = id
            self.name = name
            self.kind = kind
            self.members = members
            self.creator = creator
            self.created = created
            self.topic = topic
            self.purpose = purpose
            self.isArchived = isArchived
            self.isGeneral = isGeneral
        }
    }
}
