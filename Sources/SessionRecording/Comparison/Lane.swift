import SlackWire

/// A strand of a session within which the order of entries means something.
enum Lane: Hashable {
    case calls
    /// The outcome of the call of that ordinal.
    case outcome(Int)
    case sockets
    /// What Slack did on the socket of that ordinal.
    case received(Int)
    /// What the bot did there.
    case sent(Int)
    case process
    case notes
    case unknown
}

/// A session taken apart into lanes.
struct LanedSession {
    /// An entry as it is compared.
    struct Item {
        let entry: SessionDifference.Entry
        /// The line without time and ids, and without what the options leave out.
        let line: [UInt8]
        /// What two entries must share to be taken for each other.
        let family: String
        /// The ordinal of the call that a socket's URL came from.
        let cause: Int?
    }

    private(set) var lanes: [Lane: [Item]] = [:]
    /// The lanes in the order of their first entries.
    private(set) var order: [Lane] = []

    /// Takes a session apart; calls and sockets are numbered anew from 1, in the order they begin.
    init(_ session: Session, _ options: SessionComparison.Options) {
        var normalizer = EntryNormalizer(options: options)
        var calls: [Int: Int] = [:]
        var sockets: [Int: Int] = [:]
        for (index, entry) in session.entries.enumerated() {
            var cause: Int?
            let lane: Lane
            switch entry.kind {
            case .call(let id, _):
                calls[id] = calls.count + 1
                lane = .calls
            // Where a body was cut on its way says nothing.
            case .head, .chunk: continue
            case .answer(let id, _), .failure(let id, _), .part(let id, _),
                .partFile(let id, _):
                lane = .outcome(calls[id] ?? 0)
            case .open(let socket, _, let call):
                sockets[socket] = sockets.count + 1
                cause = call.flatMap { calls[$0] }
                lane = .sockets
            case .receive(let socket, _), .refused(let socket, _):
                lane = .received(sockets[socket] ?? 0)
            case .send(let socket, _): lane = .sent(sockets[socket] ?? 0)
            case .ping(let socket, let side, _), .pong(let socket, let side, _):
                if options.ignoresControlFrames { continue }
                lane = side == .bot ? .sent(sockets[socket] ?? 0) : .received(sockets[socket] ?? 0)
            case .close(let socket, let close):
                let number = sockets[socket] ?? 0
                lane = close.by == .bot ? .sent(number) : .received(number)
            case .environment, .process: lane = .process
            case .note:
                if options.ignoresNotes { continue }
                lane = .notes
            case .unknown: lane = .unknown
            }
            let item = Item(
                entry: SessionDifference.Entry(index: index, at: entry.at, label: entry.label),
                line: normalizer.line(of: entry),
                family: entry.family,
                cause: cause
            )
            if lanes[lane, default: []].isEmpty { order.append(lane) }
            lanes[lane, default: []].append(item)
        }
    }
}

extension SessionEntry {
    /// The kind, and for calls the target.
    fileprivate var family: String {
        switch kind {
        case .call(_, let call):
            switch call.target {
            case .method(let name): "call \(name)"
            case .url: "call"
            }
        case .answer: "answer"
        case .head: "head"
        case .chunk: "chunk"
        case .part, .partFile: "part"
        case .failure: "failure"
        case .open: "open"
        case .refused: "refused"
        case .receive: "receive"
        case .send: "send"
        case .ping: "ping"
        case .pong: "pong"
        case .close: "close"
        case .environment(let variable, _): "environment \(variable)"
        case .process(let event): "process \(event.spelling.name)"
        case .note: "note"
        case .unknown(let name, _): "unknown \(name)"
        }
    }
}
