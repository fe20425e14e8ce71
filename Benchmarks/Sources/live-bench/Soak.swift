import Measuring
import SlackLiveTransport
import SlackTransport
import SlackWire

#if canImport(Glibc)
import Glibc
#elseif canImport(Musl)
import Musl
#else
import Darwin
#endif

/// Many sockets for a long time: every one of them gets every event, and every ping its pong.
enum Soak {
    /// What one socket saw.
    private struct Seen: Sendable {
        var last = 0
        var events = 0
        /// Events that came twice or out of their order.
        var misplaced = 0
        var pings = 0
        var pongs = 0
        /// From a ping to its pong.
        var latencies = Latencies()
        var failure: String?
    }

    static func measure(_ arguments: Arguments) async throws {
        let count = try arguments.number("sockets", or: 1_000)
        let last = try arguments.number("events", or: 60)
        raiseDescriptorLimit()
        let live = SlackLiveTransport(baseURL: try arguments.text("url"))
        let processor = ProcessorTime.now
        let start = ContinuousClock.now
        let sockets = try await connect(count, live)
        let connected = start.duration(to: .now)
        let seen = await withTaskGroup(of: Seen.self) { group in
            for socket in sockets {
                group.addTask { await watch(socket, until: last) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        let elapsed = start.duration(to: .now)
        let used = ProcessorTime.now - processor
        await live.close()
        report(seen, last: last, connected: connected, elapsed: elapsed, used: used)
    }

    private static func report(
        _ seen: [Seen],
        last: Int,
        connected: Duration,
        elapsed: Duration,
        used: Duration
    ) {
        let latencies = seen.reduce(into: Latencies()) { $0.append($1.latencies) }
        let missing = seen.reduce(0) { $0 + last - $1.events }
        Output.write([
            "sockets": .integer(seen.count),
            "eventsReceived": .integer(seen.reduce(0) { $0 + $1.events }),
            "eventsMissing": .integer(missing),
            "eventsMisplaced": .integer(seen.reduce(0) { $0 + $1.misplaced }),
            "pings": .integer(seen.reduce(0) { $0 + $1.pings }),
            "pongsMissing": .integer(seen.reduce(0) { $0 + $1.pings - $1.pongs }),
            "socketsLost": .integer(seen.count { $0.failure != nil }),
            "connectSeconds": .seconds(connected),
            "seconds": .seconds(elapsed),
            "processorSeconds": .seconds(used),
            "pingLatency": latencies.json,
        ])
    }

    /// Opens the sockets, fifty at a time.
    private static func connect(
        _ count: Int,
        _ live: SlackLiveTransport
    ) async throws -> [any TransportSocket] {
        try await withThrowingTaskGroup(of: (any TransportSocket).self) { group in
            var sockets: [any TransportSocket] = []
            for number in 0..<count {
                if number >= 50, let socket = try await group.next() { sockets.append(socket) }
                group.addTask { try await RTM.connect(live) }
            }
            for try await socket in group { sockets.append(socket) }
            return sockets
        }
    }

    /// Reads until the last event has come, and pings at each one.
    private static func watch(_ socket: any TransportSocket, until last: Int) async -> Seen {
        var seen = Seen()
        var asked: ContinuousClock.Instant?
        do {
            while seen.last < last || seen.pongs < seen.pings {
                let frame = SocketFrame(parsing: try await RTM.message(from: socket))
                if case .pong = frame {
                    seen.pongs += 1
                    if let asked { seen.latencies.append(asked.duration(to: .now)) }
                }
                guard case .event(let event) = frame, let number = event.text.flatMap({ Int($0) })
                else { continue }
                seen.events += 1
                if seen.last > 0, number != seen.last + 1 { seen.misplaced += 1 }
                seen.last = number
                seen.pings += 1
                asked = .now
                let ping = #"{"id":\#(seen.pings),"type":"ping"}"#
                try await socket.send(SocketMessage(ping))
            }
            await socket.close()
        } catch {
            seen.failure = "\(error)"
        }
        return seen
    }

    /// One descriptor for each socket, and some more.
    private static func raiseDescriptorLimit() {
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
        limit.rlim_cur = limit.rlim_max
        setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
    }
}
