import RepriseFloor
import SlackTransport
import SlackWire

/// What led to a recorded action, from the recording's own causes.
extension ReplayCursor {
    /// How many lines a slice has at most.
    private static let lineLimit = 10
    /// How many of the values in one thing are followed back.
    private static let breadth = 3

    /// What led to the action in an entry, a line each, the first first.
    ///
    /// - Complexity: O(*n*) in the size of the session.
    func slice(toEntry entry: Int) -> [String] {
        guard let action = timeline.actions.firstIndex(where: { $0.entry == entry }) else {
            return []
        }
        let givers = Dictionary(timeline.givers.map { (timeline.entry(of: $0), $0) }) { $1 }
        var found: [Int: Cause] = [:]
        var open: [Cause] = causes(ofAction: action, givers)
        while let next = open.popLast(), found.count < Self.lineLimit {
            guard found.updateValue(next, forKey: timeline.entry(of: next)) == nil else { continue }
            open += causes(of: next, givers).prefix(Self.breadth)
        }
        return found.sorted { $0.key < $1.key }.map { entry, cause in
            "entry \(entry), \(time(of: cause).seconds): \(wording(of: cause))"
        }
    }

    private func causes(of cause: Cause, _ givers: [Int: Cause]) -> [Cause] {
        switch cause {
        case .action(let action): return causes(ofAction: action, givers)
        case .answer(let call): return [.action(timeline.calls[call].action)]
        case .frame(let ref):
            let reply = timeline[ref].reply.flatMap { timeline.sends[$0].action }
            return timeline.causes(of: timeline[ref]) + (reply.map { [.action($0)] } ?? [])
        }
    }

    private func causes(ofAction action: Int, _ givers: [Int: Cause]) -> [Cause] {
        var entries = plan.values.needs(of: action).prefix(Self.breadth).map {
            plan.values.giver(of: $0)
        }
        if let conversation = timeline.actions[action].conversation {
            entries.append(conversation.entry)
        }
        if case .open(let socket) = timeline.actions[action].content,
            let origin = timeline.sockets[socket].origin
        {
            entries.append(timeline.entry(of: origin))
        }
        return entries.compactMap { givers[$0] }
    }

    private func time(of cause: Cause) -> Duration {
        switch cause {
        case .action(let action): .microseconds(timeline.actions[action].at)
        case .answer(let call): .microseconds(timeline.calls[call].outcome?.at ?? 0)
        case .frame(let ref): .microseconds(timeline[ref].at)
        }
    }

    private func wording(of cause: Cause) -> String {
        switch cause {
        case .action(let action): botAction(timeline.actions[action].content).wording
        case .answer(let call): "the answer to \(timeline.call(call, by: reader).target.name)"
        case .frame(let ref): timeline.event(of: ref, by: reader).wording
        }
    }
}

extension RecordedTimeline {
    /// Everything of Slack's that the bot was given.
    fileprivate var givers: [Cause] {
        let answers = calls.indices.filter { calls[$0].outcome != nil }.map {
            Cause.answer(call: $0)
        }
        let frames = sockets.indices.flatMap { socket in
            sockets[socket].frames.indices.map { Cause.frame(FrameRef(socket: socket, frame: $0)) }
        }
        return answers + frames
    }
}
