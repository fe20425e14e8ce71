import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// A client that asks for a socket twice and opens one: which of the two URLs that is, is chance.
@Suite struct SpareSocketTests {
    private static let urls = ["wss://slack.test/1", "wss://slack.test/2", "wss://slack.test/3"]

    /// Two URLs, of which the second is opened; later one more.
    private static let session: Session = {
        var builder = SessionBuilder()
        builder.at(0, .call(id: 1, .connect))
        builder.at(10, .answer(call: 1, .connected(to: urls[0])))
        builder.at(11, .call(id: 2, .connect))
        builder.at(12, .answer(call: 2, .connected(to: urls[1])))
        builder.at(20, .open(socket: 1, SocketRequest(url: urls[1]), call: 2))
        builder.at(30, .receive(socket: 1, .hello))
        builder.at(40, .close(socket: 1, SocketClose(code: 1000, by: .bot)))
        builder.at(50, .call(id: 3, .connect))
        builder.at(60, .answer(call: 3, .connected(to: urls[2])))
        builder.at(70, .open(socket: 2, SocketRequest(url: urls[2]), call: 3))
        builder.at(80, .receive(socket: 2, .hello))
        return builder.session
    }()

    private func open(_ url: Int, _ driver: inout CursorDriver) throws {
        let socket = try driver.open(Self.urls[url])
        let greeting = try driver.take(on: socket)
        #expect(greeting == SocketMessage.hello.text)
        driver.cursor.close(socket, SocketClose(code: 1000, by: .bot), at: driver.now)
    }

    @Test(arguments: [0, 1])
    func `Either URL will do`(first: Int) throws {
        var driver = try CursorDriver(Self.session)
        try driver.call(.connect)
        try driver.call(.connect)
        try open(first, &driver)
        try driver.call(.connect)
        try open(2, &driver)
        #expect(driver.cursor.report().isFaithful)
    }

    @Test(arguments: [0, 1])
    func `One that was opened before will not`(first: Int) throws {
        var driver = try CursorDriver(Self.session)
        try driver.call(.connect)
        try driver.call(.connect)
        try open(first, &driver)
        try driver.call(.connect)
        #expect(throws: TransportFailure.self) { try open(first, &driver) }
        #expect(!driver.cursor.report().isFaithful)
    }

    @Test func `Nor will one that nothing has given yet`() throws {
        var driver = try CursorDriver(Self.session)
        #expect(throws: TransportFailure.self) {
            _ = try driver.cursor.open(SocketRequest(url: Self.urls[0]), at: driver.now)
        }
    }

    @Test(arguments: [true, false])
    func `A recording that was cut before the socket opened asks for no more`(isCut: Bool) throws {
        var builder = SessionBuilder()
        builder.at(0, .call(id: 1, .connect))
        builder.at(10, .answer(call: 1, .connected(to: Self.urls[0])))
        if !isCut {
            builder.at(4_990, .call(id: 2, .post("still here")))
            builder.at(5_000, .answer(call: 2, .posted("2.1")))
        }
        var session = builder.session
        session.isComplete = false
        var driver = try CursorDriver(session, options: ReplayOptions(allowsTruncated: true))
        try driver.call(.connect)
        if !isCut { try driver.call(.post("still here")) }
        let request = SocketRequest(url: Self.urls[0])
        #expect(driver.cursor.isBeyondStop(opening: request, at: driver.now) == isCut)
        #expect(driver.cursor.report().isFaithful)
        // A second time it is another bot.
        let isBeyond = driver.cursor.isBeyondStop(opening: request, at: driver.now)
        #expect(!isBeyond)
    }
}
