/// Something that must have happened before a frame may be released.
enum Cause: Sendable, Hashable, BitwiseCopyable {
    /// The bot's action of that number: it was made.
    case action(Int)
    /// Slack's answer to the call at that index: the bot has it.
    case answer(call: Int)
    /// A frame: it was released.
    case frame(FrameRef)
}

/// A frame by its socket's index and its place among that socket's frames.
struct FrameRef: Sendable, Hashable, BitwiseCopyable {
    var socket: Int
    var frame: Int
}
