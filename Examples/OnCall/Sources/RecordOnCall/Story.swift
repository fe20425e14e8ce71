import SlackTransport
import SlackWire
import SlackWorkspace

/// What happens in the recording: ann finds that the shop is down, and bob repairs it.
struct Story {
    private static let ann = "U024BE7LH"
    private static let bob = "U024BE7LI"
    private static let channel = "C024BE91L"

    /// Who is on call.
    static let rota = ["shop": bob, "search": bob]
    /// When the workspace's time begins: at noon of 1 January 2024 (UTC), in microseconds since 1970.
    static let epoch: Int64 = 1_704_110_400_000_000

    let workspace: SlackWorkspace
    let clock: SessionClock

    /// Two people and the bot in one channel.
    static var configuration: SlackWorkspace.Configuration {
        var configuration = SlackWorkspace.Configuration()
        configuration.epoch = epoch
        configuration.people = [
            SlackWorkspace.Person(id: ann, name: "ann"),
            SlackWorkspace.Person(id: bob, name: "bob"),
        ]
        configuration.channels = [
            SlackWorkspace.Channel(
                id: channel,
                name: "incidents",
                members: [ann, bob, configuration.bot.userID]
            )
        ]
        return configuration
    }

    func play() async throws {
        try await until("the bot is connected") { workspace.openSocketCount == 1 }
        try workspace.slashCommand("/page", text: "it is", by: Self.ann, in: Self.channel)
        try await until("the form is shown") { !workspace.views(of: Self.ann).isEmpty }
        // Too little to go by: the form stays and says so.
        try submit(summary: "it is")
        try await until("the form is refused") {
            workspace.acknowledgements.contains { $0.isRefusal }
        }
        try submit(summary: "no one can pay any more")
        try await until("the incident is posted") { thread.count == 2 }
        guard let incident = thread.first?["ts"]?.string else { return }
        try click("take", by: Self.bob, on: incident)
        try await until("bob takes it") { thread.count == 3 && reactions(of: incident) == 1 }
        try workspace.post(
            "the certificate ran out",
            by: Self.bob,
            in: Self.channel,
            thread: incident
        )
        try workspace.post("timeline", by: Self.ann, in: Self.channel, thread: incident)
        try await until("the timeline is there") { thread.count == 6 }
        try click("resolve", by: Self.bob, on: incident)
        try await until("it is resolved") { thread.count == 8 && reactions(of: incident) == 2 }
    }

    /// Every message in the channel and its threads, as somebody reads them.
    private var thread: [JSONValue] { workspace.messages(in: Self.channel) }

    private func reactions(of ts: String) -> Int {
        thread.first { $0["ts"]?.string == ts }?["reactions"]?.array?.count ?? 0
    }

    private func click(_ id: String, by user: String, on message: String) throws {
        let action: JSONValue = [
            "type": "button", "action_id": .string(id), "block_id": "b1", "value": "shop",
        ]
        try workspace.interact(
            [JSONMember("type", "block_actions"), JSONMember("actions", [action])],
            by: user,
            in: Self.channel,
            message: message
        )
    }

    /// Fills the form in and sends it.
    private func submit(summary: String) throws {
        guard let view = workspace.views(of: Self.ann).last else { return }
        let values: JSONValue = [
            "service": [
                "service": ["type": "static_select", "selected_option": ["value": "shop"]]
            ],
            "summary": ["summary": ["type": "plain_text_input", "value": .string(summary)]],
        ]
        let members = (view.members ?? []).filter { $0.name != "state" }
        let filled = JSONValue.object(members + [JSONMember("state", ["values": values])])
        try workspace.interact(
            [JSONMember("type", "view_submission"), JSONMember("view", filled)],
            by: Self.ann
        )
    }

    /// Waits for something that the bot does.
    private func until(_ what: String, _ isSo: () -> Bool) async throws {
        let limit = clock.now + .seconds(10)
        while !isSo() {
            guard clock.now < limit else { throw Stuck(what: what) }
            try await clock.sleep(for: .milliseconds(5))
        }
        // People take a while.
        try await clock.sleep(for: .milliseconds(400))
    }
}

/// The bot did not do what the story waits for.
private struct Stuck: Error, CustomStringConvertible {
    let what: String
    var description: String { "waited 10 s for this: \(what)" }
}

extension SlackWorkspace.Acknowledgement {
    /// Whether it says what is wrong with a form.
    fileprivate var isRefusal: Bool {
        (try? payload?.value())?["response_action"]?.string == "errors"
    }
}
