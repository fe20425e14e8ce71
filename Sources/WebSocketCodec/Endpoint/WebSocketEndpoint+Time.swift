// What does not happen in time.

extension WebSocketEndpoint {
    /// Takes the news that ``deadline`` has come.
    public mutating func timePassed(now: Int64) {
        switch phase {
        case .over: return
        case .parting: if limit <= now { finish() }
        case .talking:
            if limit <= now {
                lose(muteness ?? .unanswered)
                return
            }
            if stuckDeadline <= now {
                mute(.stalled(.nanoseconds(now - (stuckSince ?? now))), now: now)
            }
            if pulse <= now { keepAlive(now: now) }
        }
    }

    /// When the peer has taken nothing for too long.
    var stuckDeadline: Int64 {
        guard let stuckSince, let timeout = settings.writeTimeout else { return .max }
        return stuckSince + timeout.inNanoseconds
    }

    private mutating func keepAlive(now: Int64) {
        guard connection.isOpen, let keepAlive = settings.keepAlive else {
            pulse = .max
            return
        }
        switch keepAlive {
        case .probing(let interval, let patience):
            probe(interval.inNanoseconds, patience.inNanoseconds, now: now)
        case .humming(let interval): hum(interval.inNanoseconds, now: now)
        }
    }

    private mutating func probe(_ interval: Int64, _ patience: Int64, now: Int64) {
        // Where there is no room nothing is read, so silence says nothing about the peer.
        if isPaused { lastHeard = now }
        if let probedAt, lastHeard <= probedAt {
            // The ping may stand behind much else: as long as the peer takes bytes it is alive.
            pulse = max(probedAt, lastWritten) + patience
            if pulse > now { return }
            lose(.silent(.nanoseconds(now - lastHeard)))
            return
        }
        probedAt = nil
        pulse = lastHeard + interval
        if pulse > now { return }
        let payload = (0..<8).map { _ in UInt8.random(in: 0...255, using: &generator) }
        try? connection.ping(payload, using: &generator)
        probe = payload
        probedAt = now
        pulse = now + patience
        noteOutgoing(now)
    }

    /// Takes the answer to a ping of this end's own.
    mutating func noteAlive() {
        probe = nil
        probedAt = nil
        if connection.isOpen, case .probing(let interval, _) = settings.keepAlive {
            pulse = lastHeard + interval.inNanoseconds
        }
    }

    private mutating func hum(_ interval: Int64, now: Int64) {
        pulse = lastQueued + interval
        if pulse > now { return }
        pulse = now + interval
        // A peer that has not taken what was said hears no more of a ping behind it.
        if outstanding > 0 { return }
        try? connection.ping([], using: &generator)
        noteOutgoing(now)
    }
}
