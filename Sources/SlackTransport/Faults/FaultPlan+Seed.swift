public import SessionRecording
import SlackWire

extension FaultPlan {
    /// Draws faults that suit a recording from a seed.
    ///
    /// Each is of a kind that a bot should survive: it happens behind a frame or to a call that the
    /// recording has, and none switches Socket Mode off.
    ///
    /// - Parameters:
    ///   - seed: What everything is decided by.
    ///   - session: What is going to be replayed.
    ///   - count: How many faults, at most one for each frame or call.
    public init(seeded seed: UInt64, for session: Session, count: Int = 3) {
        var frames = 0
        var calls = 0
        var envelopes = 0
        var isSocketMode = false
        for entry in session.entries {
            switch entry.kind {
            case .receive(_, let message):
                frames += 1
                if case .envelope = SocketFrame(parsing: message) { envelopes += 1 }
            case .call(_, let call):
                calls += 1
                if call.methodName == "apps.connections.open" { isSocketMode = true }
            default: break
            }
        }
        self.init(
            seeded: seed,
            frames: frames,
            calls: calls,
            isSocketMode: isSocketMode,
            envelopes: envelopes,
            count: count
        )
    }

    /// Draws faults from a seed.
    ///
    /// - Parameters:
    ///   - seed: What everything is decided by.
    ///   - frames: Among how many first frames a fault may happen.
    ///   - calls: Among how many first calls a fault may happen.
    ///   - isSocketMode: Whether the bot is connected by Socket Mode, or else by RTM.
    ///   - envelopes: Among how many first envelopes of Socket Mode one may come again.
    ///   - count: How many faults, at most one for each frame or call.
    public init(
        seeded seed: UInt64,
        frames: Int,
        calls: Int,
        isSocketMode: Bool,
        envelopes: Int = 0,
        count: Int = 3
    ) {
        let values = SeededValues(seed: seed)
        var places: Set<Int> = []
        var faults: [Fault] = []
        let all = max(0, frames) + max(0, calls)
        for index in 0..<min(max(0, count), all) {
            var place = values.value(0, index, below: all)
            while !places.insert(place).inserted { place = (place + 1) % all }
            if place < frames {
                let choice = values.value(1, index, below: 6)
                if choice == 5, envelopes > 0 {
                    let number = 1 + values.value(2, index, below: envelopes)
                    faults.append(.socket(after: .envelope(number), .redeliver()))
                } else {
                    let fault = Self.socketFault(choice, isSocketMode)
                    faults.append(.socket(after: .frame(place + 1), fault))
                }
            } else {
                let fault = Self.callFault(values.value(1, index, below: 4))
                faults.append(.call(.any(place - max(0, frames) + 1), fault))
            }
        }
        self.init(faults)
    }

    private static func socketFault(_ choice: Int, _ isSocketMode: Bool) -> SocketFault {
        switch choice {
        case 0: .drop
        case 1: .close()
        case 2: .duplicate
        case 3: isSocketMode ? .disconnect(reason: "warning") : .goodbye
        case 4: isSocketMode ? .disconnect(reason: "refresh_requested") : .drop
        default: .duplicate
        }
    }

    private static func callFault(_ choice: Int) -> CallFault {
        switch choice {
        case 0: .rateLimited(retryAfter: 1)
        case 1: .status(503)
        case 2: .slow(.milliseconds(500))
        default: .unanswered(.seconds(1))
        }
    }
}
