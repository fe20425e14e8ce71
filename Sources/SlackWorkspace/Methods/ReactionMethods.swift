import SlackWire

/// Methods that put emoji under messages.
enum ReactionMethods {
    static let all: [Method] = []
}
