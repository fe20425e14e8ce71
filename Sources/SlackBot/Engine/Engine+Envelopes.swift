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
        let delivery = Delivery(Delivery.Place(envelope: envelope, link: link))
        let waits = waitsForHandler(delivery)
        guard bot.configuration.ignoresRedeliveries else {
            return await deliver(delivery, waitsForHandler: waits)
        }
        let finding =
            waits
            ? redeliveries.begin(delivery, at: clock.now)
            : redeliveries.begin(delivery.identity, at: clock.now)
        switch finding {
        case .first:
            await deliver(delivery, waitsForHandler: waits)
        case .taken:
            journal.record(.ignored(delivery.content, .redelivery))
            await acknowledge(delivery)
        case .underWay(let earlier):
            await join(delivery, to: earlier)
        }
    }

    private func join(_ delivery: Delivery, to earlier: Delivery) async {
        switch earlier.join(delivery.place) {
        case nil:
            journal.record(.ignored(delivery.content, .redelivery))
        case .acknowledged, .overdue:
            journal.record(.ignored(delivery.content, .redelivery))
            await acknowledge(delivery)
        case .withheld:
            // The handler failed a moment ago, and whoever saw to that is about to forget the event.
            redeliveries.forget(earlier)
            await take(delivery.envelope, from: delivery.place.link)
        }
    }

    private func deliver(_ delivery: Delivery, waitsForHandler waits: Bool) async {
        learnIdentity(from: delivery.envelope)
        guard deliver(Incoming(event: delivery.content, delivery: delivery)) else {
            redeliveries.forget(delivery)
            return
        }
        if waits {
            chores.post(.watch(delivery))
        } else {
            await acknowledge(delivery)
        }
    }

    private func waitsForHandler(_ delivery: Delivery) -> Bool {
        if bot.configuration.ignoresOwnMessages, own.contains(delivery.content) { return false }
        return switch bot.configuration.envelopeAcknowledgement {
        case .onReceipt: false
        case .onReceiptUnlessItAcceptsAPayload: delivery.envelope.acceptsResponsePayload
        case .afterHandling: true
        }
    }

    /// What became of an acknowledgement.
    enum AcknowledgementOutcome: Sendable {
        /// It has left.
        case sent
        /// It was decided before, by somebody else.
        case decidedBefore
        /// It has not left, or nobody knows.
        case lost(TransportFailure)
    }

    /// Acknowledges an envelope, and those that joined it, unless that was decided before.
    @discardableResult
    func acknowledge(
        _ delivery: Delivery,
        payload: JSONValue? = nil,
        event: Int? = nil
    ) async -> AcknowledgementOutcome {
        guard delivery.settlement.resolve(.acknowledged) else { return .decidedBefore }
        return await sendAcknowledgements(of: delivery, payload: payload, event: event)
    }

    /// Acknowledges an envelope whose handler takes too long.
    func watch(_ delivery: Delivery) async {
        let settlement = await delivery.settlement.wait(
            for: bot.configuration.envelopeDeadline,
            on: clock,
            orResolveTo: .overdue
        )
        guard settlement == .overdue else { return }
        await sendAcknowledgements(of: delivery, payload: nil, event: nil)
    }

    /// Settles the envelope of an event whose handler has ended.
    func settle(_ delivery: Delivery, event: Int, succeeded: Bool) async {
        if succeeded {
            await acknowledge(delivery, event: event)
        } else if delivery.settlement.resolve(.withheld) {
            redeliveries.forget(delivery)
            // Slack has delivered it again already, and may not do so once more.
            for place in delivery.removeJoined() { await take(place.envelope, from: place.link) }
        }
    }

    /// - Returns: What became of the first that has left, or if none has, of the last.
    @discardableResult
    private func sendAcknowledgements(
        of delivery: Delivery,
        payload: JSONValue?,
        event: Int?
    ) async -> AcknowledgementOutcome {
        let places = [delivery.place] + delivery.removeJoined()
        redeliveries.settle(delivery)
        var outcome = AcknowledgementOutcome.sent
        var hasLeft = false
        for place in places {
            do {
                try await sendAcknowledgement(to: place, payload: payload, event: event)
                hasLeft = true
            } catch {
                outcome = .lost(error)
            }
        }
        return hasLeft ? .sent : outcome
    }

    private func sendAcknowledgement(
        to place: Delivery.Place,
        payload: JSONValue?,
        event: Int?
    ) async throws(TransportFailure) {
        let envelope = place.envelope
        let payload = envelope.acceptsResponsePayload ? payload : nil
        journal.record(.acknowledgedEnvelope(envelope, payload: payload, event: event))
        do {
            try await place.link.socket.send(envelope.acknowledgement(payload: payload).message)
        } catch {
            // An event is delivered again, and known then. A command or an interaction is not: its user sees
            // that the bot did not answer, and the bot should know.
            journal.record(.lostAcknowledgement(envelope, event: event, error))
            throw error
        }
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
