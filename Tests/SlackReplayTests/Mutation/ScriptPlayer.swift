import SessionRecording
import SlackWire

@testable import SlackReplay

/// Plays a bot's script against a replay, one step at a time and without any task.
struct ScriptPlayer {
    /// A message of Slack's, and the socket on which it comes.
    private struct Arrival: Hashable {
        var socket: Int
        var message: SocketMessage
    }

    private var cursor: ReplayCursor
    private var now = Duration.zero
    private var steps: [BotScript.Step]
    private var received: Set<Int> = []
    /// The entries of the steps that were done.
    private(set) var performed: Set<Int> = []
    private var answers: [(due: Duration, call: Int, entry: Int?)] = []
    /// The sockets that it has opened, by their recorded numbers.
    private var sockets: [(number: Int, index: Int)] = []
    /// The entries in which each message of Slack's was recorded, the last one first.
    private var entries: [Arrival: [Int]] = [:]
    /// Decides how long the bot takes and what it does first; `nil` for at once and in order.
    private var random: RandomNumbers?
    /// When the bot gets to a step.
    private var begins: [Int: Duration] = [:]

    init(_ script: BotScript, plan: ReplayPlan, seed: UInt64?) {
        cursor = ReplayCursor(plan)
        steps = script.steps
        random = seed.map(RandomNumbers.init)
        for (index, entry) in script.session.entries.enumerated() {
            guard case .receive(let socket, let message) = entry.kind else { continue }
            entries[Arrival(socket: socket, message: message), default: []].insert(index + 1, at: 0)
        }
    }

    /// What came of it.
    mutating func play() -> ReplayReport {
        while true {
            while act() || take() {}
            if let next = nextTime(), next > now {
                now = next
            } else if !cursor.withholdBlockedFrames(at: now) {
                return cursor.report()
            }
        }
    }

    /// Does one step whose time has come.
    private mutating func act() -> Bool {
        for index in steps.indices where steps[index].after.isSubset(of: received) {
            if begins[index] == nil {
                let delay = random?.next(below: 60) ?? 0
                begins[index] = now + .milliseconds(delay)
            }
        }
        let ready = begins.filter { $0.value <= now }.keys.sorted()
        guard !ready.isEmpty else { return false }
        let index = ready[random?.next(below: ready.count) ?? 0]
        begins[index] = .seconds(1_000_000)
        perform(steps[index])
        return true
    }

    private mutating func perform(_ step: BotScript.Step) {
        performed.insert(step.entry)
        switch step.act {
        case .call(let call):
            guard case .matched(let call, let due) = cursor.call(call, at: now) else { return }
            if let due { answers.append((due, call, step.answer)) }
        case .open(let url):
            guard let socket = try? cursor.open(SocketRequest(url: url), at: now) else { return }
            sockets.append((step.socket ?? 1, socket))
            _ = cursor.opening(socket, at: now)
            received.insert(step.entry)
        case .send(let message):
            guard let socket = sockets.first(where: { $0.number == step.socket }) else { return }
            try? cursor.send(message, on: socket.index, at: now)
            received.insert(step.entry)
        }
    }

    /// Takes one thing of Slack's that is there.
    private mutating func take() -> Bool {
        if let index = answers.firstIndex(where: { $0.due <= now }) {
            let answer = answers.remove(at: index)
            _ = cursor.takeOutcome(of: answer.call, due: answer.due)
            if let entry = answer.entry { received.insert(entry) }
            return true
        }
        for (number, socket) in sockets where cursor.opening(socket, at: now) == .opened {
            guard case .event(let event) = cursor.next(on: socket, at: now) else { continue }
            // An end comes again and again.
            if case .closed = event { continue }
            if case .message(let message) = event {
                let arrival = Arrival(socket: number, message: message)
                if let entry = entries[arrival]?.popLast() { received.insert(entry) }
            }
            return true
        }
        return false
    }

    private mutating func nextTime() -> Duration? {
        var times = answers.map(\.due) + begins.values.filter { $0 > now && $0 < .seconds(999_999) }
        for (_, socket) in sockets {
            if case .due(let due) = cursor.next(on: socket, at: now) { times.append(due) }
        }
        return times.filter { $0 > now }.min()
    }
}

/// Random numbers from a seed.
struct RandomNumbers: RandomNumberGenerator {
    private var state: UInt64

    init(_ seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

    mutating func next() -> UInt64 {
        state ^= state << 13
        state ^= state >> 7
        state ^= state << 17
        return state &* 0x2545_F491_4F6C_DD1D
    }

    mutating func next(below bound: Int) -> Int { Int.random(in: 0..<bound, using: &self) }
}
