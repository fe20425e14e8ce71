import SlackWire

/// The right to open a view, once and soon.
struct Trigger: Sendable {
    /// For how long it is good (docs.slack.dev/interactivity/handling-user-interaction).
    static let lifetime: Duration = .seconds(3)

    /// Who clicked.
    let user: String
    /// When it ends.
    let expiry: Duration
    /// Whether it was used.
    var isUsed = false
}

/// Where an app answers an interaction, later and up to five times.
struct ResponseURL: Sendable {
    /// For how long it is good (docs.slack.dev/interactivity/handling-user-interaction).
    static let lifetime: Duration = .seconds(30 * 60)
    /// How often it may be used.
    static let uses = 5

    /// Where the interaction happened.
    let channel: String
    /// Who acted.
    let user: String
    /// The message that was acted upon, if any.
    let message: String?
    /// When it ends.
    let expiry: Duration
    /// How often it was used.
    var used = 0
}

/// A modal that somebody submitted, and whose app has not acknowledged it.
struct Submission: Sendable {
    /// Who submitted it.
    let user: String
    /// The view's id.
    let view: String
}

/// An incoming webhook.
struct Webhook: Sendable {
    /// Where it posts.
    let channel: String
    /// The secret at the end of its URL.
    let secret: String
}

/// A message that only one person saw.
struct Ephemeral: Sendable {
    let channel: String
    let user: String
    let content: [JSONMember]
}

/// A message that waits for its time.
struct ScheduledMessage: Sendable {
    let channel: String
    let content: [JSONMember]
    let thread: String?
    /// When, in seconds since 1970.
    let postAt: Int
    /// When it was scheduled, in seconds since 1970.
    let created: Int
}

/// A modal or a home tab.
struct View: Sendable {
    /// Who sees it.
    let user: String
    /// The view's object as Slack shows it.
    var object: [JSONMember]

    var id: String { object["id"]?.string ?? "" }
    var hash: String { object["hash"]?.string ?? "" }
    var externalID: String { object["external_id"]?.string ?? "" }
    var type: String { object["type"]?.string ?? "" }
}
