public import SlackWire

extension SlackWorkspace {
    /// Somebody in the workspace: a person, or the user of a bot.
    public struct Person: Sendable, Hashable {
        /// The user's id, for example `U407ABLLW`.
        public var id: String
        /// The handle, without `@`.
        public var name: String
        /// The full name.
        public var realName: String
        /// The address that `users.lookupByEmail` finds; only people have one.
        public var email: String?
        /// Whether this is the user of a bot.
        public var isBot: Bool
        /// Whether the person may administer the workspace.
        public var isAdmin: Bool
        /// Whether the account is switched off.
        public var isDeleted: Bool
        /// Whether the person is there.
        public var isActive: Bool
        /// Members that go into the user's object as they are, in place of what the workspace would say.
        public var overrides: [JSONMember]

        /// Makes a person; whatever is not said gets a plausible value.
        public init(
            id: String,
            name: String,
            realName: String? = nil,
            email: String? = nil,
            isBot: Bool = false,
            isAdmin: Bool = false,
            isDeleted: Bool = false,
            isActive: Bool = true,
            overrides: [JSONMember] = []
        ) {
            self.id = id
            self.name = name
            self.realName = realName ?? name
            self.email = email ?? (isBot ? nil : "\(name)@example.com")
            self.isBot = isBot
            self.isAdmin = isAdmin
            self.isDeleted = isDeleted
            self.isActive = isActive
            self.overrides = overrides
        }
    }
}
