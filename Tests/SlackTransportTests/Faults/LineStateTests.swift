import SlackWire
import Testing
import TransportTestKit

@testable import SlackTransport

/// One socket behind and the bot's connections to it, step by step.
@Suite struct LineStateTests {
    private static let envelope = SocketMessage(
        #"{"envelope_id":"e1","type":"events_api","accepts_response_payload":false,"payload":{"event":{"type":"message"}}}"#
    )
    /// A line, and a socket that says what it is told to.
    private struct Driver {
        var line = LineState()

        /// The next event on a connection, reading from `socket` if the line asks for it.
        mutating func take(
            on id: Int,
            from socket: SocketMessage? = nil,
            _ fault: SocketFault? = nil
        ) -> SocketEvent? {
            for _ in 1...2 {
                let step = line.next(on: id, at: .zero) { _ in
                    fault.map { [FaultSchedule.Chosen(place: 0, effect: $0)] } ?? []
                } done: { _, miss in
                    #expect(miss == nil)
                }
                switch step {
                case .event(let event): return event
                case .read: line.read(socket.map { .message($0) })
                case .wait: return nil
                }
            }
            return nil
        }
    }

    private static let lost = SocketClose(by: .lost)

    private static func attempt(_ event: SocketEvent?) -> Int? {
        guard case .message(let message) = event else { return nil }
        return (try? JSONValue(parsing: message.bytes))?["retry_attempt"]?.int
    }

