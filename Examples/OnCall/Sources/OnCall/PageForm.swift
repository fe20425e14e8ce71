import SlackBot
import SlackWire

/// The form behind `/page`, and what was filled in.
struct PageForm {
    static let callbackID = "page"
    private static let summaryBlock = "summary"

    /// What is down.
    let service: String
    /// What is wrong with it.
    let summary: String
    /// Where the form was asked for.
    let channel: String
    /// Who filled it in.
    let reporter: String

    /// What was filled in; `nil` if nobody could make anything of it.
    init?(_ submission: ViewSubmission) {
        let view = submission.view
        guard let service = view.input("service")?.text, let summary = view.input("summary")?.text,
            summary.count >= 10
        else { return nil }
        self.service = service
        self.summary = summary
        channel = view.privateMetadata
        reporter = submission.user ?? ""
    }

    /// What a form says that was filled in badly.
    static let tooShort = EnvelopeAnswer.errors([
        summaryBlock: "Say in a few words what is broken."
    ])

    /// The empty form.
    static func modal(services: [String], summary: String, channel: String) -> JSONValue {
        [
            "type": "modal", "callback_id": .string(callbackID),
            // Comes back with what was filled in.
            "private_metadata": .string(channel),
            "title": text("Page somebody"), "submit": text("Page"),
            "blocks": [
                [
                    "type": "input", "block_id": "service", "label": text("What is down?"),
                    "element": [
                        "type": "static_select", "action_id": "service",
                        "options": .array(
                            services.map { SelectOption($0, value: $0).json }
                        ),
                    ],
                ],
                [
                    "type": "input", "block_id": .string(summaryBlock),
                    "label": text("What is wrong?"),
                    "element": [
                        "type": "plain_text_input", "action_id": "summary",
                        "initial_value": .string(summary),
                    ],
                ],
            ],
        ]
    }

    private static func text(_ text: String) -> JSONValue {
        ["type": "plain_text", "text": .string(text)]
    }
}
