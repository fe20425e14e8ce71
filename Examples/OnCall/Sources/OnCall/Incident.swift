import SlackWire

/// An incident as a message.
struct Incident {
    let service: String
    let summary: String
    let reporter: String

    /// What notifications say.
    var text: String { ":rotating_light: \(service): \(summary) (<@\(reporter)>)" }

    /// The message with its buttons.
    var blocks: JSONValue {
        [
            ["type": "section", "text": ["type": "mrkdwn", "text": .string(text)]],
            [
                "type": "actions",
                "elements": [button("take", "Take it"), button("resolve", "Resolved")],
            ],
        ]
    }

    private func button(_ id: String, _ label: String) -> JSONValue {
        [
            "type": "button", "action_id": .string(id), "value": .string(service),
            "text": ["type": "plain_text", "text": .string(label)],
        ]
    }
}