    @Test func `An event comes again on each new connection until it is acknowledged`() {
        var driver = Driver()
        let first = driver.line.connect()
        #expect(driver.take(on: first, from: .hello) == .message(.hello))
        #expect(driver.take(on: first, from: Self.envelope, .drop) == .message(Self.envelope))
        #expect(
            driver.take(on: first)
                == .closed(SocketClose(reason: "the connection was lost, as planned", by: .lost))
        )
        for attempt in 1...3 {
            let next = driver.line.connect()
            #expect(driver.take(on: next) == .message(.hello))
            #expect(Self.attempt(driver.take(on: next)) == attempt)
            driver.line.end(next, Self.lost)
        }
        let last = driver.line.connect()
        _ = driver.take(on: last)
        _ = driver.take(on: last)
        #expect(driver.line.acknowledge("e1") == true, "the socket behind hears of it")
        #expect(driver.line.acknowledge("e1") == false, "but once")
        driver.line.end(last, Self.lost)
        let quiet = driver.line.connect()
        #expect(driver.take(on: quiet) == .message(.hello))
        #expect(driver.take(on: quiet) == nil)
    }

    @Test func `What a connection had not taken is for the next one, in its order`() {
        var driver = Driver()
        let first = driver.line.connect()
        _ = driver.take(on: first, from: .hello)
        for number in 1...3 { driver.line.read(.message(.event("\(number)", ts: "1.\(number)"))) }
        #expect(driver.take(on: first) == .message(.event("1", ts: "1.1")))
        driver.line.end(first, Self.lost)
        driver.line.read(.message(.event("4", ts: "1.4")))
        let second = driver.line.connect()
        #expect(driver.take(on: second) == .message(.hello))
        for number in 2...4 {
            #expect(driver.take(on: second) == .message(.event("\(number)", ts: "1.\(number)")))
        }
    }

    @Test func `A second connection waits, and takes over when the first is lost`() {
        var driver = Driver()
        let first = driver.line.connect()
        _ = driver.take(on: first, from: .hello)
        let second = driver.line.connect()
        #expect(driver.take(on: second) == .message(.hello))
        #expect(driver.take(on: second, from: Self.envelope) == nil)
        #expect(!driver.line.wantsConnection)
        driver.line.end(first, Self.lost)
        #expect(driver.take(on: second, from: Self.envelope) == .message(Self.envelope))
    }

    @Test func `When the socket behind has ended, nobody is led back to it`() {
        var driver = Driver()
        let first = driver.line.connect()
        _ = driver.take(on: first, from: .hello)
        driver.line.read(.closed(SocketClose(code: 1001, by: .peer)))
        for _ in 1...2 {
            #expect(driver.take(on: first) == .closed(SocketClose(code: 1001, by: .peer)))
        }
        #expect(!driver.line.wantsConnection)
        #expect(driver.line.isOver)
    }

    private static let disconnect = SocketMessage(
        #"{"type":"disconnect","reason":"refresh_requested"}"#
    )
    private static let command = SocketMessage(
        #"{"envelope_id":"e2","type":"slash_commands","accepts_response_payload":true,"payload":{"command":"/x"}}"#
    )

    @Test func `After a farewell the bot comes back elsewhere, and has there what is left`() {
        var driver = Driver()
        let first = driver.line.connect()
        _ = driver.take(on: first, from: .hello)
        _ = driver.take(on: first, from: Self.envelope)
        #expect(driver.take(on: first, from: Self.disconnect, .drop) == .message(Self.disconnect))
        #expect(!driver.line.wantsConnection, "the bot was told to connect to another socket")
        let standby = driver.line.standBy()
        #expect(
            Self.attempt(driver.take(on: standby)) == 1,
            "the first it has is the event, not a hello"
        )
        #expect(
            driver.take(on: standby, from: .event("1", ts: "1.1"))
                == .message(.event("1", ts: "1.1"))
        )
        driver.line.read(.closed(SocketClose(code: 1000, by: .peer)))
        #expect(driver.take(on: standby) == .closed(SocketClose(code: 1000, by: .peer)))
    }

    @Test func `A connection that stands by has nothing before a farewell`() {
        var driver = Driver()
        let first = driver.line.connect()
        _ = driver.take(on: first, from: .hello)
        let standby = driver.line.standBy()
        driver.line.end(first, Self.lost)
        #expect(driver.take(on: standby, from: Self.envelope) == nil)
        #expect(driver.line.wantsConnection)
        let second = driver.line.connect()
        _ = driver.take(on: second)
        #expect(driver.take(on: second, from: Self.envelope) == .message(Self.envelope))
        #expect(
            driver.line.close(second, SocketClose(code: 1000, by: .bot)) == true,
            "it closes the socket behind"
        )
        #expect(driver.take(on: standby) == .closed(SocketClose(code: 1000, by: .bot)))
    }

    @Test func `A command that was lost with its connection cannot be acknowledged`() {
        var driver = Driver()
        let first = driver.line.connect()
        _ = driver.take(on: first, from: .hello)
        _ = driver.take(on: first, from: Self.command)
        #expect(driver.line.takeLostAcknowledgements() == [])
        driver.line.end(first, Self.lost)
        #expect(driver.line.takeLostAcknowledgements() == ["e2"])
        #expect(driver.line.takeLostAcknowledgements() == [], "and it is told once")
        let second = driver.line.connect()
        _ = driver.take(on: second)
        #expect(driver.take(on: second) == nil, "Slack does not send it again")
    }

    @Test(arguments: [SocketFault.goodbye, .disconnect(reason: "warning"), .duplicate])
    func `Nobody says farewell twice`(fault: SocketFault) {
        var line = LineState()
        let first = line.connect()
        line.read(.message(Self.disconnect))
        var missed: [String?] = []
        _ = line.next(on: first, at: .zero) { _ in
            [FaultSchedule.Chosen(place: 0, effect: fault)]
        } done: {
            missed.append($1)
        }
        #expect(missed == ["Slack has said already that the bot shall connect again"])
        #expect(line.connections[first]?.isLasting == true)
    }

    @Test func `A bot that closes gets nothing more, and closes the socket behind`() {
        var driver = Driver()
        let first = driver.line.connect()
        _ = driver.take(on: first, from: .hello)
        driver.line.read(.message(.event("1", ts: "1.1")))
        #expect(driver.line.close(first, SocketClose(code: 1000, by: .bot)) == true)
        #expect(driver.take(on: first) == .closed(SocketClose(code: 1000, by: .bot)))
        #expect(
            driver.line.close(first, SocketClose(code: 1000, by: .bot)) == false,
            "the second time does nothing"
        )
        #expect(!driver.line.wantsConnection)
    }
}
