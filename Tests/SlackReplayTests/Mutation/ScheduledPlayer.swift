import Interleaving
import SessionRecording
import SlackTransport
import SlackWire

@testable import SlackReplay

/// Plays a bot's script over a transport, each step in a task of its own, so that a schedule decides what comes first.
enum ScheduledPlayer {
    /// What came of it.
    static func play(
        _ script: BotScript,
        options: ReplayOptions,
        schedule: Schedule
    ) throws -> ReplayReport {
        let replay = try SimulatedReplay(script.session, options: options, schedule: schedule)
        let board = Board(script.session)
        try replay.run { transport, _ in
            await withDiscardingTaskGroup { group in
                for step in script.steps {
                    group.addTask { await perform(step, over: transport, board) }
                }
                for socket in script.steps.compactMap(\.openedSocket) {
                    group.addTask { await read(socket, board) }
                }
            }
        }
        return replay.transport.report()
    }

    private static func perform(
        _ step: BotScript.Step,
        over transport: ReplayTransport,
        _ board: Board
    ) async {
        for cause in step.after { await board.wait(for: cause) }
        switch step.act {
        case .call(let call):
            _ = try? await transport.call(call)
            if let answer = step.answer { await board.happened(answer) }
        case .open(let url):
            guard let socket = try? await transport.open(SocketRequest(url: url)) else { return }
            await board.opened(step.socket ?? 1, socket)
        case .send(let message):
            guard let socket = await board.socket(step.socket ?? 1) else { return }
            try? await socket.send(message)
        }
        await board.happened(step.entry)
    }

    private static func read(_ opening: (entry: Int, number: Int), _ board: Board) async {
        await board.wait(for: opening.entry)
        guard let socket = await board.socket(opening.number) else { return }
        while let event = try? await socket.receive() {
            if case .closed = event { return }
            if case .message(let message) = event { await board.got(message, on: opening.number) }
        }
    }

    /// What has happened, and who waits for what.
    private actor Board {
        private struct Arrival: Hashable {
            var socket: Int
            var message: SocketMessage
        }

        /// The entries in which each message of Slack's was recorded, the last one first.
        private var entries: [Arrival: [Int]] = [:]
        private var done: Set<Int> = []
        private var waiting: [Int: [CheckedContinuation<Void, Never>]] = [:]
        private var sockets: [Int: any TransportSocket] = [:]

        init(_ session: Session) {
            for (index, entry) in session.entries.enumerated() {
                guard case .receive(let socket, let message) = entry.kind else { continue }
                let arrival = Arrival(socket: socket, message: message)
                entries[arrival, default: []].insert(index + 1, at: 0)
            }
        }

        func wait(for entry: Int) async {
            guard !done.contains(entry) else { return }
            await withCheckedContinuation { waiting[entry, default: []].append($0) }
        }

        func happened(_ entry: Int) {
            done.insert(entry)
            for waiter in waiting.removeValue(forKey: entry) ?? [] { waiter.resume() }
        }

        func got(_ message: SocketMessage, on socket: Int) {
            if let entry = entries[Arrival(socket: socket, message: message)]?.popLast() {
                happened(entry)
            }
        }

        func opened(_ number: Int, _ socket: any TransportSocket) { sockets[number] = socket }

        func socket(_ number: Int) -> (any TransportSocket)? { sockets[number] }
    }
}

extension BotScript.Step {
    /// The socket that it opens.
    fileprivate var openedSocket: (entry: Int, number: Int)? {
        guard case .open = act, let socket else { return nil }
        return (entry, socket)
    }
}
