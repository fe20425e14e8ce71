import SlackWire

/// Payloads of interactions as Slack's documentation shows them, shortened
/// (docs.slack.dev/reference/interaction-payloads).
enum Payloads {
    private static let common: [JSONMember] = [
        JSONMember("team", ["id": "T1", "domain": "x"]),
        JSONMember("user", ["id": "U1", "username": "ann", "team_id": "T1"]),
        JSONMember("trigger_id", "111.222.xxx"),
    ]

    private static func payload(_ members: JSONValue) -> JSONValue {
        .object((members.members ?? []) + common)
    }

    /// A click on a button in a message of a thread, and a menu beside it.
    static let click = payload([
        "type": "block_actions", "channel": ["id": "C1", "name": "general"],
        "response_url": "https://hooks.slack.com/actions/x",
        "container": [
            "type": "message", "message_ts": "5.0", "channel_id": "C1", "thread_ts": "4.0",
        ],
        "message": ["ts": "5.0", "thread_ts": "4.0", "text": "?"],
        "actions": [
            [
                "type": "static_select", "action_id": "size", "block_id": "b1",
                "selected_option": ["value": "large"],
            ],
            ["type": "button", "action_id": "approve", "block_id": "b2", "value": "42"],
        ],
    ])

    /// A modal in which everything is filled in.
    static let submission = payload([
        "type": "view_submission",
        "response_urls": [["response_url": "https://hooks.slack.com/app/x", "channel_id": "C1"]],
        "view": [
            "id": "V1", "hash": "156772938.1", "type": "modal", "callback_id": "deploy_form",
            "external_id": "e1", "private_metadata": "m", "root_view_id": "V0",
            "previous_view_id": "V0",
            "state": [
                "values": [
                    "b1": [
                        "service": ["type": "plain_text_input", "value": "shop"],
                        "empty": ["type": "plain_text_input", "value": .null],
                    ],
                    "b2": [
                        "when": ["type": "datetimepicker", "selected_date_time": 1628633820],
                        "day": ["type": "datepicker", "selected_date": "2026-11-29"],
                        "who": ["type": "multi_users_select", "selected_users": ["U1", "U2"]],
                        "tags": [
                            "type": "checkboxes",
                            "selected_options": [["value": "a"], ["value": "b"]],
                        ],
                        "log": ["type": "file_input", "files": [["id": "F1"]]],
                        "channel": [
                            "type": "conversations_select", "selected_conversation": "C9",
                        ],
                    ],
                    "b3": ["service": ["type": "plain_text_input", "value": "other"]],
                ]
            ],
        ],
    ])

    /// A modal that was closed.
    static let closing = payload([
        "type": "view_closed", "is_cleared": true,
        "view": ["id": "V1", "type": "modal", "callback_id": "deploy_form"],
    ])

    /// A shortcut of the workspace.
    static let shortcut = payload(["type": "shortcut", "callback_id": "page"])

    /// A shortcut of a message.
    static let messageShortcut = payload([
        "type": "message_action", "callback_id": "page", "channel": ["id": "C1"],
        "message_ts": "7.0", "message": ["ts": "7.0", "text": "it is down", "user": "U2"],
    ])

    /// A menu in a modal that asks what there is.
    static let options = payload([
        "type": "block_suggestion", "action_id": "service", "block_id": "b1", "value": "sh",
        "view": ["id": "V1", "callback_id": "deploy_form"],
    ])
}
