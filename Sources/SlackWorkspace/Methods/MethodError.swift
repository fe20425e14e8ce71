import SlackWire

/// A business error: the call was understood and refused.
struct MethodError: Error, Sendable {
    /// Slack's word for it.
    let code: String
    /// What else the answer says.
    var members: [JSONMember] = []

    init(_ code: String, _ members: [JSONMember] = []) {
        self.code = code
        self.members = members
    }

    /// An argument is missing or makes no sense; Slack says which in `response_metadata`.
    static func invalidArguments(_ messages: String...) -> MethodError {
        MethodError(
            "invalid_arguments",
            [
                JSONMember(
                    "response_metadata",
                    ["messages": .strings(messages.map { "[ERROR] \($0)" })]
                )
            ]
        )
    }

    /// A required argument is missing.
    static func missing(_ name: String) -> MethodError {
        invalidArguments("missing required field: \(name)")
    }

    static let channelNotFound = MethodError("channel_not_found")
    static let userNotFound = MethodError("user_not_found")
    static let messageNotFound = MethodError("message_not_found")
    static let notInChannel = MethodError("not_in_channel")
    static let isArchived = MethodError("is_archived")
    static let fileNotFound = MethodError("file_not_found")
}
