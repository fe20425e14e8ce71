import SlackBot

/// What Slack delivers over Socket Mode, and what it gets back.
enum Envelopes {
    /// An envelope with a message in it.
    static func event(
        _ id: String,
        text: String = "hi",
        event: String? = nil,
        attempt: Int = 0
    ) -> String {
        let payload = """
            {"type":"event_callback","event_id":"\(event ?? "Ev\(id)")","event":\
            \(message(text, ts: "\(id.count).\(id)"))}
            """
        return """
            {"envelope_id":"\(id)","type":"events_api","accepts_response_payload":false,\
            "retry_attempt":\(attempt),"payload":\(payload)}
            """
    }

    /// An envelope with a slash command in it, which may be answered in the acknowledgement.
    static let command = """
        {"envelope_id":"cmd","type":"slash_commands","accepts_response_payload":true,"payload":\
        {"command":"/hello","text":"","channel_id":"C1","response_url":"https:\\/\\/hooks.slack.com\\/x"}}
        """

    /// The plain acknowledgement of an envelope.
    static func acknowledgement(_ id: String) -> String { #"{"envelope_id":"\#(id)"}"# }
}

extension BotConfiguration {
    /// A bot that answers in acknowledgements.
    static var answering: BotConfiguration {
        var configuration = BotConfiguration()
        configuration.envelopeAcknowledgement = .onReceiptUnlessItAcceptsAPayload
        return configuration
    }
}

/// What a handler of a test throws.
struct Refusal: Error, CustomStringConvertible {
    var description: String { "the handler did not feel like it" }
}
