import SlackBot
import SlackWire

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

    /// An envelope with an interaction in it.
    static func interaction(_ id: String, accepts: Bool = true, _ payload: JSONValue) -> String {
        """
        {"envelope_id":"\(id)","type":"interactive","accepts_response_payload":\(accepts),\
        "payload":\(payload.compactText)}
        """
    }

    /// The plain acknowledgement of an envelope.
    static func acknowledgement(_ id: String) -> String { #"{"envelope_id":"\#(id)"}"# }
}

/// What a handler of a test throws.
struct Refusal: Error, CustomStringConvertible {
    var description: String { "the handler did not feel like it" }
}
