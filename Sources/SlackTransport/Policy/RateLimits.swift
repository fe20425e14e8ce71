import RepriseFloor

/// Which calls Slack lets through, as far as it has said: the state behind ``CallGovernor``, without any task or clock.
struct RateLimits: Sendable {
    /// What has a limit of its own.
    struct Group: Sendable, Hashable {
        var method: String
        var token: String?
    }

    /// What a call that waited may do.
    enum Turn: Sendable {
        /// It goes: the limit is over, or its patience.
        case go
        /// It tries for the others when the time has come.
        case probe
    }

    /// How a call begins.
    enum Entrance: Sendable {
        case go
        case probe
        case wait(OneShot<Turn>)
    }

    private struct Gate {
        var opens: Duration
        var hasProbe = false
        var waiters = FIFO<OneShot<Turn>>()
    }

    private var gates: [Group: Gate] = [:]
    /// When the next message may leave for a channel.
    private var slots: [Group: Duration] = [:]
    /// How many slots are kept before those that are over are looked for.
    private var sweepAt = 1_024

    /// How much is remembered; for the tests that nothing stays behind.
    var rememberedCount: Int { gates.count + slots.count }

    /// Lets a call in, or tells it to wait.
    mutating func enter(_ group: Group, at now: Duration) -> Entrance {
        guard var gate = gates[group] else { return .go }
        defer { gates[group] = gate }
        if !gate.hasProbe {
            gate.hasProbe = true
            return .probe
        }
        let turn = OneShot<Turn>()
        gate.waiters.append(turn)
        return .wait(turn)
    }

    /// When the one that tries may do so.
    func opens(_ group: Group) -> Duration { gates[group]?.opens ?? .zero }

    /// Takes note that Slack has named a time.
    mutating func limit(_ group: Group, until time: Duration) {
        gates[group, default: Gate(opens: time)].opens = max(time, gates[group]?.opens ?? time)
    }

    /// Takes note that the one that tried got through.
    ///
    /// - Returns: Those that go on now.
    mutating func open(_ group: Group) -> [OneShot<Turn>] {
        gates.removeValue(forKey: group)?.waiters.elements ?? []
    }

    /// Takes note that the one that was to try does not.
    ///
    /// - Parameter hand: Offers the part to one that waits, and says whether it takes it.
    mutating func resign(_ group: Group, _ hand: (OneShot<Turn>) -> Bool) {
        while let next = gates[group]?.waiters.popFirst() {
            if hand(next) { return }
        }
        gates[group]?.hasProbe = false
    }

    /// Forgets a limit that is over, if nobody is about to try.
    mutating func forget(_ group: Group, at now: Duration) {
        guard let gate = gates[group], !gate.hasProbe, gate.opens <= now else { return }
        gates[group] = nil
    }

    /// The time at which a message may leave for a channel; the next one leaves `interval` later.
    mutating func slot(_ channel: Group, interval: Duration, at now: Duration) -> Duration {
        let slot = max(now, slots[channel] ?? now)
        slots[channel] = slot + interval
        if slots.count >= sweepAt {
            slots = slots.filter { $0.value > now }
            sweepAt = max(1_024, slots.count * 2)
        }
        return slot
    }
}
