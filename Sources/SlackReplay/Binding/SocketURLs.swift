import RepriseFloor
import SlackWire

/// Which recorded call gave each URL of a socket.
///
/// A client that asks for two before it opens one opens whichever it has at that moment. Calls that are equal give it URLs that
/// are worth the same, and which of them it uses is chance.
struct SocketURLs: Sendable {
    private var calls: [String: Int] = [:]
    /// The sockets that were opened at URLs of the calls of a row.
    private var sockets: [RecordedIndex.Row: [Int]] = [:]

    init(_ timeline: RecordedTimeline, _ index: RecordedIndex) {
        let reader = timeline.makeReader()
        for (call, recorded) in timeline.calls.enumerated() where recorded.kind == .connecting {
            guard let answer = timeline.answer(to: call, by: reader),
                let url = answer.socketURL(from: timeline.call(call, by: reader).methodName)
            else { continue }
            calls[url] = call
        }
        for (socket, recorded) in timeline.sockets.enumerated() {
            guard let call = calls[recorded.request.url] else { continue }
            sockets[index.row(ofCall: call), default: []].append(socket)
        }
    }

    /// The recorded call that gave a URL.
    func giver(of url: String) -> Int? { calls[url] }

    /// The sockets that a recorded bot opened at URLs which calls like this one gave, in recorded order.
    func sockets(likeThatOf call: Int, in index: RecordedIndex) -> [Int] {
        sockets[index.row(ofCall: call)] ?? []
    }
}
