import SlackTransport
import SlackWire

extension Engine {
    /// Takes an envelope of Socket Mode: acknowledges it when the configuration says, and hands on
    /// what is inside.
    ///
    /// While the bot stops, envelopes are not acknowledged: Slack delivers them to another socket of the
    /// app, or later.
    func take(_ envelope: Envelope, from link: Link) async {
        let event = envelope.event ?? SlackEvent(json: envelope.payload)
        guard intake.isOpen else {
            journal.record(.ignored(event, .stopping))
            return
        }
        let identity = envelope.deliveryIdentity
        let delivery = Delivery(envelope, over: link, identity: identity)
        let isFirst = redeliveries.begin(identity)
        if !isFirst, bot.configuration.ignoresRedeliveries {
            await acknowledge(delivery)
            journal.record(.ignored(event, .redelivery))
            return
        }
        switch bot.configuration.envelopeAcknowledgement {
        case .onReceiptUnlessItAcceptsAPayload where envelope.acceptsResponsePayload,
            .afterHandling:
            chores.post(.watch(delivery))
        case .onReceipt, .onReceiptUnlessItAcceptsAPayload:
            await acknowledge(delivery)
        }
        learnIdentity(from: envelope)
        deliver(Incoming(event: event, delivery: delivery))
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
        journal.record(.acknowledgedEnvelope(id: envelope.id, event: event))
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
