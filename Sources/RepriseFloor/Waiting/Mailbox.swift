/// A queue without a bound whose one consumer waits for its elements.
///
/// Posting is safe from any task and any thread; whoever posts is responsible for the bound. One task at a
/// time takes elements out.
package final class Mailbox<Element: Sendable>: Sendable {
    private struct State {
        var elements = FIFO<Element>()
        var isFinished = false
        /// Where the consumer waits.
        var wakeup: Wakeup?
    }

    private enum Step: Sendable {
        case element(Element)
        case end
        case wait(Wakeup)
    }

    private let state = Locked(State())

    /// Makes an empty mailbox.
    package init() {}

    /// Puts an element behind those before it.
    ///
    /// - Returns: False after ``finish()``: the element is not taken then.
    @discardableResult
    package func post(_ element: Element) -> Bool {
        post(making: { element })
    }

    /// Makes an element and puts it behind those before it.
    ///
    /// - Parameter make: Called at most once, under the mailbox's lock, and only if the element is taken: for
    ///   elements that must not be made in vain. It must be short and not use the mailbox.
    /// - Returns: False after ``finish()``: the element was not made then.
    /// - Throws: What `make` throws; the mailbox is as it was.
    package func post<Failure: Error>(
        making make: () throws(Failure) -> Element
    ) throws(Failure) -> Bool {
        let (isTaken, wakeup) = try state.withLock { state throws(Failure) in
            if state.isFinished { return (false, Wakeup?.none) }
            state.elements.append(try make())
            return (true, state.wakeup.take())
        }
        wakeup?.wake()
        return isTaken
    }

    /// Takes no more elements: what was posted before is still handed out, and then the end.
    package func finish() {
        let wakeup = state.withLock { state in
            state.isFinished = true
            return state.wakeup.take()
        }
        wakeup?.wake()
    }

    /// The next element, waiting for it if need be.
    ///
    /// - Returns: `nil` at the end, and when the task is cancelled while it waits.
    package func next() async -> Element? {
        while true {
            switch step() {
            case .element(let element): return element
            case .end: return nil
            case .wait(let wakeup): if await wakeup.wait() == nil { return nil }
            }
        }
    }

    /// The next element, waiting for it if need be, even if the task is cancelled.
    ///
    /// - Returns: `nil` at the end.
    package func nextUncancelled() async -> Element? {
        while true {
            switch step() {
            case .element(let element): return element
            case .end: return nil
            case .wait(let wakeup): await wakeup.waitUncancelled()
            }
        }
    }

    private func step() -> Step {
        state.withLock { state in
            if let element = state.elements.popFirst() { return .element(element) }
            if state.isFinished { return .end }
            let wakeup = Wakeup()
            state.wakeup = wakeup
            return .wait(wakeup)
        }
    }
}
