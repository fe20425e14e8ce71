import SessionRecording
import SlackWire

@testable import SlackReplay

/// A whole replay of what can be read of a fixture, to a bot that does what was recorded, when it was recorded.
enum ReplayTarget {
    static func run(_ input: UnsafeBufferPointer<UInt8>) -> CInt {
        guard let session = Inputs.session(Array(input)) else { return 0 }
        var options = ReplayOptions()
        options.allowsTruncated = true
        guard let plan = try? ReplayPlan(session, options: options) else { return 0 }
        var bot = RecordedBot(cursor: ReplayCursor(plan))
        for entry in session.entries { bot.take(entry) }
        _ = bot.cursor.withholdBlockedFrames(at: .microseconds(session.entries.last?.at ?? 0))
        let report = bot.cursor.report()
        promise(report.matchedCount <= session.entries.count, "no more matches than was recorded")
        promise(report.actions.count <= bot.actions, "a report lists what the bot did")
        for line in report.timeline { _ = line.description }
        return 0
    }
}

/// Does everything again that is recorded of a bot.
private struct RecordedBot {
    var cursor: ReplayCursor
    /// How much it has done.
    private(set) var actions = 0
    private var calls: [Int: Int] = [:]
    private var sockets: [Int: Int] = [:]

    init(cursor: ReplayCursor) {
        self.cursor = cursor
    }

    mutating func take(_ entry: SessionEntry) {
        let now = Duration.microseconds(entry.at)
        switch entry.kind {
        case .call(let id, let call):
            actions += 1
            if case .matched(let index, _) = cursor.call(call, at: now) { calls[id] = index }
        case .answer(let id, _), .failure(let id, _):
            if let call = calls.removeValue(forKey: id) {
                _ = cursor.takeOutcome(of: call, due: now)
            }
        case .open(let number, let request, _):
            actions += 1
            guard let socket = try? cursor.open(request, at: now) else { return }
            sockets[number] = socket
            _ = cursor.opening(socket, at: now)
        case .receive(let number, _): receive(number, now)
        case .send(let number, let message):
            actions += 1
            if let socket = sockets[number] { try? cursor.send(message, on: socket, at: now) }
        case .ping(let number, .bot, let payload):
            if let socket = sockets[number] { try? cursor.ping(payload, on: socket) }
        case .close(let number, let close):
            actions += 1
            if let socket = sockets[number] { cursor.close(socket, close, at: now) }
        default: break
        }
    }

    /// Takes every frame whose time has come.
    private mutating func receive(_ number: Int, _ now: Duration) {
        guard let socket = sockets[number] else { return }
        _ = cursor.opening(socket, at: now)
        for _ in 0..<1_000 {
            guard case .event(let event) = cursor.next(on: socket, at: now) else { return }
            if case .closed = event { return }
        }
    }
}
