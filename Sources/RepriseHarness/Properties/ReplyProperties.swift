import SlackReplay
import SlackTransport

extension ReplayProperty {
    /// The bot's replies have exactly these texts, in this order.
    ///
    /// - Parameters:
    ///   - texts: The texts of all replies.
    ///   - channel: Looks only at replies to this conversation.
    public static func replies(_ texts: [String], in channel: String? = nil) -> ReplayProperty {
        ReplayProperty("replies are as expected\(suffix(channel))") { outcome in
            let replies = outcome.transcript.replies(in: channel)
            let actual = replies.map(\.text)
            guard actual != texts else { return [] }
            let difference = zip(texts, actual).enumerated().first { $1.0 != $1.1 }?.offset
            let position = difference ?? min(texts.count, actual.count)
            return [
                Finding(
                    sentence(expected: texts, actual: actual, at: position, suffix(channel)),
                    place: replies.indices.contains(position) ? replies[position].place : nil,
                    expected: texts,
                    actual: actual,
                    next: "print(replay.transcript) shows what led to each reply"
                )
            ]
        }
    }

    /// The bot replied that often.
    public static func replyCount(_ count: Int, in channel: String? = nil) -> ReplayProperty {
        ReplayProperty("\(count) replies\(suffix(channel))") { outcome in
            let replies = outcome.transcript.replies(in: channel)
            guard replies.count != count else { return [] }
            return [
                Finding(
                    "the bot sent \(replies.count) replies\(suffix(channel)), not \(count)",
                    expected: ["\(count) replies"],
                    actual: replies.map(\.text)
                )
            ]
        }
    }

    private static func suffix(_ channel: String?) -> String {
        channel.map { " in \($0)" } ?? ""
    }

    private static func sentence(
        expected: [String],
        actual: [String],
        at position: Int,
        _ suffix: String
    ) -> String {
        if position >= actual.count {
            return "the bot sent \(actual.count) replies\(suffix), \(expected.count) were expected"
        }
        if position >= expected.count {
            return "the bot sent \(actual.count - expected.count) replies too many\(suffix)"
        }
        if expected.sorted() == actual.sorted() {
            return "the bot sent the expected replies\(suffix) in another order, "
                + "from reply \(position + 1) on"
        }
        return "reply \(position + 1)\(suffix) is not the expected one"
    }
}

extension Reply {
    /// Where the reply stands: `reply 3 at 1.250 s, to event 4`.
    var place: String {
        "reply \(id) at \(at.seconds)" + (event.map { ", to event \($0)" } ?? "")
    }
}
