import SlackTransportTesting
import SlackWire
import Testing

@testable import SlackBot

@Suite struct RedeliveriesTests {
    static func delivery(_ id: String) throws -> Delivery {
        let frame = SocketMessage(Envelopes.event(id))
        guard case .envelope(let envelope) = SocketFrame(parsing: frame) else {
            throw NoEnvelope(text: frame.text)
        }
        let link = Link(number: 1, socket: ScriptedSocket())
        return Delivery(Delivery.Place(envelope: envelope, link: link))
    }

    struct NoEnvelope: Error { var text: String }

    /// Whether a finding is that of the first delivery.
    static func isFirst(_ finding: Redeliveries.Finding) -> Bool {
        if case .first = finding { true } else { false }
    }

    @Test func `Ten thousand events are remembered, whatever came before them`() {
        let redeliveries = Redeliveries()
        func isFirst(_ number: Int) -> Bool {
            Self.isFirst(redeliveries.begin(.id("Ev\(number)"), at: .zero))
        }
        for number in 0..<35_000 { #expect(isFirst(number)) }
        for number in 25_000..<35_000 { #expect(!isFirst(number)) }
        #expect(isFirst(0), "the oldest are let go of")
    }

    @Test
    func `An event is remembered for as long as Slack may deliver it again, and not for ever`() {
        let redeliveries = Redeliveries()
        _ = redeliveries.begin(.id("Ev1"), at: .seconds(1))
        #expect(!Self.isFirst(redeliveries.begin(.id("Ev1"), at: .seconds(400))))
        for hour in 1...48 {
            for event in 1...100 {
                _ = redeliveries.begin(.id("Ev\(hour).\(event)"), at: .seconds(hour * 3_600))
            }
            #expect(redeliveries.rememberedCount <= 201)
        }
    }

    @Test func `An event that is forgotten is let in again, old or new`() throws {
        let redeliveries = Redeliveries()
        let deliveries = try (0..<10_001).map { try Self.delivery("\($0)") }
        for delivery in deliveries { _ = redeliveries.begin(delivery, at: .zero) }
        for delivery in [deliveries[0], deliveries[10_000]] {
            #expect(!Self.isFirst(redeliveries.begin(delivery.identity, at: .zero)))
            redeliveries.forget(delivery)
            #expect(Self.isFirst(redeliveries.begin(delivery.identity, at: .zero)))
            #expect(!Self.isFirst(redeliveries.begin(delivery.identity, at: .zero)))
        }
    }

    @Test func `A delivery that is over takes no note of a later one away`() throws {
        let redeliveries = Redeliveries()
        let (first, second) = (try Self.delivery("a"), try Self.delivery("a"))
        _ = redeliveries.begin(first, at: .zero)
        redeliveries.forget(first)
        #expect(Self.isFirst(redeliveries.begin(second, at: .zero)))
        redeliveries.forget(first)
        redeliveries.settle(first)
        guard case .underWay(let delivery) = redeliveries.begin(first, at: .zero) else {
            Issue.record("the second delivery is not under way any more")
            return
        }
        #expect(delivery === second)
    }
}
