import RepriseFloor
import SlackWire

/// A body on its way to the thread that writes a recording.
final class WrittenBody: BodyRecording {
    private struct State {
        var count = 0
        var isOver = false
    }

    private let number: Int
    private let mailbox: WriterMailbox
    private let state = Locked(State())

    init(_ number: Int, _ mailbox: WriterMailbox) {
        self.number = number
        self.mailbox = mailbox
    }

    deinit {
        discard()
    }

    func append(_ piece: [UInt8]) {
        guard !piece.isEmpty else { return }
        state.withLock { $0.count += piece.count }
        mailbox.append(body: .piece(piece, body: number))
    }

    func waitForRoom() async {
        while !Task.isCancelled {
            let generation = mailbox.room.generation
            if mailbox.hasRoomForBodies { return }
            await mailbox.room.wait(since: generation)
        }
    }

    func finish(isCut: Bool) -> BodyFile {
        let count = state.withLock { state in
            state.isOver = true
            return state.count
        }
        mailbox.append(body: .endOfBody(number))
        return BodyFile(draft: number, count: count, isCut: isCut)
    }

    func discard() {
        let wasOver = state.withLock { state in
            defer { state.isOver = true }
            return state.isOver
        }
        if !wasOver { mailbox.append(body: .dropBody(number)) }
    }
}
