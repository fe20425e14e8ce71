/// The words of a plan's text; `FaultPlan.description` is read back as the same plan.
extension FaultPlan: CustomStringConvertible {
    /// The plan as text, one fault a line.
    public var description: String {
        faults.map { "\($0)\n" }.joined()
    }
}

extension Fault: CustomStringConvertible {
    /// The line of a plan's text.
    public var description: String {
        switch self {
        case .socket(let moment, let fault): "\(moment): \(fault)"
        case .call(let moment, let fault): "\(moment): \(fault)"
        }
    }
}

extension FrameMoment: CustomStringConvertible {
    /// The words before the colon.
    public var description: String {
        switch self {
        case .frame(let number, nil): "frame \(number)"
        case .frame(let number, let socket?): "frame \(number) of socket \(socket)"
        case .event(let type, let number): "event \(type) \(number)"
        case .envelope(let number): "envelope \(number)"
        case .entry(let entry): "entry \(entry)"
        }
    }
}

extension CallMoment: CustomStringConvertible {
    /// The words before the colon.
    public var description: String {
        switch self {
        case .call(let name, let number): "call \(name) \(number)"
        case .every(let name): "call \(name) every"
        case .any(let number): "call * \(number)"
        case .entry(let entry): "entry \(entry)"
        }
    }
}

extension SocketFault: CustomStringConvertible {
    /// The words behind the colon.
    public var description: String {
        switch self {
        case .drop: "drop"
        case .close(let code): "close \(code)"
        case .goodbye: "goodbye"
        case .disconnect(let reason): "disconnect \(reason)"
        case .duplicate: "duplicate"
        case .redeliver(let reason): "redeliver \(reason)"
        }
    }
}

extension CallFault: CustomStringConvertible {
    /// The words behind the colon.
    public var description: String {
        switch self {
        case .rateLimited(let seconds): "429 retry-after \(seconds)"
        case .status(let status): "status \(status)"
        case .slow(let duration): "slow \(duration.inPlan)"
        case .unanswered(let duration): "no answer \(duration.inPlan)"
        case .answerLost: "lose answer"
        }
    }
}

extension Duration {
    /// Whole milliseconds.
    var milliseconds: Int64 {
        components.seconds * 1_000 + components.attoseconds / 1_000_000_000_000_000
    }

    /// The duration as a plan spells it.
    fileprivate var inPlan: String {
        milliseconds % 1_000 == 0 ? "\(milliseconds / 1_000) s" : "\(milliseconds) ms"
    }
}
