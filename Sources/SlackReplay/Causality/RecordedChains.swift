import RepriseFloor
import SlackWire

/// How the recorded bot went from one step to the next: what it did with something that Slack had given it or answered about.
///
/// A recording that the bot left by itself may have ended between two steps of a handler, whatever else went on. What it did no
/// more carries what the last step gave.
struct RecordedChains: Sendable {
    /// The longest time that it took for a step, in microseconds.
    let longestStep: Int64

    /// - Complexity: O(*n*) in the size of the session.
    init(_ timeline: RecordedTimeline, _ values: GivenValues) {
        var touched = [Int64?](repeating: nil, count: values.givers.count)
        var longest: Int64 = 0
        var next = 0
        func act(before entry: Int) {
            while next < timeline.actions.count, timeline.actions[next].entry < entry {
                let latest = values.needs(of: next).compactMap { touched[$0] }.max()
                if let latest { longest = max(longest, timeline.actions[next].at - latest) }
                next += 1
            }
        }
        timeline.visitGiven { entry, item in
            act(before: entry)
            let at = timeline.moment(of: item)
            for value in values.given(by: entry) { touched[value] = at }
            guard case .answer(let call) = item else { return }
            for value in values.needs(of: timeline.calls[call].action) { touched[value] = at }
        }
        act(before: .max)
        longestStep = longest
    }
}

extension RecordedTimeline {
    /// When Slack said something, in microseconds.
    fileprivate func moment(of item: GivenItem) -> Int64 {
        switch item {
        case .answer(let call): calls[call].outcome == nil ? calls[call].at : end(ofCall: call)
        case .frame(let ref): self[ref].at
        }
    }

    /// What Slack said since then, the latest first for each socket and for calls.
    func given(since moment: Int64) -> some Sequence<GivenItem> {
        let answers = answeredCalls.indices.reversed().lazy
            .prefix { self.answer(atPlace: $0).at >= moment }
            .map { GivenItem.answer(call: Int(self.answeredCalls[$0])) }
        // Those that began before and flowed on.
        let flowing = flows.lazy.filter { $0.value.at < moment && $0.value.end >= moment }
            .map { GivenItem.answer(call: $0.key) }
        let frames = sockets.indices.lazy.flatMap { socket in
            sockets[socket].frames.indices.reversed().lazy
                .map { FrameRef(socket: socket, frame: $0) }
                .prefix { self[$0].at >= moment }
                .map { GivenItem.frame($0) }
        }
        return Array(answers) + Array(flowing) + Array(frames)
    }
}
