import Testing

@testable import SlackBot

@Suite struct RedeliveriesTests {
    @Test func `Ten thousand events are remembered, whatever came before them`() {
        let redeliveries = Redeliveries()
        for number in 0..<35_000 { #expect(redeliveries.begin("Ev\(number)")) }
        for number in 25_000..<35_000 { #expect(!redeliveries.begin("Ev\(number)")) }
        #expect(redeliveries.begin("Ev0"), "the oldest are let go of")
    }

    @Test func `An event that is forgotten is let in again, old or new`() {
        let redeliveries = Redeliveries()
        for number in 0..<10_001 { _ = redeliveries.begin("Ev\(number)") }
        for name in ["Ev0", "Ev10000"] {
            #expect(!redeliveries.begin(name))
            redeliveries.forget(name)
            #expect(redeliveries.begin(name))
            #expect(!redeliveries.begin(name))
        }
    }
}
