import RepriseFloor
import SlackTransport
import SlackWire

extension Engine {
    /// Takes an envelope of Socket Mode: hands on what is inside, and acknowledges it when the
    /// configuration says.
    ///
    /// What the bot does not take is not acknowledged: Slack delivers it to another socket of the app, or
    /// later.
    func take(_ envelope: Envelope, from link: Link) async {
        let event = envelope.event ?? SlackEvent(json: envelope.payload)
        let delivery = Delivery(envelope, over: link, identity: envelope.deliveryIdentity)
        let isFirst = redeliveries.begin(delivery.identity)
        if !isFirst, bot.configuration.ignoresRedeliveries {
            journal.record(.ignored(event, .redelivery))
            await acknowledge(delivery)
            return
        }
        learnIdentity(from: envelope)
        guard deliver(Incoming(event: event, delivery: delivery)) else {
            redeliveries.forget(delivery.identity)
            return
        }
        if waitsForHandler(envelope, event) {
            chores.post(.watch(delivery))
        } else {
            await acknowledge(delivery)
        }
    }

    private func waitsForHandler(_ envelope: Envelope, _ event: SlackEvent) -> Bool {
        if bot.configuration.ignoresOwnMessages, own.contains(event) { return false }
        return switch bot.configuration.envelopeAcknowledgement {
        case .onReceipt: false
        case .onReceiptUnlessItAcceptsAPayload: envelope.acceptsResponsePayload
        case .afterHandling: true
        }
    }

    /// Acknowledges an envelope unless that was decided before.
    ///
    /// - Returns: Whether this call decided it.
    @discardableResult
    func acknowledge(
        _ delivery: Delivery,
        payload: JSONValue? = nil,
        event: Int? = nil
    ) async -> Bool {
        guard delivery.settlement.resolve(.acknowledged) else { return false }
        await sendAcknowledgement(of: delivery, payload: payload, event: event)
        return true
    }

    /// Acknowledges an envelope whose handler takes too long.
    func watch(_ delivery: Delivery) async {
        let settlement = await delivery.settlement.wait(
            for: bot.configuration.envelopeDeadline,
            on: clock,
            orResolveTo: .overdue
        )
        guard settlement == .overdue else { return }
        await sendAcknowledgement(of: delivery, payload: nil, event: nil)
    }

    /// Settles the envelope of an event whose handler has ended.
    func settle(_ delivery: Delivery, event: Int, succeeded: Bool) async {
        if succeeded {
            await acknowledge(delivery, event: event)
        } else if delivery.settlement.resolve(.withheld) {
            redeliveries.forget(delivery.identity)
        }
    }

    private func sendAcknowledgement(
        of delivery: Delivery,
        payload: JSONValue?,
        event: Int?
    ) async {
        let envelope = delivery.envelope
        journal.record(.acknowledgedEnvelope(envelope, payload: payload, event: event))
        // A socket that has closed in between: Slack delivers again, and the redelivery is known.
        try? await delivery.link.socket.send(envelope.acknowledgement(payload: payload).message)
    }

    /// Learns who the bot is from an event's authorizations, where nothing else has said it.
    private func learnIdentity(from envelope: Envelope) {
        guard own.identity == nil, envelope.type == .event,
            let payload = try? envelope.payload.value(),
            let authorization = payload["authorizations"]?[0],
            authorization["is_bot"]?.bool == true,
            let userID = authorization["user_id"]?.string
        else { return }
        learn(BotIdentity(userID: userID, teamID: authorization["team_id"]?.string))
    }
}

extension Envelope {
    /// What redeliveries have in common: the event's id, or for want of one the envelope's.
    fileprivate var deliveryIdentity: String {
        guard type == .event, let id = SlackEvent(json: payload)["event_id"]?.string else {
            return id
        }
        return id
    }
}
