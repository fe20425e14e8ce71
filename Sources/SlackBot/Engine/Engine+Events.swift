import SlackTransport
import SlackWire

extension Engine {
    /// Hands an event to the intake, unless it is none for the handler.
    func deliver(_ incoming: Incoming) {
        if bot.configuration.ignoresOwnMessages, own.contains(incoming.event) {
            incoming.delivery?.settlement.resolve(.overdue)
            journal.record(.ignored(incoming.event, .ownMessage))
            return
        }
        switch intake.offer(incoming) {
        case .taken: break
        case .closed: journal.record(.ignored(incoming.event, .stopping))
        case .refused(let number):
            let capacity = bot.processing.capacity
            stop.resolve(.failed(BotError(.backlogFull(event: number, capacity: capacity))))
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
