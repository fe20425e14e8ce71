public import SlackWire

/// What a test may look at.
extension SlackWorkspace {
    /// What somebody else than the bot would read in a channel: every message as the Web API shows it,
    /// oldest first, answers in threads included.
    public func messages(in channel: String) -> [JSONValue] {
        enter { world in
            guard let conversation = world.conversations[channel] else { return [] }
            return conversation.messages.map { world.messageObject($0, in: conversation) }
        }
    }

    /// The messages that only one person saw, with their `channel` and for whom they are (`user` is the
    /// author), oldest first.
    public func ephemeralMessages(to user: String) -> [JSONValue] {
        enter { world in
            world.ephemerals.filter { $0.user == user }.map { message in
                .object(message.content.merging([JSONMember("channel", .string(message.channel))]))
            }
        }
    }

    /// Everything that clients acknowledged over Socket Mode, in order, repetitions included.
    public var acknowledgements: [Acknowledgement] {
        enter { $0.envelopes.acknowledgements }
    }

    /// How many sockets are open.
    public var openSocketCount: Int {
        enter { world in world.connections.values.count { $0.isOpen && !$0.isRefused } }
    }

    /// The content of an uploaded file; `nil` when there is none.
    public func content(ofFile id: String) -> [UInt8]? {
        enter { $0.files[id]?.bytes }
    }

    /// The views that somebody sees, the one on top last.
    public func views(of user: String) -> [JSONValue] {
        enter { world in
            world.views.values.filter { $0.user == user }.map { .object($0.object) }
        }
    }

    /// The people of the workspace, in order.
    public var people: [Person] {
        enter { $0.people.values }
    }

    /// The channels of the workspace, in order.
    public var channels: [Channel] {
        enter { world in world.conversations.values.map(\.channel) }
    }

    /// The team.
    public var team: Team {
        enter { $0.team }
    }

    /// Whether everything of the script was played.
    public var isScriptFinished: Bool {
        enter { $0.player.isFinished }
    }
}
