import RepriseFloor
package import SlackWire

/// What the bot did in a replay, in order.
///
/// The first thousand actions are in memory, and what is behind those in a file without a name, which goes when nobody has them any more.
/// An action is read again when somebody looks at it.
public struct ReplayedActions: Sendable {
    /// What an action was in the recording, without the place there.
    private enum Mark: BitwiseCopyable {
        case matched, repeated, extra, diverged, tolerated

        init(_ outcome: ReplayedAction.Outcome) {
            self =
                switch outcome {
                case .matched: .matched
                case .repeated: .repeated
                case .extra: .extra
                case .diverged: .diverged
                case .tolerated: .tolerated
                }
        }
    }

    private var actions: ScratchList<ReplayedAction>
    private var marks = ScratchArray<Mark>()

    /// - Parameter keptCount: How many actions are in memory.
    init(keptCount: Int) {
        actions = ScratchList(keptCount: keptCount)
    }

    /// None.
    public init() {
        self.init(keptCount: 1_000)
    }

    /// These.
    public init(_ actions: some Sequence<ReplayedAction>) {
        self.init()
        for action in actions { append(action) }
    }

    /// Adds what the bot did then.
    public mutating func append(_ action: ReplayedAction) {
        actions.append(action)
        marks.append(Mark(action.outcome))
    }

    /// What is told of messages that hold secrets, by their places.
    private var told: [Int: BotAction] = [:]

    /// Tells a message without the secrets that are known by the end.
    mutating func tell(_ replace: (BotAction) -> BotAction) {
        for place in indices {
            let action = self[place].action
            guard case .send = action else { continue }
            let replaced = replace(action)
            if replaced != action { told[place] = replaced }
        }
    }

    /// What seemed to be beyond the recording was none of what it allows.
    mutating func turnIntoDivergence(at place: Int) { marks[place] = .diverged }

    /// How many of them were recorded.
    var matchedCount: Int { marks.count { $0 == .matched } }

    /// Those beyond the recording.
    var extra: [ReplayedAction] { all { $0 == .extra || $0 == .diverged } }

    /// Reads that change nothing, made more often than in the recording.
    var repeatedReads: [ReplayedAction] { all { $0 == .repeated } }

    private func all(where isWanted: (Mark) -> Bool) -> [ReplayedAction] {
        marks.enumerated().filter { isWanted($0.element) }.map { self[$0.offset] }
    }
}

extension ReplayedActions: RandomAccessCollection {
    /// The place of the first action.
    public var startIndex: Int { 0 }
    /// The place behind the last action.
    public var endIndex: Int { actions.count }

    /// The action at a place.
    ///
    /// - Complexity: O(1) for one of the first thousand, O(*n*) in the size of a later one.
    public subscript(place: Int) -> ReplayedAction {
        var action = actions[place]
        if marks[place] == .diverged { action.outcome = .diverged }
        if let told = told[place] { action.action = told }
        return action
    }
}

extension ReplayedActions: Hashable {
    /// Whether the bot did the same.
    public static func == (left: ReplayedActions, right: ReplayedActions) -> Bool {
        left.elementsEqual(right)
    }

    /// Hashes every action.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(count)
        for action in self { hasher.combine(action) }
    }
}

extension ReplayedActions: ExpressibleByArrayLiteral {
    /// These actions.
    public init(arrayLiteral actions: ReplayedAction...) {
        self.init(actions)
    }
}

extension ReplayedAction: ScratchWritten {
    package func write(to writer: inout ScratchWriter) -> Bool {
        writer.write(at)
        switch outcome {
        case .matched(let entry, let recorded):
            writer.write(0)
            writer.write(entry)
            writer.write(recorded)
        case .repeated(let entry):
            writer.write(1)
            writer.write(entry)
        case .extra: writer.write(2)
        case .diverged: writer.write(3)
        case .tolerated: writer.write(4)
        }
        switch action {
        case .call(let call):
            writer.write(0)
            return call.write(to: &writer)
        case .open(let request):
            writer.write(1)
            writer.write(request.url)
            request.headers.write(to: &writer)
        case .send(let socket, let message):
            writer.write(2)
            writer.write(socket)
            return message.write(to: &writer)
        case .close(let socket, let close):
            writer.write(3)
            writer.write(socket)
            writer.write(close.code) { $0.write(Int($1)) }
            writer.write(close.reason)
            writer.write(close.by.rawValue)
        }
        return true
    }

    package init(from record: inout ScratchRecord) {
        at = record.time()
        outcome =
            switch record.number() {
            case 0: .matched(entry: record.number(), recorded: record.time())
            case 1: .repeated(entry: record.number())
            case 2: .extra
            case 3: .diverged
            default: .tolerated
            }
        action =
            switch record.number() {
            case 0: .call(WebAPICall(from: &record))
            case 1: .open(SocketRequest(url: record.text(), headers: HTTPHeaders(from: &record)))
            case 2: .send(socket: record.number(), SocketMessage(from: &record))
            default:
                .close(
                    socket: record.number(),
                    SocketClose(
                        code: record.optional { UInt16($0.number()) },
                        reason: record.text(),
                        by: SocketClose.Side(rawValue: record.text()) ?? .lost
                    )
                )
            }
    }
}
