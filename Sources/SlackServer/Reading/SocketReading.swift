/// How far a client has read what it was sent over one WebSocket, as a value without I/O.
///
/// Behind messages goes a ping, one at a time. Frames keep their order, and every client's library answers pings
/// while it reads (RFC 6455 §5.5.2): a pong says that everything before its ping was read.
package struct SocketReading: Sendable, Hashable {
    /// How far the socket's life has come.
    package enum Life: Sendable, Hashable {
        case open
        /// The client ended it, with or without a word.
        case endedByClient
        /// The server did, with a close frame or without.
        case endedByServer
    }

    /// The two ends of a connection, by their ports.
    package struct Ports: Sendable, Hashable {
        /// The server's.
        package var own: Int
        /// The client's.
        package var peer: Int
    }

    /// How many messages the client was sent.
    package private(set) var sent = 0
    /// How many of them it has read for certain, by its pongs.
    package private(set) var read = 0
    /// How many of them it has at least taken from its connection, by what the system says.
    package private(set) var taken = 0
    /// How far the socket's life has come.
    package private(set) var life = Life.open
    /// Where to ask the system; `nil` where that is not known.
    package let ports: Ports?

    /// A ping that has no pong yet.
    private struct Ping: Sendable, Hashable {
        var number: Int
        /// How many messages stand before it.
        var sent: Int
    }

    private var ping: Ping?
    private var pings = 0
    /// How many messages were sent when the client's connection was last seen empty.
    private var quietAt: Int?

    package init(ports: Ports? = nil) {
        self.ports = ports
    }

    /// Whether the client has read everything, or taken it.
    package var isDone: Bool { max(read, taken) >= sent }

    /// Whether it has read or taken anything.
    package var hasBegun: Bool { max(read, taken) > 0 }

    /// Takes the news that a message goes out; returns what the ping behind it is to hold, if there is one.
    package mutating func send() -> [UInt8]? {
        sent += 1
        return ping == nil ? ask() : nil
    }

    /// Takes a pong; returns what the next ping is to hold, if there is one.
    ///
    /// Some clients send pongs unasked (RFC 6455 §5.5.3), which say nothing.
    package mutating func receive(pong payload: [UInt8]) -> [UInt8]? {
        guard let ping, payload == Self.payload(ping.number) else { return nil }
        read = ping.sent
        self.ping = nil
        return life == .open && read < sent ? ask() : nil
    }

    /// Takes what a look at the client's connection showed.
    ///
    /// What is on its way into the connection is in none of the system's tables: so only what is not there twice, with
    /// nothing sent between, has been taken.
    ///
    /// - Parameters:
    ///   - isQuiet: Whether nothing waits in it.
    ///   - count: How many messages had been sent before the look.
    package mutating func look(isQuiet: Bool, sent count: Int) {
        if isQuiet, quietAt == count { taken = max(taken, count) }
        quietAt = isQuiet ? count : nil
    }

    /// Takes the end of the socket.
    ///
    /// - Parameter answered: Whether it is the client's answer to the server's close frame, which stood behind
    ///   every message.
    package mutating func end(_ life: Life, answered: Bool = false) {
        if answered { read = sent }
        guard self.life == .open else { return }
        self.life = life
    }

    private mutating func ask() -> [UInt8] {
        pings += 1
        ping = Ping(number: pings, sent: sent)
        return Self.payload(pings)
    }

    private static func payload(_ number: Int) -> [UInt8] { Array("reprise \(number)".utf8) }
}
