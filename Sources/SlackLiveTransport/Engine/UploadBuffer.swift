import RepriseFloor
import SlackWire

/// What is at hand of a request's body that flows: a task puts it in, and the thread of libcurl takes it out.
///
/// The body is read from when libcurl first asks for it: then the connection stands, the head is sent, and whoever had to be
/// asked has said yes. The task is the one unstructured one of this room: an answer may begin, and be handed out, while the
/// request still flows. ``end()`` cancels it, and is called when the transfer is over, whatever its end.
final class UploadBuffer: Sendable {
    /// What libcurl gets.
    enum Filling {
        /// So many bytes.
        case bytes(Int)
        /// Nothing yet; whoever puts bytes in says when there are some.
        case nothing
        /// The end of the body.
        case end
        /// There will be no whole body.
        case broken(TransportFailure)
    }

    private enum End: Sendable {
        case whole
        case broken(TransportFailure)
    }

    private struct State {
        var bytes: [UInt8] = []
        /// How many of them were taken out.
        var taken = 0
        /// How many bytes were taken out in all.
        var sent = 0
        var end: End?
        var isOver = false
        /// Whether libcurl was told that there is nothing.
        var isStarved = false
        var room: Wakeup?
        var task: Task<Void, Never>?
        var onBytes: (@Sendable () -> Void)?
    }

    /// How many bytes wait before no more are put in, about.
    private static let capacity = 256 << 10

    private let body: FlowingBody
    private let state = Locked(State())

    init(_ body: FlowingBody) {
        self.body = body
    }

    /// How many bytes there will be.
    var length: Int? { body.length }

    /// Whether libcurl waits for bytes that have not come: then it is not the peer who is silent.
    var isStarved: Bool { state.withLock { $0.isStarved } }

    /// Says whom to tell when there are bytes again.
    func onBytes(_ body: @escaping @Sendable () -> Void) {
        state.withLock { $0.onBytes = body }
    }

    // MARK: On the thread of libcurl

    /// Puts bytes where libcurl wants them.
    func fill(_ memory: UnsafeMutableRawBufferPointer) -> Filling {
        let (filling, room) = state.withLock { state -> (Filling, Wakeup?) in
            if state.task == nil, !state.isOver { state.task = Task { await self.pump() } }
            let count = min(state.bytes.count - state.taken, memory.count)
            if count > 0 {
                state.bytes.withUnsafeBytes { bytes in
                    memory.copyMemory(
                        from: UnsafeRawBufferPointer(
                            rebasing: bytes[state.taken..<state.taken + count]
                        )
                    )
                }
                state.taken += count
                state.sent += count
                guard state.taken == state.bytes.count else { return (.bytes(count), nil) }
                state.bytes = []
                state.taken = 0
                return (.bytes(count), state.room.take())
            }
            switch state.end {
            case nil:
                state.isStarved = true
                return (.nothing, nil)
            case .broken(let failure): return (.broken(failure), nil)
            case .whole where length ?? state.sent != state.sent:
                return (.broken(Self.otherLength(state.sent)), nil)
            case .whole: return (.end, nil)
            }
        }
        room?.wake()
        return filling
    }

    /// Whether nothing was taken out yet, so that it can be begun once more.
    var isUntouched: Bool { state.withLock { $0.sent == 0 } }

    /// Whether all of it was taken out.
    var isSent: Bool {
        state.withLock { state in
            if let length { return state.sent >= length }
            guard case .whole? = state.end else { return false }
            return state.taken == state.bytes.count
        }
    }

    /// The transfer is over.
    func end() {
        let (task, room) = state.withLock { state in
            state.isOver = true
            state.bytes = []
            state.taken = 0
            state.onBytes = nil
            return (state.task.take(), state.room.take())
        }
        room?.wake()
        task?.cancel()
        body.cancel()
    }

    private static func otherLength(_ sent: Int) -> TransportFailure {
        TransportFailure(
            .invalidRequest,
            "the request's body ended after \(sent) bytes, which is not the length that it announced"
        )
    }

    // MARK: In the task

    private func pump() async {
        do throws(TransportFailure) {
            while let piece = try await body.next() {
                guard await put(piece) else { return }
            }
            finish(.whole)
        } catch {
            finish(.broken(error))
        }
    }

    private enum Step {
        case done((@Sendable () -> Void)?)
        case wait(Wakeup)
        case over
    }

    /// Puts bytes in when there is room; false if nobody wants them any more.
    private func put(_ piece: [UInt8]) async -> Bool {
        while true {
            let step = state.withLock { state -> Step in
                if state.isOver { return .over }
                if let length, state.sent + state.bytes.count - state.taken + piece.count > length {
                    state.end = .broken(Self.otherLength(length + 1))
                    return .done(Self.wake(&state))
                }
                guard state.bytes.count - state.taken < Self.capacity else {
                    let room = Wakeup()
                    state.room = room
                    return .wait(room)
                }
                if state.bytes.isEmpty { state.bytes = piece } else { state.bytes += piece }
                return .done(Self.wake(&state))
            }
            switch step {
            case .done(let wake):
                wake?()
                return true
            case .over: return false
            case .wait(let room):
                await room.wait()
                if Task.isCancelled { return false }
            }
        }
    }

    private func finish(_ end: End) {
        let wake = state.withLock { state in
            if state.end == nil { state.end = end }
            return Self.wake(&state)
        }
        wake?()
    }

    /// Who is to be told that libcurl may ask again.
    private static func wake(_ state: inout State) -> (@Sendable () -> Void)? {
        guard state.isStarved else { return nil }
        state.isStarved = false
        return state.onBytes
    }
}
