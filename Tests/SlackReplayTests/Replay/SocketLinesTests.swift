import SessionRecording
import SlackTransport
import SlackWire
import Testing
import TransportTestKit

@testable import SlackReplay

/// Over which connection something is said.
@Suite struct SocketLinesTests {
    private static let urls = ["wss://slack.test/1", "wss://slack.test/2"]

    private static func connect(_ method: String, _ token: String) -> WebAPICall {
        WebAPICall(.method(method), headers: ["authorization": "Bearer " + token])
    }

    /// Two sockets, both open: of two workspaces over RTM, or of one app over Socket Mode.
    private static func open(
        _ builder: inout SessionBuilder,
        by method: String,
        _ tokens: [String]
    ) {
        for (index, token) in tokens.enumerated() {
            let at = Int64(index) * 20
            builder.at(at, .call(id: index + 1, connect(method, token)))
            builder.at(at + 5, .answer(call: index + 1, .connected(to: urls[index])))
            builder.at(
                at + 10,
                .open(socket: index + 1, SocketRequest(url: urls[index]), call: index + 1)
            )
            builder.at(at + 15, .receive(socket: index + 1, .hello))
        }
    }

    private func open(_ driver: inout CursorDriver, by method: String, _ tokens: [String]) throws {
        for (index, token) in tokens.enumerated() {
            try driver.call(Self.connect(method, token))
            let socket = try driver.open(Self.urls[index])
            _ = try driver.take(on: socket)
            #expect(socket == index)
        }
    }

    private static func envelope(_ id: String) -> SocketMessage {
        let event =
            #"{"type":"app_mention","user":"U1","text":"a","channel":"C1","ts":"1764288000.\#(id)"}"#
        return SocketMessage(
            #"{"envelope_id":"\#(id)","type":"events_api","payload":{"type":"event_callback","event_id":"Ev\#(id)","event":\#(event)}}"#
        )
    }

    private static func acknowledgement(_ id: String) -> SocketMessage {
        SocketMessage(#"{"envelope_id":"\#(id)"}"#)
    }

    @Test(arguments: [false, true], [false, true])
    func `Nobody answers one workspace over the connection to another`(
        isCrossed: Bool,
        isSameWorkspace: Bool
    ) throws {
        let tokens = [Tokens.first, isSameWorkspace ? Tokens.first : Tokens.second]
        var builder = SessionBuilder()
        Self.open(&builder, by: "rtm.connect", tokens)
        for socket in 1...2 {
            let channel = "C\(socket)"
            let at = 100 + Int64(socket) * 100
            builder.at(at, .receive(socket: socket, .event("hi", ts: "\(socket).1", in: channel)))
            builder.at(at + 10, .send(socket: socket, .rtm("re hi", id: .number("1"), in: channel)))
            let reply = #"{"ok":true,"reply_to":1,"ts":"\#(socket).2","text":"re hi"}"#
            builder.at(at + 20, .receive(socket: socket, SocketMessage(reply)))
        }
        var driver = try CursorDriver(builder.session)
        try open(&driver, by: "rtm.connect", tokens)
        for socket in 0...1 {
            // What is said over the other connection is answered over that.
            while !(try driver.take(on: socket)).contains(#""user""#) {}
            let message = SocketMessage.rtm("re hi", id: .number("1"), in: "C\(socket + 1)")
            guard isCrossed, !isSameWorkspace else {
                try driver.send(message, on: isCrossed ? 1 - socket : socket)
                continue
            }
            let failure = #expect(throws: TransportFailure.self) {
                try driver.send(message, on: 1 - socket)
            }
            #expect(
                failure?.message.contains(
                    #"the connection it is sent over (expected "socket \#(socket + 1)", got "socket \#(2 - socket)")"#
                ) == true
            )
        }
        let report = driver.cursor.report()
        #expect(report.missing.isEmpty == !(isCrossed && !isSameWorkspace))
        #expect(report.divergences.isEmpty == !(isCrossed && !isSameWorkspace))
    }

    @Test(arguments: [false, true])
    func `An envelope is acknowledged over the connection on which it came`(isCrossed: Bool) throws
    {
        let tokens = [Tokens.app, Tokens.app]
        var builder = SessionBuilder()
        Self.open(&builder, by: "apps.connections.open", tokens)
        for (place, socket) in [1, 2, 1, 2].enumerated() {
            let at = 100 + Int64(place) * 100
            builder.at(at, .receive(socket: socket, Self.envelope("e\(place)")))
            builder.at(at + 10, .send(socket: socket, Self.acknowledgement("e\(place)")))
        }
        for socket in 1...2 { builder.at(900, .close(socket: socket, SocketClose(by: .bot))) }
        var driver = try CursorDriver(builder.session)
        try open(&driver, by: "apps.connections.open", tokens)
        for (place, socket) in [0, 1, 0, 1].enumerated() {
            _ = try driver.take(on: socket)
            let message = Self.acknowledgement("e\(place)")
            guard isCrossed else {
                try driver.send(message, on: socket)
                continue
            }
            #expect(throws: TransportFailure.self) { try driver.send(message, on: 1 - socket) }
        }
        let report = driver.cursor.report()
        #expect(report.missing.count == (isCrossed ? 4 : 0))
        #expect(report.divergences.count == (isCrossed ? 4 : 0))
    }

    /// How the first connection ends while an envelope is under way.
    enum Ending: CaseIterable {
        /// Slack says so before the second is opened.
        case announced
        /// The client closes it before it opens the second.
        case closedFirst
        /// The client opens the second, and closes the first when it has that.
        case closedAfterwards
    }

    @Test(arguments: Ending.allCases, [false, true])
    func `It may be acknowledged over the one that took over, and the other way round`(
        ending: Ending,
        isRecordedOnNew: Bool
    ) throws {
        let first = [Tokens.app]
        var builder = SessionBuilder()
        Self.open(&builder, by: "apps.connections.open", first)
        builder.at(100, .receive(socket: 1, Self.envelope("e1")))
        let disconnect = SocketMessage(#"{"type":"disconnect","reason":"warning"}"#)
        if ending == .announced { builder.at(110, .receive(socket: 1, disconnect)) }
        if !isRecordedOnNew { builder.at(112, .send(socket: 1, Self.acknowledgement("e1"))) }
        let close = SocketClose(by: .bot)
        if ending == .closedFirst { builder.at(115, .close(socket: 1, close)) }
        builder.at(120, .call(id: 2, Self.connect("apps.connections.open", Tokens.app)))
        builder.at(125, .answer(call: 2, .connected(to: Self.urls[1])))
        builder.at(130, .open(socket: 2, SocketRequest(url: Self.urls[1]), call: 2))
        builder.at(135, .receive(socket: 2, .hello))
        if ending == .closedAfterwards { builder.at(140, .close(socket: 1, close)) }
        if isRecordedOnNew { builder.at(150, .send(socket: 2, Self.acknowledgement("e1"))) }
        for sendsOnNew in [false, true] {
            var driver = try CursorDriver(builder.session)
            try open(&driver, by: "apps.connections.open", first)
            _ = try driver.take(on: 0)
            if !sendsOnNew { try driver.send(Self.acknowledgement("e1"), on: 0) }
            try driver.call(Self.connect("apps.connections.open", Tokens.app))
            let second = try driver.open(Self.urls[1])
            if sendsOnNew { try driver.send(Self.acknowledgement("e1"), on: second) }
            let report = driver.cursor.report()
            #expect(report.missing.isEmpty && report.divergences.isEmpty, "\(report.findings)")
        }
    }
}
