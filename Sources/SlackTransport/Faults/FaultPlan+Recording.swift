public import SessionRecording
import SlackWire

extension FaultPlan {
    /// The plan with every `entry` turned into what that entry of a recording is: the frame of a socket, or
    /// the call of a method.
    ///
    /// - Throws: ``FaultPlanError`` for an entry to which the fault cannot happen.
    /// - Complexity: O(*n*) in the size of the session.
    public func resolved(against session: Session) throws(FaultPlanError) -> FaultPlan {
        var resolved: [Fault] = []
        for (place, fault) in faults.enumerated() {
            switch fault {
            case .socket(.entry(let entry), let effect):
                try check(entry, session, place)
                guard let moment = session.frameMoment(ofEntry: entry) else {
                    throw FaultPlanError(
                        line: place + 1,
                        .wrongEntry(entry, expected: .socketFault)
                    )
                }
                resolved.append(.socket(after: moment, effect))
            case .call(.entry(let entry), let effect):
                try check(entry, session, place)
                guard let moment = session.callMoment(ofEntry: entry) else {
                    throw FaultPlanError(line: place + 1, .wrongEntry(entry, expected: .callFault))
                }
                resolved.append(.call(moment, effect))
            case .socket, .call:
                resolved.append(fault)
            }
        }
        return FaultPlan(resolved)
    }

    private func check(_ entry: Int, _ session: Session, _ place: Int) throws(FaultPlanError) {
        guard entry < 1 || entry > session.entries.count else { return }
        throw FaultPlanError(
            line: place + 1,
            .noEntry(entry, entries: session.entries.count)
        )
    }
}

extension Session {
    /// Which frame of which socket an entry is; `nil` if it is no message of Slack's.
    func frameMoment(ofEntry entry: Int) -> FrameMoment? {
        guard case .receive(let socket, _) = entries[entry - 1].kind else { return nil }
        var opened = 0
        var number = 0
        var frames = 0
        for earlier in entries[..<entry] {
            switch earlier.kind {
            case .open(let id, _, _):
                opened += 1
                if id == socket { number = opened }
            case .refused: opened -= 1
            case .receive(socket, _): frames += 1
            default: break
            }
        }
        return .frame(frames, socket: number)
    }

    /// Which call of its method an entry is; `nil` if it is no call.
    func callMoment(ofEntry entry: Int) -> CallMoment? {
        guard case .call(_, let call) = entries[entry - 1].kind else { return nil }
        let earlier = entries[..<entry].count { other in
            guard case .call(_, let other) = other.kind else { return false }
            return other.faultName == call.faultName
        }
        return .call(call.faultName, earlier)
    }
}

extension WebAPICall {
    /// What a plan calls it: its method, or its URL.
    var faultName: String {
        switch target {
        case .method(let name): name
        case .url(let url): url
        }
    }
}
