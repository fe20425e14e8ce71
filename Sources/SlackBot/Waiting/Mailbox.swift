import RepriseLocking

/// An unbounded first-in, first-out queue with one consumer that waits for its elements.
///
/// Whoever posts is responsible for the bound; the engine posts only work that it has already
/// admitted.
final class Mailbox<Element: Sendable>: Sendable {
    private struct State {
        var elements = Queue<Element>()
        var isFinished = false
        var wake: Promise<Void>?
    }

    private let state = Locked(State())

    /// Appends an element; without effect after ``finish()``.
    func post(_ element: Element) {
        let wake: Promise<Void>? = state.withLock { state in
            guard !state.isFinished else { return nil }
            state.elements.append(element)
            defer { state.wake = nil }
            return state.wake
        }
        wake?.resolve(())
    }

    /// Ends the queue: what was posted before is still handed out.
    func finish() {
        let wake: Promise<Void>? = state.withLock { state in
            state.isFinished = true
            defer { state.wake = nil }
            return state.wake
        }
        wake?.resolve(())
    }

    /// The next element, waiting for it if need be; `nil` at the end, and when the task is cancelled
    /// while it waits.
    func next() async -> Element? {
        while true {
            let step = state.withLock { state in
                if let element = state.elements.popFirst() { return Step.element(element) }
                if state.isFinished { return Step.end }
                let wake = Promise<Void>()
                state.wake = wake
                return Step.wait(wake)
            }
            switch step {
            case .element(let element): return element
            case .end: return nil
            case .wait(let wake):
                guard await wake.wait() != nil else { return nil }
            }
        }
    }

    private enum Step: Sendable {
        case element(Element)
        case end
        case wait(Promise<Void>)
    }
}
