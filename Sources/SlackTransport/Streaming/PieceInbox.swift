import RepriseFloor
package import SlackWire

/// What has come of a body and nobody has read yet.
///
/// Whoever gets the bytes puts them in, from any thread, and looks at ``isFull(with:)`` before it takes more; one task takes them out.
package final class PieceInbox: Sendable {
    private enum End: Sendable {
        case whole
        case brokenOff(TransportFailure)
    }

    private struct State {
        var bytes: [UInt8] = []
        var end: End?
        /// Whether whoever puts bytes in was told that there is no room.
        var isHeld = false
        var reader: Wakeup?
    }

    private let state = Locked(State())
    private let capacity: Int

    /// - Parameter capacity: From how many bytes on it is full.
    package init(capacity: Int = .max) {
        self.capacity = max(capacity, 1)
    }

    /// Whether there is no room; whoever is told so is told when there is some again (``next(onRoom:)``).
    ///
    /// - Parameter pending: How many bytes will be put in soon.
    package func isFull(with pending: Int = 0) -> Bool {
        state.withLock { state in
            // After the end nobody takes anything in: it is not what keeps others waiting.
            guard state.end == nil, state.bytes.count + pending >= capacity else { return false }
            state.isHeld = true
            return true
        }
    }

    /// Adds bytes; after the end they do not count.
    package func push(_ bytes: [UInt8]) {
        guard !bytes.isEmpty else { return }
        change { state in
            if state.bytes.isEmpty { state.bytes = bytes } else { state.bytes += bytes }
        }
    }

    /// Ends the body; of several ends the first counts.
    ///
    /// - Parameter failure: What broke it off; `nil` if it is whole.
    /// - Returns: Whether this was the first.
    @discardableResult
    package func finish(_ failure: TransportFailure? = nil) -> Bool {
        change { state in state.end = failure.map { .brokenOff($0) } ?? .whole }
    }

    /// - Returns: Whether the change was made: nothing changes after the end.
    @discardableResult
    private func change(_ body: (inout State) -> Void) -> Bool {
        let (isMade, reader) = state.withLock { state -> (Bool, Wakeup?) in
            guard state.end == nil else { return (false, nil) }
            body(&state)
            return (true, state.reader.take())
        }
        reader?.wake()
        return isMade
    }

    private enum Step: Sendable {
        case bytes([UInt8], hasRoom: Bool)
        case end(End)
        case wait(Wakeup)
    }

    /// All bytes that are there, waiting for some if need be; `nil` at the end.
    ///
    /// - Parameter onRoom: Called when whoever puts bytes in was told that there is no room, and now there is.
    /// - Throws: What broke the body off, behind its bytes; a failure of kind `cancelled` when the task is cancelled while it waits.
    package func next(
        onRoom: () -> Void = {}
    ) async throws(TransportFailure) -> [UInt8]? {
        while true {
            switch step() {
            case .bytes(let bytes, let hasRoom):
                if hasRoom { onRoom() }
                return bytes
            case .end(.whole): return nil
            case .end(.brokenOff(let failure)): throw failure
            case .wait(let wakeup):
                if Task.isCancelled { throw .cancelled(while: "reading a body") }
                await wakeup.wait()
            }
        }
    }

    private func step() -> Step {
        state.withLock { state in
            if !state.bytes.isEmpty {
                let step = Step.bytes(state.bytes, hasRoom: state.isHeld)
                state.bytes = []
                state.isHeld = false
                return step
            }
            if let end = state.end { return .end(end) }
            let wakeup = Wakeup()
            state.reader = wakeup
            return .wait(wakeup)
        }
    }
}
