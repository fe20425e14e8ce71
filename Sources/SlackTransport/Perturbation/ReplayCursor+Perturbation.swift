import SlackWire

extension ReplayCursor {
    /// Prepares the recording for another timing, once all of it was taken in.
    mutating func perturb(by perturbation: Perturbation) {
        let frames = timeline.sockets.reduce(0) { $0 + $1.frames.count }
        gaps = PerturbedGaps(perturbation, count: frames + timeline.calls.count)
        var order: [(entry: Int, ref: FrameRef)] = []
        for (socket, recorded) in timeline.sockets.enumerated() {
            for (place, frame) in recorded.frames.enumerated() {
                order.append((frame.entry, FrameRef(socket: socket, frame: place)))
            }
        }
        order.sort { $0.entry < $1.entry }
        var latest: [SlackReference.Key: FrameRef] = [:]
        for (_, ref) in order { prepare(ref, keepingOrder: &latest) }
    }

    /// Says what may be done to a frame, and adds the causes that its place stood for.
    private mutating func prepare(
        _ ref: FrameRef,
        keepingOrder latest: inout [SlackReference.Key: FrameRef]
    ) {
        let frame = timeline.sockets[ref.socket].frames[ref.frame]
        guard frame.role != .ending else { return }
        switch frame.event {
        case .closed, .ping, .pong: return
        case .message(let message):
            if frame.reply != nil {
                // A reply comes when its own cause has, and events do not wait for it.
                guard options.ordering == .causal, !frame.isPong else { return }
                timeline.sockets[ref.socket].frames[ref.frame].state = .setAside
                return
            }
            switch SocketFrame(parsing: message) {
            case .event, .envelope: timeline.sockets[ref.socket].frames[ref.frame].role = .movable
            case .hello, .acknowledgement, .pong, .disconnect, .goodbye, .unreadable: return
            }
            keepOrder(of: ref, FrameReading(message), &latest)
            letOthersPass(ref)
        }
    }

    /// Takes an event about what the bot does out of its place, for example its own message: it comes when
    /// the bot has done that, and what others did meanwhile does not wait for it.
    private mutating func letOthersPass(_ ref: FrameRef) {
        let frame = timeline.sockets[ref.socket].frames[ref.frame]
        let isAboutBot = frame.causes.contains { cause in
            switch cause {
            case .action, .answer: true
            case .frame: false
            }
        }
        guard options.ordering == .causal, frame.role == .movable, isAboutBot else { return }
        timeline.sockets[ref.socket].frames[ref.frame].state = .setAside
        aside.append(ref)
    }

    /// Keeps a frame behind the latest one about the same thing, wherever that came.
    private mutating func keepOrder(
        of ref: FrameRef,
        _ reading: FrameReading,
        _ latest: inout [SlackReference.Key: FrameRef]
    ) {
        var keys = reading.references.map(\.key)
        if case .envelope(let id, let event, _) = reading.kind {
            keys += [id, event].compactMap { $0.map { .init(kind: .delivery, id: $0) } }
        }
        for key in keys {
            if let earlier = latest.updateValue(ref, forKey: key), earlier != ref,
                earlier.socket != ref.socket || gaps?.frameOrder == .free
            {
                timeline.sockets[ref.socket].frames[ref.frame].causes.append(.frame(earlier))
            }
        }
    }

    /// How long after something a frame comes.
    func gap(of frame: RecordedFrame, after at: Int64) -> Duration {
        let paced = options.pace.gap(frame.at - at)
        // A second delivery for want of an acknowledgement, and an end, take their time.
        guard let gaps, frame.role != .ending, frame.repeatsUnacknowledged == nil else {
            return paced
        }
        return frame.reply == nil
            ? gaps.gap(ofFrame: frame.entry, paced: paced)
            : gaps.gap(ofAnswer: frame.entry, paced: paced)
    }

    /// How long after its call an answer comes.
    func gap(ofAnswer entry: Int, _ recorded: Int64) -> Duration {
        let paced = options.pace.gap(recorded)
        return gaps?.gap(ofAnswer: entry, paced: paced) ?? paced
    }

    /// Lets others pass a frame whose time has come, if the seed says so.
    ///
    /// - Returns: Whether the frame has left its place.
    mutating func postpone(_ ref: FrameRef, on socket: Int, due: Duration) -> Bool {
        let frame = timeline.sockets[ref.socket].frames[ref.frame]
        guard frame.role == .movable,
            let postponement = gaps?.postponement(ofFrame: frame.entry)
        else { return false }
        timeline.sockets[ref.socket].frames[ref.frame].state = .setAside
        progress[socket].latest = (due, frame.at)
        progress[socket].late.insert(
            DueQueue.Item(due: due + postponement, entry: frame.entry, frame: ref)
        )
        return true
    }
}
