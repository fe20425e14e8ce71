import RepriseTesting

/// A bot that asks who wrote a message before it answers, and three messages to it that are seconds apart.
enum Asking {
    static let script = """
        {"at": 1.0, "frame": {"type":"message","channel":"C0GENERAL","user":"U0ALICE01","text":"one","ts":"1500000001.000001"}}
        {"at": 3.0, "frame": {"type":"message","channel":"C0GENERAL","user":"U0BOB0001","text":"two","ts":"1500000003.000002"}}
        {"at": 5.0, "frame": {"type":"message","channel":"C0GENERAL","user":"U0CAROL01","text":"three","ts":"1500000005.000003"}}
        """

    static let bot = Bot(.rtm) { event, context in
        guard event.type == "message", let text = event.text, let user = event.user else { return }
        try await context.call("users.info", ["user": .string(user)])
        try await context.reply("you said \(text)", to: event)
    }
}
