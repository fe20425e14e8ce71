import SlackTransport
import SlackWire

/// The workspace as it must have been for a script to happen in it.
struct ScriptSeed {
    /// The workspace's time at the script's beginning, in microseconds since 1970.
    private(set) var epoch: Int64
    /// Whether time runs from the beginning, not only from the script's.
    let runsAtOnce: Bool
    private(set) var team: SlackWorkspace.Team
    private(set) var people = Table<SlackWorkspace.Person>()
    private(set) var conversations = Table<Conversation>()
    /// Every `ts` of the script, in microseconds.
    private(set) var timestamps: Set<Int64>

    /// When nothing says otherwise, it is noon of 1 January 2024 (UTC).
    private static let standardEpoch: Int64 = 1_704_110_400_000_000

    init(script: WorkspaceScript, configuration: SlackWorkspace.Configuration) {
        var survey = ScriptSurvey()
        for entry in script.entries {
            guard case .frame(let json) = entry.action, let value = try? json.value() else {
                continue
            }
            survey.read(value, at: entry.offset)
        }
        epoch = survey.epoch ?? configuration.epoch ?? Self.standardEpoch
        runsAtOnce = survey.epoch == nil && configuration.epoch != nil
        timestamps = survey.timestamps
        let domain = survey.domain ?? "reprise"
        team =
            configuration.team
            ?? SlackWorkspace.Team(id: survey.team ?? "T0REPRISE", name: domain, domain: domain)
        gather(survey)
        if script.entries.isEmpty, configuration.people.isEmpty, configuration.channels.isEmpty {
            addStandardCast()
        }
        for person in configuration.people { people[person.id] = person }
        addBot(configuration.bot)
        for channel in configuration.channels {
            conversations[channel.id] = Conversation(channel)
        }
        giveDates()
    }

    private mutating func gather(_ survey: ScriptSurvey) {
        for id in survey.userIDs { people[id] = survey.person(id) }
        for id in survey.channelIDs { conversations[id] = Conversation(survey.channel(id)) }
    }

    private mutating func addStandardCast() {
        let alice = SlackWorkspace.Person(
            id: "U0ALICE00",
            name: "alice",
            realName: "Alice Example",
            isAdmin: true
        )
        let bob = SlackWorkspace.Person(id: "U0BOB0000", name: "bob", realName: "Bob Example")
        for person in [alice, bob] { people[person.id] = person }
        let names = [("C0GENERAL", "general"), ("C0RANDOM0", "random")]
        for (id, name) in names {
            conversations[id] = Conversation(
                SlackWorkspace.Channel(
                    id: id,
                    name: name,
                    members: [alice.id, bob.id],
                    creator: alice.id,
                    isGeneral: name == "general"
                )
            )
        }
        conversations["D0ALICE00"] = Conversation(
            SlackWorkspace.Channel(id: "D0ALICE00", kind: .directMessage, members: [alice.id])
        )
    }

    /// The bot sits in every channel of the script, since somebody there saw what the script tells.
    private mutating func addBot(_ bot: SlackWorkspace.BotIdentity) {
        if people[bot.userID] == nil {
            people[bot.userID] = SlackWorkspace.Person(
                id: bot.userID,
                name: bot.name,
                isBot: true
            )
        }
        for id in conversations.ids {
            _ = conversations.update(id) { conversation in
                if !conversation.has(bot.userID) {
                    conversation.channel.members.append(bot.userID)
                }
            }
        }
    }

    private mutating func giveDates() {
        let beginning = Int(epoch / 1_000_000)
        for id in conversations.ids {
            _ = conversations.update(id) { conversation in
                conversation.channel.created = conversation.channel.created ?? beginning
            }
        }
    }
}
