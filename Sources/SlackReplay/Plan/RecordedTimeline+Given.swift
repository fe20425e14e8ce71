import RepriseFloor

/// Something that Slack said.
enum GivenItem: Sendable, Hashable {
    /// The answer to the call at that index.
    case answer(call: Int)
    /// A frame.
    case frame(FrameRef)
}

extension RecordedTimeline {
    /// Visits every answer and every frame with its entry, in recorded order.
    ///
    /// - Complexity: O(*n* log *m*) for *n* of them on *m* sockets.
    func visitGiven(_ body: (_ entry: Int, GivenItem) -> Void) {
        let answers = calls.indices.compactMap { call -> (entry: Int, call: Int)? in
            guard let outcome = calls[call].outcome, outcome.isAnswer else { return nil }
            return (outcome.entry, call)
        }
        .sorted { $0.entry < $1.entry }
        var next = 0
        var heads = Heap<Head>()
        for (socket, recorded) in sockets.enumerated() where !recorded.frames.isEmpty {
            heads.insert(
                Head(entry: recorded.frames[0].entry, ref: FrameRef(socket: socket, frame: 0))
            )
        }
        while let head = heads.popFirst() {
            while next < answers.count, answers[next].entry < head.entry {
                body(answers[next].entry, .answer(call: answers[next].call))
                next += 1
            }
            body(head.entry, .frame(head.ref))
            let ref = FrameRef(socket: head.ref.socket, frame: head.ref.frame + 1)
            guard ref.frame < sockets[ref.socket].frames.count else { continue }
            heads.insert(Head(entry: self[ref].entry, ref: ref))
        }
        for (entry, call) in answers[next...] { body(entry, .answer(call: call)) }
    }
}

/// The next frame of a socket; the one recorded first comes first.
private struct Head: Comparable {
    var entry: Int
    var ref: FrameRef

    static func < (left: Head, right: Head) -> Bool { left.entry < right.entry }
}
