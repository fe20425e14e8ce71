import RepriseTesting

/// A bot that must answer three messages whatever goes wrong, over either connection.
enum FaultSittings {
    static let script = """
        {"at": 1.0, "frame": {"type":"message","channel":"C0GENERAL","user":"U0ALICE01","text":"one","ts":"1500000001.000001"}}
        {"at": 3.0, "frame": {"type":"message","channel":"C0GENERAL","user":"U0BOB0001","text":"two","ts":"1500000003.000002"}}
        {"at": 5.0, "frame": {"type":"message","channel":"C0GENERAL","user":"U0CAROL01","text":"three","ts":"1500000005.000003"}}
        """

    static let replies = ["you said one", "you said two", "you said three"]

    /// Asks who wrote a message and answers it; a call that Slack's gateway refuses or that is not answered
    /// is made again.
    static func bot(_ connection: Bot.Connection) -> Bot {
        var bot = Bot(connection, processing: .queued()) { event, context in
            guard event.type == "message", let text = event.text, let user = event.user else {
                return
            }
            _ = try await persistently {
                try await context.call("users.info", ["user": .string(user)])
            }
            _ = try await persistently {
                try await context.reply("you said \(text)", to: event)
            }
        }
        bot.configuration.callPolicy.rateLimitPatience = .seconds(120)
        return bot
    }

    private static func persistently<Result>(
        _ body: () async throws -> Result
    ) async throws -> Result {
        for _ in 1...3 {
            do {
                return try await body()
            } catch let error as WebAPIError where error.isFromGateway {
                continue
            } catch let failure as TransportFailure where failure.kind == .timeout {
                continue
            }
        }
        return try await body()
    }

    /// Records the bot against a workspace that plays the script.
    static func record(_ connection: Bot.Connection) throws -> Session {
        try Sittings.record(bot(connection), processing: nil, script: script)
    }
}

extension WebAPIError {
    fileprivate var isFromGateway: Bool {
        switch kind {
        case .status, .notJSON: true
        case .slack, .rateLimited: false
        }
    }
}
