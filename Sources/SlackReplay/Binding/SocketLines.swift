import RepriseFloor
import SlackWire

/// Which recorded sockets are the same line: a client that changes over from one to another goes on over that.
///
/// Slack hears on which connection something is said. Over another workspace's it is said in that workspace; and an envelope is
/// acknowledged over the connection on which it was delivered (docs.slack.dev/apis/events-api/using-socket-mode), or over the one that
/// took that one's place.
struct SocketLines: Sendable {
    /// On whose behalf a socket was opened, as far as that is known.
    private enum Owner: Sendable, Hashable {
        /// Nobody knows what gave its URL.
        case unknown
        /// A call with this token, or without any.
        case caller(method: String, token: String?)
        /// A call with a token that Slack gave: it may have taken the place of another.
        case renewed(method: String)
    }

    /// What is known of a socket.
    private struct Line: Sendable {
        var owner: Owner
        /// The entry of its opening.
        let opened: Int
        /// The entry in which its end is announced, or comes; `nil` if it has none.
        var farewell: Int?
        /// Whether it ended.
        var isEnded: Bool
        /// The entry of the last event that came over it; 0 for none.
        var lastEvent = 0
    }

    private var lines: [Line] = []

    init(_ timeline: RecordedTimeline, _ index: RecordedIndex, _ arguments: RecordedArguments) {
        for socket in timeline.sockets {
            lines.append(line(of: socket, timeline, index, arguments))
        }
    }

    private func line(
        of socket: RecordedSocket,
        _ timeline: RecordedTimeline,
        _ index: RecordedIndex,
        _ arguments: RecordedArguments
    ) -> Line {
        var line = Line(
            owner: owner(of: socket, timeline, index, arguments),
            opened: socket.entry,
            isEnded: socket.isEnded || socket.closeAction != nil
        )
        line.farewell = socket.closeAction.map { timeline.actions[$0].entry }
        for frame in socket.frames {
            switch frame.role {
            case .movable: line.lastEvent = frame.entry
            case .ending: line.farewell = min(line.farewell ?? .max, frame.entry)
            case .timed: break
            }
        }
        return line
    }

    private func owner(
        of socket: RecordedSocket,
        _ timeline: RecordedTimeline,
        _ index: RecordedIndex,
        _ arguments: RecordedArguments
    ) -> Owner {
        switch socket.origin {
        case .answer(let call):
            guard let method = arguments.call(call).0.methodName else { return .unknown }
            let variables = index.variables(ofCall: call)
            if variables.isTokenGiven { return .renewed(method: method) }
            return .caller(method: method, token: variables.token)
        // Over one socket comes the URL of the next.
        case .frame(let ref) where lines.indices.contains(ref.socket):
            return lines[ref.socket].owner
        case .frame, .action, nil: return .unknown
        }
    }

    /// Whether what was said over one socket is as well said over another: by the same bot, in the same workspace.
    func isSameOwner(_ first: Int, _ second: Int) -> Bool {
        switch (lines[first].owner, lines[second].owner) {
        case (.unknown, _), (_, .unknown): true
        case (.caller(let method, let token), .caller(let other, let otherToken)):
            method == other && token == otherToken
        case (.renewed(let method), .caller(let other, _)),
            (.caller(let method, _), .renewed(let other)),
            (.renewed(let method), .renewed(let other)):
            method == other
        }
    }

    /// Whether a socket took over from another: it was opened once the end of that one was known of, or nothing came over that
    /// one any more.
    func tookOver(_ socket: Int, from old: Int) -> Bool {
        guard socket != old, isSameOwner(socket, old), lines[socket].opened > lines[old].opened
        else { return false }
        if let farewell = lines[old].farewell, farewell < lines[socket].opened { return true }
        return lines[old].isEnded && lines[old].lastEvent < lines[socket].opened
    }
}
