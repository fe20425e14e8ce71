import RepriseFloor
package import SlackWire

/// Attempts of a bot to say something, in order.
///
/// The first thousand are in memory, and what is behind those in a file without a name, which goes when nobody has them any more. A
/// reply is read again when somebody looks at it.
public struct Replies: Sendable {
    private var replies: ScratchList<Reply>
    /// Whether Slack took each, which is known later.
    private var taken = ScratchArray<Bool>()
    /// How many Slack took.
    private(set) var takenCount = 0

    /// - Parameter keptCount: How many replies are in memory.
    init(keptCount: Int = 1_000) {
        replies = ScratchList(keptCount: keptCount)
    }

    /// Adds one of which it is not known whether Slack takes it.
    mutating func append(_ reply: Reply) {
        replies.append(reply)
        taken.append(false)
    }

    /// Notes whether Slack took one that was not taken before.
    mutating func note(_ place: Int, isTaken: Bool) {
        taken[place] = isTaken
        if isTaken { takenCount += 1 }
    }
}

extension Replies: RandomAccessCollection {
    /// The place of the first reply.
    public var startIndex: Int { 0 }
    /// The place behind the last reply.
    public var endIndex: Int { replies.count }

    /// The reply at a place; its id is one more.
    ///
    /// - Complexity: O(1) for one of the first thousand, O(*n*) in the size of a later one.
    public subscript(place: Int) -> Reply {
        var reply = replies[place]
        reply.isTaken = taken[place]
        return reply
    }
}

extension Replies: Hashable {
    /// Whether the same was said at the same times, and the same of it taken.
    public static func == (left: Replies, right: Replies) -> Bool { left.elementsEqual(right) }

    /// Hashes every reply.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        for reply in self { hasher.combine(reply) }
    }
}

extension Reply: ScratchWritten {
    package func write(to writer: inout ScratchWriter) -> Bool {
        writer.write(id)
        writer.write(event) { $0.write($1) }
        writer.write(at)
        switch route {
        case .socket: writer.write(0)
        case .url: writer.write(1)
        case .method(let name):
            writer.write(2)
            writer.write(name)
        }
        writer.write(channel) { $0.write($1) }
        writer.write(thread) { $0.write($1) }
        writer.write(text)
        return true
    }

    package init(from record: inout ScratchRecord) {
        id = record.number()
        isTaken = false
        event = record.optional { $0.number() }
        at = record.time()
        route =
            switch record.number() {
            case 0: .socket
            case 1: .url
            default: .method(record.text())
            }
        channel = record.optional { $0.text() }
        thread = record.optional { $0.text() }
        text = record.text()
    }
}
