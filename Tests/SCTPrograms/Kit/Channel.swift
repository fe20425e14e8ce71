/// A channel as Go has them: a send meets a receive, or a free place of the buffer.
///
/// `@unchecked Sendable` as ``Shared``.
final class Channel<Element: Sendable>: @unchecked Sendable {
    private let capacity: Int
    private var buffer: [Element] = []
    private var isClosed = false
    private var senders: [(waiter: SelectWaiter, index: Int, element: Element)] = []
    private var receivers: [(waiter: SelectWaiter, index: Int, slot: Slot)] = []

    fileprivate final class Slot: @unchecked Sendable {
        var element: Element?
    }

    init(_ capacity: Int = 0) {
        self.capacity = capacity
    }

    /// Sends and waits until it is taken or buffered; false if the channel is closed, which is a panic in Go.
    @discardableResult
    func send(_ element: Element) async -> Bool {
        var hasSent = true
        _ = await select([.send(element, to: self) { hasSent = $0 }])
        return hasSent
    }

    /// The next element; `nil` once the channel is closed and empty.
    @discardableResult
    func receive() async -> Element? {
        var received: Element?
        _ = await select([.receive(from: self) { received = $0 }])
        return received
    }

    /// Closes the channel; false if it was closed before, which is a panic in Go.
    @discardableResult
    func close() async -> Bool {
        await Task.yield()
        guard !isClosed else { return false }
        isClosed = true
        let waiting = receivers
        receivers = []
        for receiver in waiting { receiver.waiter.choose(receiver.index) }
        return true
    }

    /// Sends if that needs no waiting: whether it did, and whether the channel was open.
    fileprivate func trySend(_ element: Element) -> (done: Bool, isOpen: Bool) {
        if isClosed { return (true, false) }
        while !receivers.isEmpty {
            let receiver = receivers.removeFirst()
            guard receiver.waiter.isWaiting else { continue }
            receiver.slot.element = element
            receiver.waiter.choose(receiver.index)
            return (true, true)
        }
        guard buffer.count < capacity else { return (false, true) }
        buffer.append(element)
        return (true, true)
    }

    /// Receives if that needs no waiting: whether it did, and what.
    fileprivate func tryReceive() -> (done: Bool, element: Element?) {
        if !buffer.isEmpty {
            let element = buffer.removeFirst()
            if let next = nextSent() { buffer.append(next) }
            return (true, element)
        }
        if let element = nextSent() { return (true, element) }
        return (isClosed, nil)
    }

    private func nextSent() -> Element? {
        while !senders.isEmpty {
            let sender = senders.removeFirst()
            guard sender.waiter.isWaiting else { continue }
            sender.waiter.choose(sender.index)
            return sender.element
        }
        return nil
    }

    fileprivate func park(_ element: Element, _ waiter: SelectWaiter, _ index: Int) {
        senders.append((waiter, index, element))
    }

    fileprivate func park(_ slot: Slot, _ waiter: SelectWaiter, _ index: Int) {
        receivers.append((waiter, index, slot))
    }
}

/// One of the things that `select` waits for.
struct SelectCase {
    /// Does it if it needs no waiting; whether it did.
    fileprivate let attempt: () -> Bool
    fileprivate let park: (SelectWaiter, Int) -> Void
    /// Does what is left once it was chosen while waiting.
    fileprivate let finish: () -> Void

    /// - Parameter then: Told whether the channel was open.
    static func send<Element>(
        _ element: Element,
        to channel: Channel<Element>,
        then: @escaping (Bool) -> Void = { _ in }
    ) -> SelectCase {
        SelectCase(
            attempt: {
                let (done, isOpen) = channel.trySend(element)
                if done { then(isOpen) }
                return done
            },
            park: { channel.park(element, $0, $1) },
            finish: { then(true) }
        )
    }

    static func receive<Element>(
        from channel: Channel<Element>,
        then: @escaping (Element?) -> Void = { _ in }
    ) -> SelectCase {
        let slot = Channel<Element>.Slot()
        return SelectCase(
            attempt: {
                let (done, element) = channel.tryReceive()
                if done { then(element) }
                return done
            },
            park: { channel.park(slot, $0, $1) },
            finish: { then(slot.element) }
        )
    }
}

/// A task that waits in `select`.
///
/// `@unchecked Sendable` as ``Shared``.
final class SelectWaiter: @unchecked Sendable {
    private(set) var chosen: Int?
    fileprivate var continuation: UnsafeContinuation<Void, Never>?

    fileprivate var isWaiting: Bool { chosen == nil }

    fileprivate func choose(_ index: Int) {
        guard chosen == nil else { return }
        chosen = index
        continuation?.resume()
    }
}

/// Waits until one of the cases can be done and does the first of those; its position, or `nil` if none can and `orElse` says not to wait.
func select(_ cases: [SelectCase], orElse: Bool = false) async -> Int? {
    await Task.yield()
    for (index, one) in cases.enumerated() where one.attempt() { return index }
    if orElse { return nil }
    let waiter = SelectWaiter()
    for (index, one) in cases.enumerated() { one.park(waiter, index) }
    await withUnsafeContinuation { waiter.continuation = $0 }
    guard let chosen = waiter.chosen else { return nil }
    cases[chosen].finish()
    return chosen
}
