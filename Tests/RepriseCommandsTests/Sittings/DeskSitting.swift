import SlackWire
import SlackWorkspace
import Testing

/// Two people and the help desk's bot (`Tests/Sittings`) in a workspace in memory.
///
/// What people do next they do when the bot says that it is done with what was before, save for what is to happen
/// at once.
final class DeskSitting {
    /// The bot has ended, or will not say any more.
    struct BotIsGone: Error {
        var awaited: Set<String>
    }

    static let alice = "U0ALICE00"
    static let bob = "U0BOB0000"
    static let desk = "C0HELPDESK"
    static let lounge = "C0LOUNGE00"

    let workspace: SlackWorkspace
    private let bot: RunningCommand
    private var said: Set<String> = []

    init(_ workspace: SlackWorkspace, _ bot: RunningCommand) {
        self.workspace = workspace
        self.bot = bot
    }

    /// A workspace with two people and two channels, which tells the app of messages and reactions.
    static func workspace() -> SlackWorkspace {
        var configuration = SlackWorkspace.Configuration()
        let members = [alice, bob, configuration.bot.userID]
        configuration.people = [
            SlackWorkspace.Person(id: alice, name: "alice", realName: "Alice Example"),
            SlackWorkspace.Person(id: bob, name: "bob", realName: "Bob Example"),
        ]
        configuration.channels = [
            SlackWorkspace.Channel(id: desk, name: "helpdesk", members: members),
            SlackWorkspace.Channel(id: lounge, name: "lounge", members: members),
        ]
        configuration.subscriptions = ["message.channels", "reaction_added", "reaction_removed"]
        return SlackWorkspace(configuration: configuration)
    }

    /// Everything that happens.
    func play() async throws {
        try await hear { $0.hasPrefix("connected") }
        let (first, second) = try await commands()
        try await takings(of: first)
        let question = try await questions(about: first, second)
        try await likes(question)
        try await refresh()
        try await changes()
        try await closings(first, second)
    }

    // MARK: What people do

    /// A slash command each; returns the tickets' messages.
    private func commands() async throws -> (String, String) {
        try workspace.slashCommand(
            "/ticket",
            text: "printer 4711 on fire",
            by: Self.alice,
            in: Self.desk
        )
        try await done("command 4711")
        try workspace.slashCommand(
            "/ticket",
            text: "scanner 4712 that hums",
            by: Self.bob,
            in: Self.desk
        )
        try await done("command 4712")
        return (try message("ticket 4711 by"), try message("ticket 4712 by"))
    }

    /// Both press the same button at once, and fill in their forms.
    private func takings(of ticket: String) async throws {
        for user in [Self.alice, Self.bob] { try press("take", "4711", on: ticket, by: user) }
        try await done("take \(Self.alice)", "take \(Self.bob)")
        try submit("mine", by: Self.alice)
        try await done("refuse \(Self.alice)")
        try submit("I bought it", by: Self.alice)
        try submit("Alice is away", by: Self.bob)
        try await done("taken \(Self.alice)", "taken \(Self.bob)")
    }

    /// Questions in a thread and in two channels at once, a file and a long answer; returns the first question.
    private func questions(about first: String, _ second: String) async throws -> String {
        let question = try workspace.post(
            "what of 4711?",
            by: Self.alice,
            in: Self.desk,
            thread: first
        )
        try workspace.post("what of 4712?", by: Self.bob, in: Self.lounge)
        try await done("answered what of 4711?", "answered what of 4712?")
        try workspace.post("export 4711", by: Self.bob, in: Self.desk, thread: first)
        try await done("exported 4711")
        try workspace.post("export 4712", by: Self.alice, in: Self.lounge)
        try workspace.post("explain 4712", by: Self.bob, in: Self.desk, thread: second)
        try await done("exported 4712", "explained 4712")
        return question
    }

    /// Emoji come and go.
    private func likes(_ question: String) async throws {
        for (name, user) in [("thumbsup", Self.alice), ("heart", Self.bob)] {
            try workspace.react(name, by: user, to: question, in: Self.desk)
        }
        let added = ["thumbsup by \(Self.alice)", "heart by \(Self.bob)"]
        try await done("reaction_added " + added[0], "reaction_added " + added[1])
        try workspace.react(
            "thumbsup",
            by: Self.alice,
            to: question,
            in: Self.desk,
            isAdded: false
        )
        try await done("reaction_removed " + added[0])
    }

    /// Slack asks for a new connection, as it does every few hours.
    private func refresh() async throws {
        workspace.disconnect(reason: "warning")
        try await hear { $0 == "greeted 2" }
    }

    /// Somebody changes her mind, and takes back what she said.
    private func changes() async throws {
        let message = try workspace.post("still there, 4713?", by: Self.alice, in: Self.lounge)
        try await done("answered still there, 4713?")
        try workspace.edit(message, in: Self.lounge, by: Self.alice, to: "still there, 4714?")
        try await done("changed still there, 4714?")
        let other = try workspace.post("is 4715 lost?", by: Self.bob, in: Self.lounge)
        try await done("answered is 4715 lost?")
        try workspace.delete(other, in: Self.lounge)
        try await done("deleted is 4715 lost?")
    }

    /// The tickets are closed.
    private func closings(_ first: String, _ second: String) async throws {
        try press("shut", "4711", on: first, by: Self.bob)
        try press("shut", "4712", on: second, by: Self.alice)
        try await done("shut 4711", "shut 4712")
    }

    private func press(
        _ action: String,
        _ ticket: String,
        on message: String,
        by user: String
    ) throws {
        let pressed: JSONValue = [
            "type": "button", "action_id": .string(action),
            "block_id": .string("ticket-\(ticket)"), "value": .string(ticket),
        ]
        try workspace.interact(
            [JSONMember("type", "block_actions"), JSONMember("actions", .array([pressed]))],
            by: user,
            in: Self.desk,
            message: message
        )
    }

    /// Somebody sends the form that is open.
    private func submit(_ words: String, by user: String) throws {
        let view = try #require(workspace.views(of: user).last?.members)
        let state: JSONValue = [
            "values": ["reason": ["words": ["type": "plain_text_input", "value": .string(words)]]]
        ]
        let sent = view.filter { $0.name != "state" } + [JSONMember("state", state)]
        try workspace.interact(
            [JSONMember("type", "view_submission"), JSONMember("view", .object(sent))],
            by: user
        )
    }

    /// The `ts` of the bot's message that begins so.
    private func message(_ text: String) throws -> String {
        let found = workspace.messages(in: Self.desk).first {
            $0["text"]?.string?.hasPrefix(text) == true
        }
        return try #require(found?["ts"]?.string)
    }

    // MARK: What the bot says

    /// Waits until the bot says that it has done all of this, in whatever order.
    private func done(_ things: String...) async throws {
        let wanted = Set(things.map { "did " + $0 })
        while !wanted.isSubset(of: said) {
            guard let line = await bot.nextLine() else {
                throw BotIsGone(awaited: wanted.subtracting(said))
            }
            said.insert(line)
        }
    }

    private func hear(_ isWanted: (String) -> Bool) async throws {
        while !said.contains(where: isWanted) {
            guard let line = await bot.nextLine() else { throw BotIsGone(awaited: []) }
            said.insert(line)
        }
    }
}
