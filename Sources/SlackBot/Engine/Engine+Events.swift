import RepriseFloor
import SlackTransport
import SlackWire

extension Engine {
    /// Hands an event to the intake, unless it is none for the handler.
    ///
    /// - Returns: Whether Slack may take it as delivered. What the bot could not take is not.
    @discardableResult
    func deliver(_ incoming: Incoming) -> Bool {
        if bot.configuration.ignoresOwnMessages, own.contains(incoming.event) {
            journal.record(.ignored(incoming.event, .ownMessage))
            return true
        }
        switch intake.offer(incoming) {
        case .taken:
            return true
        case .closed:
            journal.record(.ignored(incoming.event, .stopping))
            return false
        case .refused(let number):
            let capacity = bot.processing.capacity
            stop.resolve(.failed(BotError(.backlogFull(event: number, capacity: capacity))))
            return false
        }
    }

    /// Works on an event, and then on those that wait behind it.
    func work(from first: Intake.Machine.Entry) async {
        var next: Intake.Machine.Entry? = first
        while let entry = next {
            if intake.mayBegin(entry) { await handle(entry) }
            next = intake.finish(entry)
        }
    }

    private func handle(_ entry: Intake.Machine.Entry) async {
        let context = BotContext(
            eventNumber: entry.number,
            delivery: entry.item.delivery,
            engine: self
        )
        journal.record(.began(event: entry.number))
        var failure: String?
        do {
            try await bot.handler(entry.item.event, context)
        } catch {
            failure = String(describing: error)
        }
        journal.record(.ended(event: entry.number, error: failure))
        if let delivery = entry.item.delivery {
            await settle(delivery, event: entry.number, succeeded: failure == nil)
        }
    }
}
