import SlackWire

/// Decides which fault of a plan happens when, by counting what passes.
struct FaultSchedule: Sendable {
    /// A fault of a plan by its place there.
    struct Chosen<Effect: Sendable>: Sendable {
        let place: Int
        let effect: Effect
    }

    private let plan: FaultPlan
    private var outcomes: [FaultReport.Outcome]
    private var frames = 0
    private var framesOfSocket: [Int: Int] = [:]
    private var envelopes = 0
    private var events: [String: Int] = [:]
    private var calls = 0
    private var callsOfName: [String: Int] = [:]

    init(_ plan: FaultPlan) {
        self.plan = plan
        outcomes = plan.faults.map { _ in .neverMatched }
        for case .call(.call(let name, _), _) in plan.faults { callsOfName[name] = 0 }
    }

    /// What became of the faults so far.
    var report: FaultReport {
        FaultReport(
            items: zip(plan.faults, outcomes).map { FaultReport.Item(fault: $0, outcome: $1) }
        )
    }

    /// A message of Slack's reaches the bot on the socket that was opened as that one.
    mutating func frame(_ reading: SocketFrame, on socket: Int) -> [Chosen<SocketFault>] {
        frames += 1
        framesOfSocket[socket, default: 0] += 1
        let type = reading.eventType
        if let type { events[type, default: 0] += 1 }
        var isEnvelope = false
        if case .envelope = reading { isEnvelope = true }
        if isEnvelope { envelopes += 1 }
        return plan.faults.enumerated().compactMap { place, fault in
            guard case .socket(let moment, let effect) = fault else { return nil }
            let isNow =
                switch moment {
                case .frame(let number, nil): number == frames
                case .frame(let number, let of?): of == socket && number == framesOfSocket[socket]
                case .event(type, let number): number == type.flatMap { events[$0] }
                case .envelope(let number): isEnvelope && number == envelopes
                case .event, .entry: false
                }
            return isNow ? Chosen(place: place, effect: effect) : nil
        }
    }

    /// The bot makes a call.
    mutating func call(_ call: WebAPICall) -> Chosen<CallFault>? {
        let name = call.faultName
        calls += 1
        // A plan may name a URL by its beginning.
        for known in callsOfName.keys where known.names(name) {
            callsOfName[known, default: 0] += 1
        }
        for (place, fault) in plan.faults.enumerated() {
            guard case .call(let moment, let effect) = fault else { continue }
            let isNow =
                switch moment {
                case .call(let known, let number):
                    known.names(name) && callsOfName[known] == number
                case .every(let known): known.names(name)
                case .any(let number): number == calls
                case .entry: false
                }
            if isNow { return Chosen(place: place, effect: effect) }
        }
        return nil
    }

    /// Notes that a fault happened.
    mutating func happened(_ place: Int, at now: Duration) {
        if case .happened(let times, let first) = outcomes[place] {
            outcomes[place] = .happened(times: times + 1, first: first)
        } else {
            outcomes[place] = .happened(times: 1, first: now)
        }
    }

    /// Notes that a fault's moment came in vain.
    mutating func missed(_ place: Int, because reason: String) {
        outcomes[place] = .notApplicable(reason: reason)
    }
}

extension String {
    /// Whether a plan means that call by this name.
    fileprivate func names(_ call: String) -> Bool {
        self == "*" || self == call || (contains("://") && call.hasPrefix(self))
    }
}

extension SocketFrame {
    /// The event's type, bare or in an envelope.
    fileprivate var eventType: String? {
        switch self {
        case .event(let event): event.type
        case .envelope(let envelope): envelope.event?.type
        case .hello, .acknowledgement, .pong, .disconnect, .goodbye, .unreadable: nil
        }
    }
}
